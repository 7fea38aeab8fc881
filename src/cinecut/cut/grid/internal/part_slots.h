#pragma once
// Slots of one part after another.

#include <vector>

#include "cinecut/cut/grid/internal/shot_lengths.h"
#include "cinecut/cut/grid/rhythm.h"

namespace cinecut::grid {

/// Appends slots of these lengths in beats, which fill the part.
void add_slots(std::vector<Slot>& slots, const GridPart& part, int act,
               const std::vector<int>& lengths);

/// Shortens the last slot if the part is the button, which may end before its part does: black
/// follows anyway.
void limit_button(std::vector<Slot>& slots, const GridPart& part, const Bounds& bounds,
                  const RhythmOptions& options, base::Rational rate);

/// Tells every slot where in its act it is.
void set_progress(std::vector<Slot>& slots);

}  // namespace cinecut::grid
