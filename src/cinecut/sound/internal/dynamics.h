#pragma once
// Dynamics: gain that follows the signal. Everything here looks at both channels at once, so that
// the stereo picture does not move.

#include <span>
#include <vector>

#include "base/time.h"
#include "media/sound.h"

namespace cinecut::sound {

struct CompressorOptions {
  double threshold_db = -20;
  double ratio = 2;    ///< 1: does nothing.
  double knee_db = 8;  ///< The ratio comes in over this many dB around the threshold.
  base::Duration attack = std::chrono::milliseconds(15);
  base::Duration release = std::chrono::milliseconds(180);
};

/// Makes what is louder than the threshold less loud, in place. No make-up gain.
void compress(media::Sound& sound, const CompressorOptions& options);

/// Holds the true peak (4 times oversampled) at or below `ceiling_dbtp`, in place: gain falls
/// smoothly in the 4 ms before a peak and comes back within about 100 ms. Never amplifies.
void limit_true_peak(media::Sound& sound, double ceiling_dbtp);

/// For each frame the highest absolute value of the continuous signal near it, over both channels:
/// 4 times oversampled with the filter of ITU-R BS.1770-4, annex 2.
std::vector<float> true_peaks(const media::Sound& sound);

}  // namespace cinecut::sound
