#pragma once
// Concerns of single pieces and of pairs, and what is heard of a piece.

#include "cinecut/cut/casting/casting.h"

namespace cinecut::casting {

/// Outside the acts, in the cold open and the button: the story's order does not count there.
bool is_free(const grid::Slot& slot);

bool is_montage(const grid::Slot& slot);

/// The line of a piece that is worth most in a slot of `length` seconds with `room` seconds of its
/// part after it; none if none can be heard there.
Hearing hear(const SpeechWeights& w, const grid::Slot& slot, const Piece& piece, double length,
             double room);

/// What speaks against a piece in a slot whatever stands beside it. `wish`: the place in the film
/// that suits the slot.
Concerns alone(const Weights& w, const grid::Slot& slot, const Piece& piece, const Hearing& heard,
               double wish);

/// How two pieces stand to each other.
struct Pairing {
  int apart = 1;           ///< Slots from the one to the other.
  bool has_setups = true;  ///< Do any two pieces differ in their setup? If not, it tells nothing.
  float likeness = 0;      ///< Of the words about their pictures (Material::likeness_of).
};

/// Adds what speaks against `b` after `a`. Never negative.
void add_pair(const Weights& w, const grid::Slot& slot_of_a, const grid::Slot& slot_of_b,
              const Piece& a, const Piece& b, const Pairing& pairing, Concerns& c);

}  // namespace cinecut::casting
