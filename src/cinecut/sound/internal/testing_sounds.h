#pragma once
// Sounds to test with. For tests only.

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numbers>

#include "cinecut/sound/internal/signal.h"
#include "media/sound.h"

namespace cinecut::sound::testing_sounds {

inline media::Sound tone(double hz, double seconds, double peak_db) {
  media::Sound sound = silence(mix_frame(base::from_seconds(seconds)));
  for (std::size_t n = 0; n < sound.frames(); ++n) {
    const double phase = 2 * std::numbers::pi * hz * static_cast<double>(n) / kMixRateHz;
    sound.samples[n * 2] = sound.samples[n * 2 + 1] =
        static_cast<float>(from_db(peak_db) * std::sin(phase));
  }
  return sound;
}

/// White noise, different on both sides.
inline media::Sound noise(double seconds, double peak_db, std::uint32_t seed = 1) {
  media::Sound sound = silence(mix_frame(base::from_seconds(seconds)));
  std::uint32_t state = seed * 2654435761u + 12345u;
  for (float& s : sound.samples) {
    state = state * 1664525u + 1013904223u;
    s = static_cast<float>(from_db(peak_db) * (static_cast<double>(state >> 8) / 8388608.0 - 1));
  }
  return sound;
}

/// Something that swings like a trailer: a pulse with hard attacks over a bed that grows by 20 dB.
inline media::Sound build(double seconds) {
  media::Sound sound = noise(seconds, -26);
  const double beat = 0.5;
  for (std::size_t n = 0; n < sound.frames(); ++n) {
    const double t = static_cast<double>(n) / kMixRateHz;
    const double since = std::fmod(t, beat);
    const double hit = std::exp(-since * 14) * std::sin(2 * std::numbers::pi * 70 * since) +
                       0.4 * std::exp(-since * 60) * std::sin(2 * std::numbers::pi * 2900 * since);
    const double growth = from_db(-20 + 20 * t / seconds);
    for (std::size_t c = 0; c < 2; ++c) {
      float& s = sound.samples[n * 2 + c];
      s = static_cast<float>(growth * (0.8 * hit + static_cast<double>(s)));
    }
  }
  return sound;
}

inline double seconds_of(const media::Sound& sound) {
  return static_cast<double>(sound.frames()) / kMixRateHz;
}

inline double rms_db(const media::Sound& sound, double from_s, double to_s) {
  const auto first = static_cast<std::size_t>(from_s * kMixRateHz) * 2;
  const auto last = std::min(static_cast<std::size_t>(to_s * kMixRateHz) * 2, sound.samples.size());
  double sum = 0;
  for (std::size_t i = first; i < last; ++i) {
    sum += static_cast<double>(sound.samples[i]) * static_cast<double>(sound.samples[i]);
  }
  return last > first ? 10 * std::log10(sum / static_cast<double>(last - first) + 1e-12) : -120;
}

inline double highest(const media::Sound& sound) {
  float peak = 0;
  for (const float s : sound.samples) peak = std::max(peak, std::abs(s));
  return static_cast<double>(peak);
}

/// The largest step from one sample to the next of the same channel within a stretch.
inline double largest_step(const media::Sound& sound, double from_s = 0, double to_s = 1e9) {
  const auto first = static_cast<std::size_t>(from_s * kMixRateHz) * 2;
  double step = 0;
  for (std::size_t i = first + 2; i < sound.samples.size(); ++i) {
    if (static_cast<double>(i) / 2 > to_s * kMixRateHz) break;
    step = std::max(step, std::abs(static_cast<double>(sound.samples[i]) -
                                   static_cast<double>(sound.samples[i - 2])));
  }
  return step;
}

}  // namespace cinecut::sound::testing_sounds
