#pragma once
// Beats along a given tempo: the path through the onsets that hits most of them and keeps time.

#include <vector>

#include "cinecut/music/beats/internal/onsets.h"
#include "cinecut/music/beats/internal/tempo.h"

namespace cinecut::beats {

/// Beat times in onset frames, rising, between frames of the track, from the first sound to the
/// last. At least two, or none.
std::vector<double> follow_beats(const Onsets& onsets, const TempoReading& tempo);

/// The same beats moved by a fraction of the way to the next one, each to an onset close by.
std::vector<double> shift_beats(const Onsets& onsets, const std::vector<double>& beats,
                                double fraction);

}  // namespace cinecut::beats
