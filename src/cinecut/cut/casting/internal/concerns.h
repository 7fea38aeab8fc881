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

/// Adds what speaks against `b` so many slots after `a`. Never negative. Where no two pieces differ
/// in their setup, `has_setups` is false and setups count for nothing.
void add_pair(const Weights& w, const grid::Slot& slot_of_a, const grid::Slot& slot_of_b,
              const Piece& a, const Piece& b, int apart, bool has_setups, Concerns& c);

}  // namespace cinecut::casting
