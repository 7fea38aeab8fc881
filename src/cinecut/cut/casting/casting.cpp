#include "cinecut/cut/casting/casting.h"

#include <algorithm>
#include <functional>
#include <numeric>

#include "cinecut/cut/casting/internal/assignment.h"
#include "cinecut/cut/casting/internal/concerns.h"
#include "cinecut/cut/casting/internal/search.h"
#include "cinecut/story/course.h"

namespace cinecut::casting {
namespace {

double total(const Concerns& c) { return std::accumulate(c.begin(), c.end(), 0.0); }

/// As trailers take them, up to the last piece that may be shown: once in acts 1 and 2, which tell
/// the story, and once more in the montage of act 3.
std::vector<double> wished_places(const std::vector<grid::Slot>& slots, const Material& material) {
  double last = 0;
  for (const Piece& p : material.pieces) last = std::max(last, p.place);
  // What they take from behind it is taken from just before it and from everywhere, half and half.
  const double most = (story::share_before(last) + 1) / 2;
  std::vector<double> wishes(slots.size());
  for (const bool montage : {false, true}) {
    std::vector<std::size_t> told;
    for (std::size_t s = 0; s < slots.size(); ++s)
      if (!is_free(slots[s]) && is_montage(slots[s]) == montage) told.push_back(s);
    for (std::size_t i = 0; i < told.size(); ++i) {
      const double share = (static_cast<double>(i) + 0.5) / static_cast<double>(told.size());
      wishes[told[i]] = std::min(story::place_at(most * share), last);
    }
  }
  return wishes;
}

CostMatrix costs_alone(const Caster& caster, std::size_t slots, std::size_t pieces) {
  CostMatrix costs(slots, pieces);
  for (std::size_t s = 0; s < slots; ++s) {
    for (std::size_t p = 0; p < pieces; ++p) {
      const int piece = static_cast<int>(p);
      costs.at(s, p) = caster.fits(s, piece) ? total(caster.alone(s, piece)) : kImpossible;
    }
  }
  return costs;
}

}  // namespace

bool can_be_filled(const std::vector<grid::Slot>& slots, const Material& material,
                   base::Rational rate) {
  if (slots.size() > material.pieces.size()) return false;
  std::vector<double> wanted;
  std::vector<double> there;
  wanted.reserve(slots.size());
  there.reserve(material.pieces.size());
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
    : slots_(slots),
      material_(material),
      goal_(goal),
      weights_(weights),
      wishes_(wished_places(slots, material)) {
  const auto& pieces = material.pieces;
  has_setups_ = std::any_of(pieces.begin(), pieces.end(),
                            [&](const Piece& p) { return p.setup != pieces.front().setup; });
  std::vector<double> room(slots.size());  // From a slot's end to the end of its part.
  for (std::size_t i = slots.size(); i-- > 0;) {
    const bool goes_on = i + 1 < slots.size() && slots[i + 1].part == slots[i].part;
    room[i] = goes_on ? room[i + 1] + length(i + 1) : 0;
  }
  hearings_.reserve(slots.size() * pieces.size());
  for (std::size_t s = 0; s < slots.size(); ++s) {
    for (const auto& piece : pieces) {
      hearings_.push_back(hear(weights.speech, slots[s], piece, length(s), room[s]));
    }
  }
}

double Caster::length(std::size_t s) const {
  return static_cast<double>(slots_[s].frames()) / goal_.rate.value();
}

bool Caster::fits(std::size_t s, int p) const { return length(s) <= piece(p).length; }

Concerns Caster::alone(std::size_t s, int p) const {
  return casting::alone(weights_, slots_[s], piece(p), hearing(s, p), wishes_[s]);
}

void Caster::add_pair(std::size_t s, int p, int q, int apart, Concerns& c) const {
  const auto& after = slots_[s + static_cast<std::size_t>(apart)];
  casting::add_pair(weights_, slots_[s], after, piece(p), piece(q),
                    {apart, has_setups_, material_.likeness_of(p, q)}, c);
}

double Caster::pair(std::size_t s, int p, int q, int apart) const {
  Concerns c{};
  add_pair(s, p, q, apart, c);
  return total(c);
}

std::optional<Casting> Caster::solve() const {
  const auto columns = material_.pieces.size();
  if (slots_.empty() || slots_.size() > columns) return std::nullopt;
  const auto costs = costs_alone(*this, slots_.size(), columns);
  auto pieces = cheapest_assignment(costs);
  for (std::size_t s = 0; s < slots_.size(); ++s) {
    if (pieces[s] < 0 || !fits(s, pieces[s])) return std::nullopt;
  }
  Search search(*this, costs, std::move(pieces));
  search.improve();
  return Casting{search.pieces(), search.cost()};
}

double Caster::cost(const std::vector<int>& pieces) const {
  return Search(*this, costs_alone(*this, slots_.size(), material_.pieces.size()), pieces).cost();
}

Concerns Caster::concerns(const Casting& casting, std::size_t s, int p) const {
  auto c = alone(s, p);
  const auto count = casting.pieces.size();
  for (int d = 1; d <= window(); ++d) {
    const auto far = static_cast<std::size_t>(d);
    if (s >= far) add_pair(s - far, casting.pieces[s - far], p, d, c);
    if (s + far < count) add_pair(s, p, casting.pieces[s + far], d, c);
  }
  return c;
}

Concerns Caster::concerns(const std::vector<int>& pieces) const {
  Concerns sum{};
  for (std::size_t s = 0; s < pieces.size(); ++s) {
    const auto here = alone(s, pieces[s]);
    for (std::size_t c = 0; c < kConcerns; ++c) sum[c] += here[c];
    for (int d = 1; d <= window() && s + static_cast<std::size_t>(d) < pieces.size(); ++d) {
      add_pair(s, pieces[s], pieces[s + static_cast<std::size_t>(d)], d, sum);
    }
  }
  return sum;
}

}  // namespace cinecut::casting
