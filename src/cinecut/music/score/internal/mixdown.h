#pragma once
// From a composition to finished sound: computed tones, a hall, levels and a limiter.

#include "cinecut/music/score/internal/orchestra.h"
#include "media/sound.h"

namespace cinecut::score {

/// Adds the tones of the composition to what the band played, and the hall around both.
void add_tones_and_hall(media::Sound& band, const std::vector<ToneEvent>& tones);

/// Brings stretches towards wanted levels: `ends[i]` is the frame where stretch i ends,
/// `wanted_db[i]` its root mean square against the loudest. Changes at most 6 dB each.
void level(media::Sound& sound, const std::vector<std::int64_t>& ends,
           const std::vector<float>& wanted_db);

/// Turns the sound up until its loudest stretches are full, and holds its peaks under
/// `ceiling_db` by looking 5 ms ahead. The sound stays where it is in time.
void limit(media::Sound& sound, float drive_db, float ceiling_db);

}  // namespace cinecut::score
