#include "cinecut/cut/casting/casting.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>

#include "cinecut/cut/casting/internal/assignment.h"

namespace cinecut::casting {
namespace {

constexpr double kImpossible = 1e7;
constexpr int kPasses = 12;

double& of(Concerns& c, Concern which) { return c[static_cast<std::size_t>(which)]; }

double total(const Concerns& c) { return std::accumulate(c.begin(), c.end(), 0.0); }

bool is_montage(const grid::Slot& s) { return s.part == edit::Part::act_3; }

/// 0: this kind of moment belongs there; 1: it does not.
double misplaced(const KindWeights& w, edit::Part part, edit::BeatType type) {
  const auto kind = static_cast<std::size_t>(type);
  switch (part) {
    case edit::Part::cold_open:
      return w.cold_open[kind];
    case edit::Part::act_1:
      return w.act_1[kind];
    case edit::Part::beat_drop:
      return w.beat_drop[kind];
    case edit::Part::act_2:
      return w.act_2[kind];
    case edit::Part::act_3:
      return w.act_3[kind];
    case edit::Part::button:
      return w.button[kind];
    default:
      return 0;
  }
}

double wished_motion(const MotionWeights& w, const grid::Slot& s) {
  switch (s.part) {
    case edit::Part::cold_open:
      return w.cold_open;
    case edit::Part::act_1:
      return w.act_1 + w.act_1_rise * s.progress;
    case edit::Part::beat_drop:
      return w.beat_drop;
    case edit::Part::act_2:
      return w.act_2 + w.act_2_rise * s.progress;
    case edit::Part::act_3:
      return w.act_3 + w.act_3_rise * s.progress;
    default:
      return w.button;
  }
}

double importance(const ImportanceWeights& w, const grid::Slot& s) {
  double factor = w.any;
  if (s.starts_on_hit) factor += w.hit;
  if (s.is_first) factor += w.first;
  if (s.is_last && is_montage(s)) factor += w.finale;
  if (s.part == edit::Part::cold_open || s.part == edit::Part::beat_drop) factor += w.opening;
  return factor + w.early * (1 - s.progress);
}

bool may_speak(const grid::Slot& s) { return s.part != edit::Part::beat_drop && !s.is_for_voice; }

}  // namespace

bool can_be_filled(const std::vector<grid::Slot>& slots, const Material& material,
                   base::Rational rate) {
  if (slots.size() > material.pieces.size()) return false;
  std::vector<double> wanted;
  std::vector<double> there;
  for (const auto& s : slots) wanted.push_back(static_cast<double>(s.frames()) / rate.value());
  for (const auto& p : material.pieces) there.push_back(p.length);
  std::sort(wanted.begin(), wanted.end(), std::greater<>());
  std::sort(there.begin(), there.end(), std::greater<>());
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    if (wanted[i] > there[i]) return false;
  }
  return true;
}

Caster::Caster(const std::vector<grid::Slot>& slots, const Material& material,
               const CastingGoal& goal, const Weights& weights)
    : slots_(slots), material_(material), goal_(goal), weights_(weights), rate_(goal.rate.value()) {
  const auto& pieces = material.pieces;
  has_looks_ = std::any_of(pieces.begin(), pieces.end(),
                           [&](const Piece& p) { return p.look != pieces.front().look; });
  room_after_.resize(slots.size());
  for (std::size_t i = slots.size(); i-- > 0;) {
    const bool goes_on = i + 1 < slots.size() && slots[i + 1].part == slots[i].part;
    room_after_[i] = goes_on ? room_after_[i + 1] + seconds(slots[i + 1].frames()) : 0;
  }
  hearings_.reserve(slots.size() * pieces.size());
  for (std::size_t s = 0; s < slots.size(); ++s) {
    for (int p = 0; p < static_cast<int>(pieces.size()); ++p) hearings_.push_back(hear(s, p));
  }
}

bool Caster::fits(std::size_t s, int p) const {
  return seconds(slots_[s].frames()) <= material_.pieces[static_cast<std::size_t>(p)].length;
}

Hearing Caster::hear(std::size_t s, int p) const {
  const auto& slot = slots_[s];
  const auto& piece = material_.pieces[static_cast<std::size_t>(p)];
  const auto& w = weights_.speech;
  Hearing best;
  if (!may_speak(slot) || piece.speech.empty()) return best;
  const double length = seconds(slot.frames());
  double best_worth = 0;
  for (std::size_t i = 0; i < piece.speech.size(); ++i) {
    const auto& line = piece.speech[i];
    const double start = base::to_seconds(line.range.start - piece.range.start);
    const double talk = base::to_seconds(line.range.length());
    const double latest = std::min(start, piece.length - length);
    const double tail = std::max(0.0, start + talk - latest - length);
    if (latest < 0) continue;
    if (tail > 0.001) {
      const double seen = latest + length - start;
      if (is_montage(slot) || length < w.shortest_speaker || seen < w.least_seen) continue;
      if (tail > std::min(w.longest_tail.value, room_after_[s] - w.part_end)) continue;
    }
    const double worth = talk * (w.choice_floor + static_cast<double>(line.score)) - tail;
    if (worth <= best_worth) continue;
    best_worth = worth;
    best = {static_cast<int>(i), talk, tail > 0.001 ? tail : 0};
  }
  return best;
}

void Caster::add_alone(std::size_t s, int p, Concerns& c) const {
  const auto& slot = slots_[s];
  const auto& piece = material_.pieces[static_cast<std::size_t>(p)];
  const auto& w = weights_;
  of(c, Concern::quality) +=
      w.quality.score * importance(w.importance, slot) * (1 - static_cast<double>(piece.score));

  const int zone = static_cast<int>(piece.zone);
  const bool is_free = slot.part == edit::Part::cold_open || slot.part == edit::Part::button;
  of(c, Concern::zone) +=
      is_free ? w.zone.free_climax * (zone == 2) : w.zone.step * std::abs(zone - (slot.act - 1));

  const double film = std::max(base::to_seconds(goal_.film), 1.0);
  const double turn = base::to_seconds(goal_.anchors.escalation) / film;
  const double peak = base::to_seconds(goal_.anchors.climax) / film;
  const double from = slot.act == 1 ? 0 : slot.act == 2 ? turn : w.place.act_3_start * peak;
  const double to = slot.act == 1 ? turn : slot.act == 2 ? peak : w.place.act_3_end.value;
  const double wished = from + slot.progress * (to - from);
  if (!is_free) {
    of(c, Concern::place) += (is_montage(slot) ? w.place.distance_in_montage : w.place.distance) *
                             std::abs(piece.place - wished);
  }

  of(c, Concern::kind) += w.kind.misplaced * misplaced(w.kind, slot.part, piece.beat_type);
  of(c, Concern::motion) +=
      w.motion.difference * std::abs(piece.motion - wished_motion(w.motion, slot));
  of(c, Concern::reuse) += piece.is_second ? w.reuse.second.value : 0;
  of(c, Concern::quality) +=
      w.quality.dark * std::max(0.0, 1 - piece.light / w.quality.readable_light);

  const auto heard = hearing(s, p);
  if (heard.speech >= 0) {
    const auto& line = piece.speech[static_cast<std::size_t>(heard.speech)];
    const double worth = is_montage(slot)                  ? w.speech.line_in_montage
                         : slot.part == edit::Part::button ? w.speech.line_in_button
                                                           : w.speech.line;
    of(c, Concern::speech) -=
        worth * (w.speech.floor + static_cast<double>(line.score)) - w.speech.tail * heard.tail;
  }
}

void Caster::add_pair(std::size_t s, int p, int q, int apart, Concerns& c) const {
  const auto& a = material_.pieces[static_cast<std::size_t>(p)];
  const auto& b = material_.pieces[static_cast<std::size_t>(q)];
  const auto& look = weights_.look;
  if (a.shot == b.shot) of(c, Concern::look) += apart == 1 ? look.shot_next : look.shot_near;
  const auto near = static_cast<std::size_t>(apart - 1);
  if (a.shot != b.shot && has_looks_ && a.look == b.look && near < look.camera.values.size()) {
    of(c, Concern::look) += look.camera[near];
  }
  if (apart != 1) return;
  const auto& w = weights_.contrast;
  const double difference =
      w.light * std::abs(a.light - b.light) + w.warmth * std::abs(a.warmth - b.warmth) +
      w.saturation * std::abs(a.saturation - b.saturation) +
      w.motion * std::abs(a.motion - b.motion) + w.size * std::abs(a.size - b.size);
  of(c, Concern::contrast) += w.alike * std::max(0.0, 1 - w.enough * difference);
  // Two faces of one size in a row look like one shot with a hole in it.
  if (std::min(a.size, b.size) > w.close_up && std::abs(a.size - b.size) < w.same_size) {
    of(c, Concern::contrast) += w.faces;
  }
  const auto& slot = slots_[s];
  const auto& next = slots_[s + 1];
  if (!is_montage(slot) && a.intensity > w.intense && b.intensity > w.intense) {
    of(c, Concern::contrast) += w.breathless;
  }
  if (slot.part == next.part && b.place < a.place) {
    const auto& order = weights_.order;
    of(c, Concern::order) +=
        is_montage(slot)
            ? order.back_in_montage
            : order.back + order.back_far * std::min(a.place - b.place, order.farthest.value);
  }
}

double Caster::alone(std::size_t s, int p) const {
  if (!fits(s, p)) return kImpossible;
  Concerns c{};
  add_alone(s, p, c);
  return total(c);
}

/// The state of the search: a casting and what is needed to tell quickly what a change costs.
struct Caster::Search {
  Search(const Caster& caster_, const CostMatrix& alone_, std::vector<int> pieces_)
      : caster(caster_), alone(alone_), pieces(std::move(pieces_)) {
    user.assign(alone.columns, -1);
    for (std::size_t s = 0; s < pieces.size(); ++s) {
      user[static_cast<std::size_t>(pieces[s])] = static_cast<int>(s);
      talk += heard(s, pieces[s]).talk;
    }
    const double length = caster.seconds(caster.goal_.frames);
    target = std::max(0.0, caster.goal_.dialogue_share * length - caster.goal_.voice_seconds);
    scale = caster.weights_.speech.share / std::max(length * length, 1.0);
  }

  const Hearing& heard(std::size_t s, int p) const { return caster.hearing(s, p); }

  double pair(std::size_t s, int p, int q, int apart) const {
    Concerns c{};
    caster.add_pair(s, p, q, apart, c);
    return total(c);
  }

  /// Lines that run into words of the slots after them.
  double clash(std::size_t s) const {
    double tail = heard(s, pieces[s]).tail;
    double cost = 0;
    for (std::size_t i = s + 1; tail > 0 && i < pieces.size(); ++i) {
      if (heard(i, pieces[i]).talk > 0) cost += caster.weights_.speech.clash;
      tail -= caster.seconds(caster.slots_[i].frames());
    }
    return cost;
  }

  double share_cost(double talk_now) const {
    return scale * (talk_now - target) * (talk_now - target);
  }

  /// Everything that depends on slot `s` but the share of dialogue.
  double around(std::size_t s) const {
    double cost = alone.at(s, static_cast<std::size_t>(pieces[s]));
    for (int d = 1; d <= caster.window(); ++d) {
      const auto far = static_cast<std::size_t>(d);
      if (s >= far) cost += pair(s - far, pieces[s - far], pieces[s], d);
      if (s + far < pieces.size()) cost += pair(s, pieces[s], pieces[s + far], d);
    }
    for (std::size_t i = s >= 3 ? s - 3 : 0; i <= s; ++i) cost += clash(i);
    return cost;
  }

  double whole() const {
    double cost = share_cost(talk);
    for (std::size_t s = 0; s < pieces.size(); ++s) {
      cost += alone.at(s, static_cast<std::size_t>(pieces[s])) + clash(s);
      for (int d = 1; d <= caster.window() && s + static_cast<std::size_t>(d) < pieces.size();
           ++d) {
        cost += pair(s, pieces[s], pieces[s + static_cast<std::size_t>(d)], d);
      }
    }
    return cost;
  }

  void set(std::size_t s, int p) {
    talk += heard(s, p).talk - heard(s, pieces[s]).talk;
    pieces[s] = p;
    user[static_cast<std::size_t>(p)] = static_cast<int>(s);
  }

  /// Puts an unused piece into slot `s`, the best there is, if that is an improvement.
  bool replace(std::size_t s) {
    const int before = pieces[s];
    const double talk_before = talk;
    const double now = around(s) + share_cost(talk);
    double best = now - 1e-9;
    int best_piece = -1;
    const double talk_without = talk - heard(s, before).talk;
    for (std::size_t p = 0; p < alone.columns; ++p) {
      if (user[p] >= 0) continue;
      talk = talk_without + heard(s, static_cast<int>(p)).talk;
      // What neighbours add is never negative.
      if (alone.at(s, p) + share_cost(talk) >= best) continue;
      pieces[s] = static_cast<int>(p);
      const double cost = around(s) + share_cost(talk);
      if (cost < best) {
        best = cost;
        best_piece = pieces[s];
      }
    }
    pieces[s] = before;
    talk = talk_before;
    if (best_piece < 0) return false;
    user[static_cast<std::size_t>(before)] = -1;
    set(s, best_piece);
    return true;
  }

  double around_both(std::size_t a, std::size_t b) const {
    // Pairs between the two are counted twice, before and after alike except their order.
    return around(a) + around(b) + share_cost(talk);
  }

  bool exchange(std::size_t a, std::size_t b) {
    const int p = pieces[a];
    const int q = pieces[b];
    if (alone.at(a, static_cast<std::size_t>(q)) >= kImpossible ||
        alone.at(b, static_cast<std::size_t>(p)) >= kImpossible) {
      return false;
    }
    const double talk_before = talk;
    const double before =
        b - a <= static_cast<std::size_t>(caster.window()) + 3 ? whole() : around_both(a, b);
    set(a, q);
    set(b, p);
    const double after =
        b - a <= static_cast<std::size_t>(caster.window()) + 3 ? whole() : around_both(a, b);
    if (after < before - 1e-9) return true;
    set(a, p);
    set(b, q);
    talk = talk_before;
    return false;
  }

  void improve() {
    for (int pass = 0; pass < kPasses; ++pass) {
      bool is_better = false;
      for (std::size_t s = 0; s < pieces.size(); ++s) is_better |= replace(s);
      for (std::size_t a = 0; a < pieces.size(); ++a) {
        for (std::size_t b = a + 1; b < pieces.size(); ++b) is_better |= exchange(a, b);
      }
      if (!is_better) return;
    }
  }

  const Caster& caster;
  const CostMatrix& alone;
  std::vector<int> pieces;
  std::vector<int> user;  ///< The slot a piece stands in, or -1.
  double talk = 0;
  double target = 0;
  double scale = 0;
};

std::optional<Casting> Caster::solve() const {
  const auto columns = material_.pieces.size();
  if (slots_.empty() || slots_.size() > columns) return std::nullopt;
  CostMatrix costs(slots_.size(), columns);
  for (std::size_t s = 0; s < slots_.size(); ++s) {
    for (std::size_t p = 0; p < columns; ++p) costs.at(s, p) = alone(s, static_cast<int>(p));
  }
  auto pieces = cheapest_assignment(costs);
  for (std::size_t s = 0; s < slots_.size(); ++s) {
    if (pieces[s] < 0 || !fits(s, pieces[s])) return std::nullopt;
  }
  Search search(*this, costs, std::move(pieces));
  search.improve();
  return Casting{search.pieces, search.whole()};
}

Concerns Caster::concerns(const Casting& casting, std::size_t s, int p) const {
  Concerns c{};
  add_alone(s, p, c);
  const auto count = casting.pieces.size();
  for (int d = 1; d <= window(); ++d) {
    const auto far = static_cast<std::size_t>(d);
    if (s >= far) add_pair(s - far, casting.pieces[s - far], p, d, c);
    if (s + far < count) add_pair(s, p, casting.pieces[s + far], d, c);
  }
  return c;
}

}  // namespace cinecut::casting
