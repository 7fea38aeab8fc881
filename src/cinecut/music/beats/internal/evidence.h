#pragma once
// What speaks for a grid of beats, measured on the sound.
//
// A path through onsets exists for nearly every tempo, also for the half and the double of the true
// one and for the off-beats. Which of them people tap to shows in what happens on the beats and
// between them.

#include <vector>

#include "cinecut/music/beats/internal/onsets.h"

namespace cinecut::beats {

/// Prepared once per sound; a value for each onset frame.
struct Accents {
  std::vector<float> loudness;  ///< Just after the frame, against the second around; log.
  std::vector<float> harmony;   ///< How much the chord changes at the frame.
};

Accents find_accents(const Onsets& onsets);

/// How convincing a grid is; comparable only between grids for the same sound. `beats` in onset
/// frames, at least four; `expected_bpm` is the centre of the prior.
double weigh_grid(const Onsets& onsets, const Accents& accents, const std::vector<double>& beats,
                  double expected_bpm);

}  // namespace cinecut::beats
