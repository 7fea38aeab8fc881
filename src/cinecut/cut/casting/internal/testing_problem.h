#pragma once
// For tests: pieces and slots made up by hand, and a casting problem of them.

#include <vector>

#include "cinecut/cut/casting/casting.h"

namespace cinecut::casting {

inline constexpr base::Rational kRate{24, 1};

inline base::FilmRange film_range(double start, double end) {
  return {base::film_time(start), base::film_time(end)};
}

/// Ten seconds of film from `start` on, a shot of its own that is like no other.
inline Piece piece_at(double start, int shot) {
  Piece p;
  p.shot = shot;
  p.setup = shot;
  p.range = film_range(start, start + 10);
  p.length = 10;
  p.place = (start + 5) / 1000;
  p.score = 0.5f;
  p.light = shot % 2 == 0 ? 0.2 : 0.9;
  p.beat_type = edit::BeatType::money_shot;
  return p;
}

inline Material material_of(std::vector<Piece> pieces) {
  Material m;
  m.pieces = std::move(pieces);
  m.film = std::chrono::seconds(1000);
  return m;
}

/// Slots of `seconds` each, one after another, all in one part.
inline std::vector<grid::Slot> slots_of(int count, edit::Part part, int act, double seconds = 2) {
  std::vector<grid::Slot> slots;
  slots.reserve(static_cast<std::size_t>(count));
  const auto frames = static_cast<std::int64_t>(seconds * kRate.value());
  for (int i = 0; i < count; ++i) {
    slots.push_back({.part = part,
                     .act = act,
                     .start = i * frames,
                     .end = (i + 1) * frames,
                     .progress = (i + 0.5) / count});
  }
  return slots;
}

inline HeardLine line_at(double start, double end, float score = 0.5f) {
  return {film_range(start, end), "Words.", score, 0, 0, std::nullopt};
}

/// A casting problem that keeps what the caster refers to.
struct Problem {
  std::vector<grid::Slot> slots;
  Material material;
  Weights weights{};
  CastingGoal goal{.dialogue_share = 0, .rate = kRate, .frames = 240};

  Caster caster() const { return {slots, material, goal, weights}; }
  double alone(Concern c, std::size_t s, int p) const {
    return caster().alone(s, p)[static_cast<std::size_t>(c)];
  }
  double beside(Concern c, std::size_t s, const std::vector<int>& pieces) const {
    return caster().concerns({pieces, 0}, s, pieces[s])[static_cast<std::size_t>(c)];
  }
};

}  // namespace cinecut::casting
