#pragma once
// How fast a sound may beat: several readings of it, each with a period that follows the music.

#include <vector>

#include "cinecut/music/beats/internal/onsets.h"

namespace cinecut::beats {

struct TempoReading {
  std::vector<float> period;  ///< In onset frames, at every onset frame.
  double bpm = 0;             ///< Of the median period.
  double strength = 0;        ///< How well the onsets repeat at it, about 0 to 1.
};

/// Readings between the limits, strongest first; none for silence. The true tempo is nearly always
/// among them, and so are its half, its double, and its three-fold.
std::vector<TempoReading> read_tempo(const Onsets& onsets, double slowest_bpm, double fastest_bpm);

}  // namespace cinecut::beats
