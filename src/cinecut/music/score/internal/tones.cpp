#include "cinecut/music/score/internal/tones.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "cinecut/music/score/internal/long_tones.h"
#include "cinecut/music/score/internal/tone_parts.h"

namespace cinecut::score {
namespace {

using tone::attack;
using tone::decay;
using tone::Filter;
using tone::kRateHz;
using tone::Sine;

Take seconds(float s) { return Take(static_cast<std::size_t>(s * kRateHz)); }

/// Calls `sample(t)` for each frame; both sides get the same.
template <typename Sample>
void fill(Take& take, Sample&& sample) {
  for (std::size_t i = 0; i < take.frames(); ++i) {
    take.left[i] = take.right[i] = sample(static_cast<float>(i) / kRateHz);
  }
}

void normalise(Take& take) {
  float largest = 1e-9f;
  for (std::size_t i = 0; i < take.frames(); ++i) {
    largest = std::max({largest, std::abs(take.left[i]), std::abs(take.right[i])});
  }
  for (std::size_t i = 0; i < take.frames(); ++i) {
    take.left[i] /= largest;
    take.right[i] /= largest;
  }
}

struct Skin {
  float hz;    ///< Of the lowest mode.
  float ring;  ///< Seconds.
  float slap;  ///< Share of stick noise.
  float slap_hz;
  float bend;  ///< How much higher it starts.
};

/// A drum: the modes of a circular membrane, bent down as its tension falls, and the stick.
Take make_skin(const Skin& skin, Random& random) {
  constexpr std::array<float, 5> modes = {1.0f, 1.59f, 2.14f, 2.30f, 2.92f};
  std::array<Sine, 5> sines;
  std::array<float, 5> levels{1.0f, 0.55f, 0.35f, 0.25f, 0.15f};
  for (float& l : levels) l *= 1 + 0.15f * random.noise();
  const float tune = 1 + 0.012f * random.noise();
  Filter noise;
  noise.tune(skin.slap_hz, 0.3f);
  Take take = seconds(6 * skin.ring + 0.05f);
  fill(take, [&](float t) {
    float sum = 0;
    const float bend = tune * (1 + skin.bend * decay(t, 0.035f));
    for (std::size_t m = 0; m < modes.size(); ++m) {
      const float ring = skin.ring / (1 + 0.8f * static_cast<float>(m));
      sum += levels[m] * decay(t, ring) * sines[m].next(skin.hz * modes[m] * bend);
    }
    const float stick = noise.low(random.noise()) * (decay(t, 0.007f) + 0.3f * decay(t, 0.06f));
    return attack(t, 0.0012f) * std::tanh(1.6f * sum + 2.2f * skin.slap * stick);
  });
  return take;
}

Take make_slap(Random& random) {
  Filter body;
  body.tune(1500 + 250 * random.noise(), 0.55f);
  Sine rim;
  const float hz = 330 + 25 * random.noise();
  Take take = seconds(0.3f);
  fill(take, [&](float t) {
    const float noise = body.band(random.noise()) * decay(t, 0.022f);
    return attack(t, 0.0005f) * std::tanh(3 * noise + 0.5f * rim.next(hz) * decay(t, 0.03f));
  });
  return take;
}

Take make_metal(Random& random) {
  constexpr std::array<float, 8> ratios = {1, 1.47f, 2.09f, 2.56f, 3.39f, 4.08f, 5.31f, 6.83f};
  const float hz = 310 * (1 + 0.05f * random.noise());
  std::array<Sine, 8> left;
  std::array<Sine, 8> right;
  Filter noise;
  noise.tune(5000, 0.2f);
  Take take = seconds(1.8f);
  for (std::size_t i = 0; i < take.frames(); ++i) {
    const float t = static_cast<float>(i) / kRateHz;
    float l = 0;
    float r = 0;
    for (std::size_t m = 0; m < ratios.size(); ++m) {
      const float level = decay(t, 0.45f / (1 + 0.5f * static_cast<float>(m)));
      l += level * left[m].next(hz * ratios[m]);
      r += level * right[m].next(hz * ratios[m] * 1.004f);
    }
    const float hit = noise.high(random.noise()) * decay(t, 0.012f);
    take.left[i] = attack(t, 0.0005f) * (l + 2 * hit);
    take.right[i] = attack(t, 0.0005f) * (r + 2 * hit);
  }
  return take;
}

Take make_kick(Random& random) {
  Sine body;
  Take take = seconds(0.5f);
  fill(take, [&](float t) {
    const float hz = 46 + 130 * decay(t, 0.022f);
    const float click = random.noise() * decay(t, 0.002f);
    return attack(t, 0.0008f) * std::tanh(2 * body.next(hz) * decay(t, 0.16f) + 0.4f * click);
  });
  return take;
}

Take make_clap(Random& random) {
  Filter body;
  body.tune(1300, 0.4f);
  Take take = seconds(0.5f);
  fill(take, [&](float t) {
    float level = 0.9f * decay(t, 0.07f);
    for (const float at : {0.0f, 0.009f, 0.019f}) {
      if (t >= at) level += decay(t - at, 0.005f);
    }
    return body.band(random.noise()) * level;
  });
  return take;
}

/// Noise over a bed of square-like partials that share no root, as in a struck plate.
Take make_plate(float ring, float low_hz, Random& random) {
  constexpr std::array<float, 6> hz = {2051, 3042, 3693, 5225, 5400, 8000};
  Take take = seconds(5 * ring);
  for (auto* side : {&take.left, &take.right}) {
    std::array<Sine, 6> sines;
    Filter body;
    body.tune(low_hz, 0.25f);
    const float tune = 1 + 0.02f * random.noise();
    for (std::size_t i = 0; i < side->size(); ++i) {
      const float t = static_cast<float>(i) / kRateHz;
      float bed = 0;
      for (std::size_t v = 0; v < hz.size(); ++v)
        bed += sines[v].next(hz[v] * tune) > 0 ? 1.0f : -1.0f;
      const float level = 0.75f * decay(t, ring) + 0.25f * decay(t, 0.25f * ring);
      (*side)[i] = attack(t, 0.0006f) * level * body.high(random.noise() + 0.16f * bed);
    }
  }
  return take;
}

Take make_shaker(Random& random) {
  Filter grains;
  grains.tune(6500, 0.4f);
  Take take = seconds(0.16f);
  fill(take,
       [&](float t) { return grains.band(random.noise()) * attack(t, 0.004f) * decay(t, 0.03f); });
  return take;
}

Take make_tick(Random& random) {
  Filter click;
  click.tune(3800 + 300 * random.noise(), 0.8f);
  Filter wood;
  wood.tune(1150, 0.9f);
  Take take = seconds(0.12f);
  fill(take, [&](float t) {
    const float noise = random.noise() * decay(t, 0.0015f);
    return click.band(noise) + 0.7f * wood.band(noise);
  });
  return take;
}

Take make_heartbeat() {
  Sine first;
  Sine second;
  Take take = seconds(0.9f);
  fill(take, [&](float t) {
    const auto thump = [](Sine& s, float at) {
      return s.next(44 + 30 * decay(at, 0.02f)) * attack(at, 0.006f) * decay(at, 0.075f);
    };
    return thump(first, t) + (t > 0.27f ? 0.7f * thump(second, t - 0.27f) : 0);
  });
  return take;
}

Take make_boom(Random& random) {
  Sine body;
  Filter left;
  Filter right;
  Take take = seconds(4.5f);
  for (std::size_t i = 0; i < take.frames(); ++i) {
    const float t = static_cast<float>(i) / kRateHz;
    if (i % 16 == 0) {
      left.tune(90 + 2200 * decay(t, 0.12f), 0.1f);
      right.tune(90 + 2200 * decay(t, 0.12f), 0.1f);
    }
    const float sub = body.next(31 + 45 * decay(t, 0.12f)) * decay(t, 0.8f);
    const float rumble = 1.6f * (decay(t, 0.9f) + 0.8f * decay(t, 0.06f));
    take.left[i] = std::tanh(1.5f * sub + rumble * left.low(random.noise()));
    take.right[i] = std::tanh(1.5f * sub + rumble * right.low(random.noise()));
  }
  return take;
}

Take make_raw(Tone kind, double root_hz, std::int64_t frames, Random& random) {
  switch (kind) {
    case Tone::deep_drum:
      return make_skin({61, 0.30f, 2.0f, 2600, 0.9f}, random);
    case Tone::drum:
      return make_skin({118, 0.16f, 2.2f, 4200, 0.5f}, random);
    case Tone::slap:
      return make_slap(random);
    case Tone::metal:
      return make_metal(random);
    case Tone::kick:
      return make_kick(random);
    case Tone::clap:
      return make_clap(random);
    case Tone::hat:
      return make_plate(0.035f, 7000, random);
    case Tone::cymbal:
      return make_plate(0.9f, 3200, random);
    case Tone::shaker:
      return make_shaker(random);
    case Tone::tick:
      return make_tick(random);
    case Tone::heartbeat:
      return make_heartbeat();
    case Tone::boom:
      return make_boom(random);
    case Tone::bram:
      return make_bram(root_hz, frames, random);
    case Tone::sub_drop:
      return make_sub_drop(frames);
    case Tone::riser:
      return make_riser(root_hz, frames, random);
    case Tone::swell:
      return make_swell(frames, random);
    case Tone::drone:
      return make_drone(root_hz, frames, random);
    case Tone::scrape:
      return make_scrape(root_hz, frames, random);
    case Tone::shimmer:
      return make_shimmer(root_hz, frames, random);
  }
  return Take{};
}

}  // namespace

bool is_stretched(Tone kind) { return kind >= Tone::bram; }

Take make_tone(Tone kind, double root_hz, std::int64_t frames, std::uint32_t variant) {
  Random random(variant * 977 + static_cast<std::uint64_t>(kind) * 31 + 5);
  Take take = make_raw(kind, root_hz, std::max<std::int64_t>(frames, 480), random);
  normalise(take);
  return take;
}

}  // namespace cinecut::score
