#include "cinecut/music/score/internal/long_tones.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "cinecut/music/score/internal/tone_parts.h"

namespace cinecut::score {
namespace {

using tone::attack;
using tone::decay;
using tone::Filter;
using tone::kRateHz;
using tone::Saw;
using tone::Sine;

/// Calls `sample(t)` for each frame; both sides get the same.
template <typename Sample>
void fill(Take& take, Sample&& sample) {
  for (std::size_t i = 0; i < take.frames(); ++i) {
    take.left[i] = take.right[i] = sample(static_cast<float>(i) / kRateHz);
  }
}

void fade_out(Take& take, std::size_t frames) {
  frames = std::min(frames, take.frames());
  for (std::size_t i = 0; i < frames; ++i) {
    const float share = static_cast<float>(i) / static_cast<float>(frames);
    take.left[take.frames() - 1 - i] *= share;
    take.right[take.frames() - 1 - i] *= share;
  }
}

}  // namespace

/// Saws at the root, fifth and octaves, detuned against each other, through a filter that opens
/// like a mouth, and driven until it snarls.
Take make_bram(double root_hz, std::int64_t frames, Random& random) {
  Take take(static_cast<std::size_t>(frames));
  constexpr std::array<float, 8> ratios = {1, 1, 1, 2, 2, 2, 3, 4};
  for (auto* side : {&take.left, &take.right}) {
    std::array<Saw, 8> saws;
    std::array<float, 8> hz;
    for (std::size_t v = 0; v < saws.size(); ++v) {
      saws[v] = Saw(random.share());
      hz[v] = static_cast<float>(root_hz) * ratios[v] * (1 + 0.006f * random.noise());
    }
    Filter mouth;
    Filter chest;
    chest.tune(2.2f * static_cast<float>(root_hz), 0.2f);
    const float length = static_cast<float>(frames) / kRateHz;
    for (std::size_t i = 0; i < side->size(); ++i) {
      const float t = static_cast<float>(i) / kRateHz;
      if (i % 16 == 0) {
        const float open = attack(t, 0.09f) * (0.25f + 0.75f * decay(t, 0.28f * length));
        mouth.tune(120 + 2600 * open, 0.45f);
      }
      float sum = 0;
      const float droop = 1 - 0.012f * attack(t, length);
      for (std::size_t v = 0; v < saws.size(); ++v) {
        sum += saws[v].next(hz[v] * droop) / (v < 3 ? 1.0f : 1.6f);
      }
      const float driven = std::tanh(1.1f * mouth.low(sum)) + 0.6f * std::tanh(chest.low(sum));
      (*side)[i] = driven * attack(t, 0.018f) * decay(t, 0.42f * length);
    }
  }
  fade_out(take, 4800);
  return take;
}

Take make_sub_drop(std::int64_t frames) {
  Take take(static_cast<std::size_t>(frames));
  Sine body;
  const float length = static_cast<float>(frames) / kRateHz;
  fill(take, [&](float t) {
    const float hz = 24 + 62 * decay(t, 0.38f * length);
    return std::tanh(1.6f * body.next(hz)) * attack(t, 0.01f) * decay(t, 0.55f * length);
  });
  fade_out(take, 9600);
  return take;
}

Take make_riser(double root_hz, std::int64_t frames, Random& random) {
  Take take(static_cast<std::size_t>(frames));
  const float root = 2 * static_cast<float>(root_hz);
  float channel = 0;
  for (auto* side : {&take.left, &take.right}) {
    std::array<Saw, 4> saws;
    for (auto& s : saws) s = Saw(random.share());
    Filter band;
    Filter top;
    Sine pulse;
    for (std::size_t i = 0; i < side->size(); ++i) {
      const float x = static_cast<float>(i) / static_cast<float>(frames);
      if (i % 16 == 0) {
        band.tune(250 * std::exp2(5.2f * x), 0.6f);
        top.tune(400 * std::exp2(4.5f * x), 0.3f);
      }
      float sum = 0;
      for (std::size_t v = 0; v < saws.size(); ++v) {
        const float wide = 1 + (static_cast<float>(v) - 1.5f) * 0.006f + 0.002f * channel;
        sum += saws[v].next(root * std::exp2(2 * x * x) * wide);
      }
      const float shake = 0.75f + 0.25f * pulse.next(4 + 14 * x * x);
      const float rise = x * x * (0.3f + 0.7f * x);
      (*side)[i] = rise * shake * (0.9f * band.band(random.noise()) + 0.22f * top.low(sum));
    }
    channel += 1;
  }
  fade_out(take, 240);
  return take;
}

Take make_swell(std::int64_t frames, Random& random) {
  Take take(static_cast<std::size_t>(frames));
  const float length = static_cast<float>(frames) / kRateHz;
  for (auto* side : {&take.left, &take.right}) {
    Filter high;
    Filter shine;
    shine.tune(7200, 0.6f);
    for (std::size_t i = 0; i < side->size(); ++i) {
      const float left = length - static_cast<float>(i) / kRateHz;
      if (i % 16 == 0) high.tune(3000 - 1800 * decay(left, 0.2f * length), 0.1f);
      const float noise = random.noise();
      (*side)[i] = decay(left, 0.22f * length) * (high.high(noise) + 0.6f * shine.band(noise));
    }
  }
  fade_out(take, 240);
  return take;
}

Take make_drone(double root_hz, std::int64_t frames, Random& random) {
  Take take(static_cast<std::size_t>(frames));
  const float root = static_cast<float>(root_hz);
  const float length = static_cast<float>(frames) / kRateHz;
  for (auto* side : {&take.left, &take.right}) {
    std::array<Saw, 3> saws;
    for (auto& s : saws) s = Saw(random.share());
    Sine sub;
    Sine slow(random.share());
    Filter low;
    Filter air;
    const float off = 1 + 0.004f * random.noise();
    for (std::size_t i = 0; i < side->size(); ++i) {
      const float t = static_cast<float>(i) / kRateHz;
      const float breath = i % 16 == 0 ? slow.next(16 * 0.13f) : 0;
      if (i % 16 == 0) {
        low.tune(260 + 140 * breath, 0.4f);
        air.tune(900 + 300 * breath, 0.7f);
      }
      const float body = saws[0].next(root * off) + saws[1].next(2 * root / off) +
                         0.5f * saws[2].next(3.003f * root);
      const float edges = attack(t, 0.25f * length) * attack(length - t, 0.2f * length);
      (*side)[i] =
          edges * (0.5f * low.low(body) + 0.7f * sub.next(root) + 0.06f * air.band(random.noise()));
    }
  }
  return take;
}

/// Frequency modulation with a ratio that is no chord (Chowning 1973), gliding.
Take make_scrape(double root_hz, std::int64_t frames, Random& random) {
  Take take(static_cast<std::size_t>(frames));
  const float base = 12 * static_cast<float>(root_hz) * (1 + 0.1f * random.noise());
  const float length = static_cast<float>(frames) / kRateHz;
  for (auto* side : {&take.left, &take.right}) {
    Sine carrier;
    Sine other;
    Sine modulator(random.share());
    for (std::size_t i = 0; i < side->size(); ++i) {
      const float t = static_cast<float>(i) / kRateHz;
      const float glide = 1 + 0.35f * t / length;
      const float bow = modulator.next(base * 1.414f * glide) * base * 2.2f * decay(t, length);
      const float grain = 1 + 0.02f * random.noise();
      const float cry =
          carrier.next(base * glide * grain + bow) + 0.6f * other.next(base * 1.067f * glide + bow);
      (*side)[i] = cry * attack(t, 0.04f) * decay(t, 0.35f * length);
    }
  }
  fade_out(take, 2400);
  return take;
}

Take make_shimmer(double root_hz, std::int64_t frames, Random& random) {
  Take take(static_cast<std::size_t>(frames));
  const float length = static_cast<float>(frames) / kRateHz;
  constexpr std::array<float, 6> ratios = {16, 24, 32, 36, 48, 64};
  for (auto* side : {&take.left, &take.right}) {
    std::array<Sine, 6> sines;
    std::array<Sine, 6> beats;
    for (auto& s : beats) s = Sine(random.share());
    for (std::size_t i = 0; i < side->size(); ++i) {
      const float t = static_cast<float>(i) / kRateHz;
      float sum = 0;
      for (std::size_t v = 0; v < sines.size(); ++v) {
        const float slow = 0.5f + 0.5f * beats[v].next(0.4f + 0.23f * static_cast<float>(v));
        const float hz = static_cast<float>(root_hz) * ratios[v];
        sum += slow * sines[v].next(hz) / (1 + static_cast<float>(v));
      }
      (*side)[i] = sum * attack(t, 0.3f * length) * attack(length - t, 0.5f * length);
    }
  }
  return take;
}

}  // namespace cinecut::score
