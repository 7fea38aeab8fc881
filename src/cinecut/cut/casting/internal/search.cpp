#include "cinecut/cut/casting/internal/search.h"

#include <algorithm>

namespace cinecut::casting {
namespace {

constexpr int kPasses = 12;
constexpr double kLeastGain = 1e-9;  ///< So that rounding does not exchange for ever.
/// Lines run over the next three slots at most: tails are short, and slots have a shortest length.
constexpr std::size_t kClashes = 3;

}  // namespace

Search::Search(const Caster& caster, const CostMatrix& alone, std::vector<int> pieces)
    : caster_(caster), alone_(alone), pieces_(std::move(pieces)), user_(alone.columns, -1) {
  for (std::size_t s = 0; s < pieces_.size(); ++s) {
    user_[static_cast<std::size_t>(pieces_[s])] = static_cast<int>(s);
    talk_ += heard(s).talk;
  }
  const auto& goal = caster.goal();
  const double length = static_cast<double>(goal.frames) / goal.rate.value();
  target_ = std::max(0.0, goal.dialogue_share * length - goal.voice_seconds);
  scale_ = caster.weights().speech.share / std::max(length * length, 1.0);
}

/// Lines that run into words of the slots after them.
double Search::clash(std::size_t s) const {
  double tail = heard(s).tail;
  double cost = 0;
  for (std::size_t i = s + 1; tail > 0 && i < pieces_.size(); ++i) {
    if (heard(i).talk > 0) cost += caster_.weights().speech.clash;
    tail -= caster_.length(i);
  }
  return cost;
}

/// Everything that depends on slot `s` but the share of dialogue.
double Search::around(std::size_t s) const {
  double cost = alone_.at(s, static_cast<std::size_t>(pieces_[s]));
  for (int d = 1; d <= caster_.window(); ++d) {
    const auto far = static_cast<std::size_t>(d);
    if (s >= far) cost += pair(s - far, d);
    if (s + far < pieces_.size()) cost += pair(s, d);
  }
  for (std::size_t i = s >= kClashes ? s - kClashes : 0; i <= s; ++i) cost += clash(i);
  return cost;
}

double Search::cost() const {
  double cost = share_cost(talk_);
  for (std::size_t s = 0; s < pieces_.size(); ++s) {
    cost += alone_.at(s, static_cast<std::size_t>(pieces_[s])) + clash(s);
    for (int d = 1; d <= caster_.window() && s + static_cast<std::size_t>(d) < pieces_.size();
         ++d) {
      cost += pair(s, d);
    }
  }
  return cost;
}

void Search::set(std::size_t s, int p) {
  talk_ += caster_.hearing(s, p).talk - heard(s).talk;
  pieces_[s] = p;
  user_[static_cast<std::size_t>(p)] = static_cast<int>(s);
}

/// The unused piece that makes slot `s` cheapest, cheaper than it is; or -1.
int Search::best_unused(std::size_t s) {
  const int before = pieces_[s];
  const double talk_before = talk_;
  const double talk_without = talk_ - heard(s).talk;
  double best = around(s) + share_cost(talk_) - kLeastGain;
  int best_piece = -1;
  for (std::size_t p = 0; p < alone_.columns; ++p) {
    if (user_[p] >= 0) continue;
    talk_ = talk_without + caster_.hearing(s, static_cast<int>(p)).talk;
    // What neighbours add is never negative.
    if (alone_.at(s, p) + share_cost(talk_) >= best) continue;
    pieces_[s] = static_cast<int>(p);
    const double cost = around(s) + share_cost(talk_);
    if (cost >= best) continue;
    best = cost;
    best_piece = pieces_[s];
  }
  pieces_[s] = before;
  talk_ = talk_before;
  return best_piece;
}

bool Search::replace(std::size_t s) {
  const int best = best_unused(s);
  if (best < 0) return false;
  user_[static_cast<std::size_t>(pieces_[s])] = -1;
  set(s, best);
  return true;
}

double Search::around_both(std::size_t a, std::size_t b) const {
  // Near each other, pairs between the two would be counted twice.
  if (b - a <= static_cast<std::size_t>(caster_.window()) + kClashes) return cost();
  return around(a) + around(b) + share_cost(talk_);
}

bool Search::exchange(std::size_t a, std::size_t b) {
  const int p = pieces_[a];
  const int q = pieces_[b];
  if (alone_.at(a, static_cast<std::size_t>(q)) >= kImpossible ||
      alone_.at(b, static_cast<std::size_t>(p)) >= kImpossible) {
    return false;
  }
  const double talk_before = talk_;
  const double before = around_both(a, b);
  set(a, q);
  set(b, p);
  if (around_both(a, b) < before - kLeastGain) return true;
  set(a, p);
  set(b, q);
  talk_ = talk_before;
  return false;
}

void Search::improve() {
  for (int pass = 0; pass < kPasses; ++pass) {
    bool is_better = false;
    for (std::size_t s = 0; s < pieces_.size(); ++s) is_better |= replace(s);
    for (std::size_t a = 0; a < pieces_.size(); ++a) {
      for (std::size_t b = a + 1; b < pieces_.size(); ++b) is_better |= exchange(a, b);
    }
    if (!is_better) return;
  }
}

}  // namespace cinecut::casting
