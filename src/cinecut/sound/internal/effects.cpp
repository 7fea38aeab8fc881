#include "cinecut/sound/internal/effects.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <string>
#include <vector>

#include "base/error.h"
#include "cinecut/sound/internal/recipes.h"
#include "cinecut/sound/internal/reverb.h"
#include "cinecut/sound/internal/signal.h"

namespace cinecut::sound {
namespace {

/// White noise, the same on every machine: xorshift64* (Vigna 2016).
class Noise {
 public:
  explicit Noise(std::uint64_t seed) : state_(seed * 0x9E3779B97F4A7C15u + 0x632BE59BD9B4E019u) {
    if (state_ == 0) state_ = 1;
    for (int i = 0; i < 8; ++i) next();
  }
  /// -1 to 1.
  double next() {
    state_ ^= state_ >> 12;
    state_ ^= state_ << 25;
    state_ ^= state_ >> 27;
    const std::uint64_t bits = (state_ * 0x2545F4914F6CDD1Du) >> 11;
    return static_cast<double>(bits) * 0x1p-52 - 1.0;
  }

 private:
  std::uint64_t state_;
};

/// Band of noise whose centre may move with every sample: a state variable filter with trapezoidal
/// integration (Simper, "Solving the continuous SVF equations", 2013). Peak gain is 1.
class Band {
 public:
  double operator()(double x, double hz, double q) {
    const double g = std::tan(std::numbers::pi * hz / kMixRateHz);
    const double k = 1 / q;
    const double v3 = x - low_;
    const double a1 = 1 / (1 + g * (g + k));
    const double v1 = a1 * (band_ + g * v3);
    const double v2 = low_ + g * v1;
    band_ = 2 * v1 - band_;
    low_ = 2 * v2 - low_;
    return k * v1;
  }

 private:
  double low_ = 0, band_ = 0;
};

double half_cosine(double t) {
  return 0.5 - 0.5 * std::cos(std::clamp(t, 0.0, 1.0) * std::numbers::pi);
}

double envelope(const Layer& layer, double t) {
  double gain = half_cosine(t / layer.attack) * half_cosine((layer.length - t) / layer.release);
  if (layer.swell > 0) {
    const double top = layer.length - layer.release;
    gain *= std::pow(std::clamp(t / top, 0.0, 1.0), layer.swell);
  }
  if (layer.decay > 0) gain *= std::exp(-layer.decay * std::max(0.0, t - layer.attack));
  return gain;
}

double pitch(const Layer& layer, double t) {
  if (layer.bend > 0)
    return layer.to_hz + (layer.from_hz - layer.to_hz) * std::exp(-layer.bend * t);
  return layer.from_hz * std::pow(layer.to_hz / layer.from_hz, t / layer.length);
}

void add_layer(media::Sound& sound, const Layer& layer, double detune, Noise& noise) {
  const auto first = static_cast<std::size_t>(layer.start * kMixRateHz);
  const auto count = static_cast<std::size_t>(layer.length * kMixRateHz);
  std::array<Band, 2> bands;
  double phase = 0;
  for (std::size_t i = 0; i < count && first + i < sound.frames(); ++i) {
    const double t = static_cast<double>(i) / kMixRateHz;
    const double hz = std::min(pitch(layer, t) * detune, 0.45 * kMixRateHz);
    double left = 0, right = 0;
    if (layer.kind == Layer::Kind::tone) {
      left = right = std::sin(phase);
      phase = std::fmod(phase + 2 * std::numbers::pi * hz / kMixRateHz, 2 * std::numbers::pi);
    } else {
      const double shared = noise.next(), own = noise.next();
      const double apart = layer.width * 0.7071;
      left = bands[0](shared * (1 - layer.width * 0.2929) + own * apart, hz, layer.sharpness);
      right = bands[1](shared * (1 - layer.width * 0.2929) - own * apart, hz, layer.sharpness);
    }
    const double pan = layer.pan_from + (layer.pan_to - layer.pan_from) * t / layer.length;
    const double angle = (pan + 1) * std::numbers::pi / 4;
    const double gain = layer.gain * envelope(layer, t) * std::numbers::sqrt2;
    sound.samples[(first + i) * 2] += static_cast<float>(left * gain * std::cos(angle));
    sound.samples[(first + i) * 2 + 1] += static_cast<float>(right * gain * std::sin(angle));
  }
}

void normalise(media::Sound& sound, double peak_db) {
  float highest = 0;
  for (const float s : sound.samples) highest = std::max(highest, std::abs(s));
  if (highest <= 0) return;
  const auto gain = static_cast<float>(from_db(peak_db)) / highest;
  for (float& s : sound.samples) s *= gain;
}

const Recipe& find_recipe(std::string_view name) {
  const auto all = recipes();
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const Recipe& r) { return r.name == name; });
  if (found != all.end()) return *found;
  std::string names;
  for (const Recipe& r : all) names += (names.empty() ? "" : ", ") + std::string(r.name);
  throw base::Error(base::ErrorKind::usage,
                    "there is no effect \"" + std::string(name) + "\". There are: " + names + ".");
}

}  // namespace

std::span<const std::string_view> effect_names() {
  static const std::vector<std::string_view> names = [] {
    std::vector<std::string_view> list;
    for (const Recipe& r : recipes()) list.push_back(r.name);
    return list;
  }();
  return names;
}

EffectSound make_effect(std::string_view recipe, std::uint32_t variation) {
  const Recipe& made = find_recipe(recipe);
  Noise noise(static_cast<std::uint64_t>(&made - recipes().data()) * 1000 + variation);
  const double detune = variation == 0 ? 1.0 : std::exp2(noise.next() / 24);  // Half a semitone.
  media::Sound sound = silence(mix_frame(base::from_seconds(made.length)));
  for (const Layer& layer : made.layers) add_layer(sound, layer, detune, noise);
  apply(media::Biquad::high_pass(22, kMixRateHz), sound);
  if (made.room > 0) {
    const media::Sound room = reverberate(sound, {.decay = std::chrono::milliseconds(900)});
    media::Sound longer = room;
    for (float& s : longer.samples) s *= static_cast<float>(made.room);
    add_at(longer, sound, 0);
    sound = std::move(longer);
  }
  fade_edges(sound, 24, mix_frame(std::chrono::milliseconds(20)));
  normalise(sound, made.peak_db);
  return {std::move(sound), base::from_seconds(made.strongest)};
}

}  // namespace cinecut::sound
