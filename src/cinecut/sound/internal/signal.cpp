#include "cinecut/sound/internal/signal.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace cinecut::sound {
namespace {

/// Fades of a sound's first `in` and last `out` frames.
struct Edges {
  Edges(std::int64_t length, std::int64_t first, std::int64_t last)
      : frames(length),
        in(std::clamp<std::int64_t>(first, 0, length)),
        out(std::clamp<std::int64_t>(last, 0, length)) {}

  static float along(std::int64_t i, std::int64_t length) {
    const double t = (static_cast<double>(i) + 0.5) / static_cast<double>(length);
    return static_cast<float>(std::sin(t * std::numbers::pi / 2));
  }
  float gain(std::int64_t frame) const {
    float gain = frame < in ? along(frame, in) : 1;
    if (frames - 1 - frame < out) gain *= along(frames - 1 - frame, out);
    return gain;
  }

  std::int64_t frames, in, out;
};

}  // namespace

std::int64_t mix_frame(base::Duration d) {
  constexpr std::int64_t ns_per_frames = 1'000'000;  // That many nanoseconds are 48 frames.
  const std::int64_t scaled = d.count() * (kMixRateHz / 1000) + ns_per_frames / 2;
  const std::int64_t quotient = scaled / ns_per_frames;
  return scaled < 0 && scaled % ns_per_frames != 0 ? quotient - 1 : quotient;
}

media::Sound silence(std::int64_t frames) {
  media::Sound sound{.rate_hz = kMixRateHz, .channels = 2, .samples = {}};
  sound.samples.assign(static_cast<std::size_t>(std::max<std::int64_t>(frames, 0)) * 2, 0.0f);
  return sound;
}

double from_db(double db) { return std::pow(10.0, db / 20.0); }

double to_db(double gain) { return gain > 1e-6 ? 20.0 * std::log10(gain) : -120.0; }

void add_at(media::Sound& to, const media::Sound& from, std::int64_t at, double gain) {
  const auto to_frames = static_cast<std::int64_t>(to.frames());
  const auto from_frames = static_cast<std::int64_t>(from.frames());
  const std::int64_t first = std::max<std::int64_t>(0, -at);
  const std::int64_t last = std::min(from_frames, to_frames - at);
  const auto g = static_cast<float>(gain);
  for (std::int64_t i = first * 2; i < last * 2; ++i) {
    to.samples[static_cast<std::size_t>(i + at * 2)] +=
        g * from.samples[static_cast<std::size_t>(i)];
  }
}

void fade_edges(media::Sound& sound, std::int64_t in, std::int64_t out) {
  const auto frames = static_cast<std::int64_t>(sound.frames());
  const Edges edges(frames, in, out);
  const auto fade = [&](std::int64_t frame) {
    const float gain = edges.gain(frame);
    sound.samples[static_cast<std::size_t>(frame * 2)] *= gain;
    sound.samples[static_cast<std::size_t>(frame * 2 + 1)] *= gain;
  };
  for (std::int64_t i = 0; i < edges.in; ++i) fade(i);
  for (std::int64_t i = std::max(edges.in, frames - edges.out); i < frames; ++i) fade(i);
}

void add_faded(media::Sound& to, std::span<const float> from, std::int64_t at, std::int64_t in,
               std::int64_t out) {
  const auto frames = static_cast<std::int64_t>(from.size() / 2);
  const Edges edges(frames, in, out);
  const std::int64_t last = std::min(frames, static_cast<std::int64_t>(to.frames()) - at);
  for (std::int64_t i = std::max<std::int64_t>(0, -at); i < last; ++i) {
    const float gain = edges.gain(i);
    const auto there = static_cast<std::size_t>((at + i) * 2);
    const auto here = static_cast<std::size_t>(i * 2);
    to.samples[there] += gain * from[here];
    to.samples[there + 1] += gain * from[here + 1];
  }
}

void apply(const media::Biquad& filter, media::Sound& sound) {
  const auto channels = static_cast<std::size_t>(sound.channels);
  for (std::size_t channel = 0; channel < channels; ++channel) {
    media::BiquadFilter<1> own(filter);
    for (std::size_t i = channel; i < sound.samples.size(); i += channels) {
      sound.samples[i] = static_cast<float>(own(static_cast<double>(sound.samples[i])));
    }
  }
}

}  // namespace cinecut::sound
