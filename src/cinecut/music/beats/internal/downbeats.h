#pragma once
// Where bars start: the beats with the bass, the change of chord and the weight.

#include <cstddef>
#include <vector>

#include "cinecut/music/beats/internal/evidence.h"
#include "cinecut/music/beats/internal/onsets.h"

namespace cinecut::beats {

/// Indices into `beats` (in onset frames), rising. Bars have four beats, or three where the music
/// repeats clearly better so; now and then a bar is shorter, where the music starts anew.
std::vector<std::size_t> find_downbeats(const Onsets& onsets, const Accents& accents,
                                        const std::vector<double>& beats);

}  // namespace cinecut::beats
