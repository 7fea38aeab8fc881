#pragma once
// Reverb: the room in which an effect rings out.

#include "base/time.h"
#include "media/sound.h"

namespace cinecut::sound {

struct ReverbOptions {
  base::Duration decay = std::chrono::milliseconds(1200);  ///< Until it is 60 dB quieter.
  double damping_hz = 5000;                                ///< Above this it decays faster.
};

/// Only the room's answer to `sound`, without the sound itself; as long as `sound` and `decay`
/// together. Both stereo at 48 kHz. Feedback delay network after Jot, "Digital delay networks for
/// designing artificial reverberators" (1991).
media::Sound reverberate(const media::Sound& sound, const ReverbOptions& options = {});

}  // namespace cinecut::sound
