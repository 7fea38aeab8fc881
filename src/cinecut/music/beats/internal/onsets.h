#pragma once
// What a sound does over time, as far as rhythm needs it: where notes start, in which band, and
// which tones sound.

#include <array>
#include <vector>

#include "media/sound.h"

namespace cinecut::beats {

constexpr double kOnsetRate = 100;  ///< Frames per second of everything below.

struct Onsets {
  static constexpr int kBands = 5;
  /// Rise of the log spectrum, per band from the bass up; each evened out over some seconds, so
  /// that quiet stretches count as much as loud ones. Frame i stands at i / kOnsetRate seconds.
  std::array<std::vector<float>, kBands> band;
  std::vector<float> all;    ///< Their weighted sum; about 0 between notes, mean of squares 1.
  std::vector<float> power;  ///< Mean square of the samples around the frame.
  /// Loudness of the twelve pitch classes, every kChromaStep frames.
  std::vector<std::array<float, 12>> chroma;
  static constexpr std::size_t kChromaStep = 5;

  std::size_t frames() const { return all.size(); }
};

/// Any rate and number of channels; samples that are no numbers count as silence.
Onsets find_onsets(const media::Sound& sound);

}  // namespace cinecut::beats
