#pragma once
// Signals: what every part of the mix does with samples. All of it is 48 kHz stereo, interleaved.

#include <cstddef>
#include <cstdint>
#include <span>

#include "base/time.h"
#include "media/biquad.h"
#include "media/sound.h"

namespace cinecut::sound {

inline constexpr int kMixRateHz = 48000;

/// The sample nearest to `d`; negative for times before zero.
std::int64_t mix_frame(base::Duration d);

/// `frames` frames of nothing. frames >= 0.
media::Sound silence(std::int64_t frames);

double from_db(double db);
/// -120 for 0 and less.
double to_db(double gain);

/// Adds `from`, times `gain`, to `to` at frame `at`, which may be negative; what lies outside `to`
/// is dropped. Both stereo.
void add_at(media::Sound& to, const media::Sound& from, std::int64_t at, double gain = 1);

/// Fades the first `in` and the last `out` frames along a quarter of a sine, which keeps the power
/// of two sounds that fade into each other. Fades longer than the sound are shortened.
void fade_edges(media::Sound& sound, std::int64_t in, std::int64_t out);

/// Adds `from` (interleaved stereo) to `to` at frame `at`, its edges faded as by fade_edges.
void add_faded(media::Sound& to, std::span<const float> from, std::int64_t at, std::int64_t in,
               std::int64_t out);

/// Runs every channel of `sound` through a filter of its own.
void apply(const media::Biquad& filter, media::Sound& sound);

}  // namespace cinecut::sound
