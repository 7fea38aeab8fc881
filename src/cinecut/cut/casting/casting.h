#pragma once
// Casting: which piece of the film stands in which slot, all of them chosen
// together.

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "cinecut/cut/casting/material.h"
#include "cinecut/cut/casting/weights.h"
#include "cinecut/cut/grid/rhythm.h"

namespace cinecut::casting {

/// What speaks against a piece in a slot. Lower is better; some may be negative.
enum class Concern { quality, zone, place, kind, motion, reuse, speech, setup, contrast, order };
inline constexpr std::size_t kConcerns = 10;
using Concerns = std::array<double, kConcerns>;

/// What is heard of a piece in a slot.
struct Hearing {
  int speech = -1;  ///< Index into Piece::speech; -1: no words.
  double talk = 0;  ///< Seconds of words.
  double tail = 0;  ///< Seconds of them after the slot's end, over the next pictures.
};

struct CastingGoal {
  double dialogue_share = 0.3;
  double voice_seconds = 0;  ///< Of the dialogue, kept for lines over other pictures.
  base::Rational rate{24, 1};
  std::int64_t frames = 0;  ///< Of the whole trailer.
};

struct Casting {
  std::vector<int> pieces;  ///< For each slot.
  double cost = 0;
};

/// Every slot can be filled: the longest slots find pieces long enough, one each.
bool can_be_filled(const std::vector<grid::Slot>& slots, const Material& material,
                   base::Rational rate);

class Caster {
 public:
  /// Slots, material and weights must outlive this.
  Caster(const std::vector<grid::Slot>& slots, const Material& material, const CastingGoal& goal,
         const Weights& weights);

  /// The best casting found; nothing if some slot cannot be filled. An assignment by what each
  /// piece is worth in each slot alone, then improved by exchanges that see neighbours, dialogue
  /// and the whole. Deterministic.
  std::optional<Casting> solve() const;

  /// What a casting of these pieces, one for each slot, costs altogether.
  double cost(const std::vector<int>& pieces) const;

  /// What speaks against piece `p` in slot `s` of this casting.
  Concerns concerns(const Casting& casting, std::size_t s, int p) const;

  /// What speaks against a casting of these pieces, each pair counted once; without lines that
  /// clash and the share of dialogue, which are no concern of a slot.
  Concerns concerns(const std::vector<int>& pieces) const;

  /// What speaks against piece `p` in slot `s` whatever stands in the others.
  Concerns alone(std::size_t s, int p) const;

  /// What speaks against `p` in slot `s` and `q` so many slots later. Never negative.
  double pair(std::size_t s, int p, int q, int apart) const;

  /// Words heard if piece `p` stands in slot `s`.
  const Hearing& hearing(std::size_t s, int p) const {
    return hearings_[s * material_.pieces.size() + static_cast<std::size_t>(p)];
  }

  bool fits(std::size_t s, int p) const;

  const CastingGoal& goal() const { return goal_; }
  const Weights& weights() const { return weights_; }
  int window() const { return static_cast<int>(weights_.setup.window); }
  double length(std::size_t s) const;  ///< Seconds of a slot.

 private:
  const Piece& piece(int p) const { return material_.pieces[static_cast<std::size_t>(p)]; }
  void add_pair(std::size_t s, int p, int q, int apart, Concerns& c) const;

  const std::vector<grid::Slot>& slots_;
  const Material& material_;
  CastingGoal goal_;
  const Weights& weights_;
  bool has_setups_ = false;
  std::vector<double> wishes_;     ///< For each slot the place in the film that suits it.
  std::vector<Hearing> hearings_;  ///< Of every piece in every slot, slot by slot.
};

}  // namespace cinecut::casting
