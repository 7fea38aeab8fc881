// Noises that last: wind, sea, rain, fire, engines, a heart.

#include <algorithm>
#include <cmath>
#include <functional>
#include <memory>

#include "sample_film/internal/filters.h"
#include "sample_film/internal/soundtrack.h"

namespace sample_film {
namespace {

/// One channel of a lasting noise. `slow` is called once per block with the time, `next` for each
/// sample.
struct Maker {
  std::function<void(double)> slow = [](double) {};
  std::function<float()> next;
};

Maker wind(std::uint32_t seed) {
  struct State {
    White white;
    BandPass howl{400, 3}, low{180, 1};
    float gust = 0;
  };
  auto s = std::make_shared<State>(State{White(seed)});
  return {[s, seed](double t) {
            const double g = noise(seed, t * 0.35) * 0.7 + noise(seed + 1, t * 1.3) * 0.3;
            s->howl.tune(260 + 520 * g);
            s->gust = static_cast<float>(0.25 + 0.9 * g * g);
          },
          [s] {
            const float w = s->white();
            return (s->howl(w) * 0.25f + s->low(w) * 0.18f) * s->gust;
          }};
}

Maker sea(std::uint32_t seed) {
  struct State {
    White white;
    LowPass deep{380}, mid{2400}, mid_low{500};
    float swell = 0, hiss = 0;
  };
  auto s = std::make_shared<State>(State{White(seed)});
  return {[s, seed](double t) {
            const double w =
                0.5 + 0.5 * std::sin(t * 0.62 + 1.4 * noise(5, t * 0.2) + (seed & 1) * 0.5);
            s->swell = static_cast<float>(0.35 + 0.65 * w);
            s->hiss = static_cast<float>(std::pow(w, 4));
          },
          [s] {
            const float w = s->white(), m = s->mid(w);
            return s->deep(w) * 0.75f * s->swell + (m - s->mid_low(m)) * 0.30f * s->hiss;
          }};
}

Maker rain_bed(std::uint32_t seed) {
  struct State {
    White white;
    LowPass top{7000}, cut{1400};
    BandPass drop{2600, 9};
  };
  auto s = std::make_shared<State>(State{White(seed)});
  return {.next = [s] {
    const float w = s->top(s->white());
    const float drop = s->white() > 0.9994f ? s->white() * 5 : 0;
    return (w - s->cut(w)) * 0.22f + s->drop(drop) * 0.5f;
  }};
}

Maker fire_bed(std::uint32_t seed) {
  struct State {
    White white;
    LowPass deep{130}, body{900};
    BandPass snap{1900, 4};
    float roar = 0;
  };
  auto s = std::make_shared<State>(State{White(seed)});
  return {[s, seed](double t) { s->roar = static_cast<float>(0.6 + 0.6 * noise(seed, t * 3)); },
          [s] {
            const float w = s->white();
            const float snap = s->white() > 0.9996f ? s->white() * 14 : 0;
            return s->deep(w) * 2.0f * s->roar + s->body(w) * 0.12f * s->roar +
                   s->snap(snap) * 0.6f;
          }};
}

Maker engine_bed(std::uint32_t seed) {
  struct State {
    White white;
    LowPass soft{520}, rough{200};
    double phase = 0, step = 0;
  };
  auto s = std::make_shared<State>(State{White(seed)});
  return {[s](double t) { s->step = (46 + 16 * noise(9, t * 0.6)) / kRate; },
          [s] {
            s->phase += s->step;
            s->phase -= std::floor(s->phase);
            const auto saw = static_cast<float>(s->phase * 2 - 1);
            const auto half = static_cast<float>(std::sin(kTau * s->phase * 0.5));
            return s->soft(saw) * 0.5f + half * 0.12f + s->rough(s->white()) * 0.5f;
          }};
}

Maker train_bed(std::uint32_t seed) {
  struct State {
    White white;
    LowPass deep{160};
    BandPass iron{520, 3};
    float hit = 0;
    std::int64_t n = 0;
  };
  auto s = std::make_shared<State>(State{White(seed)});
  return {.next = [s] {
    const std::int64_t at = s->n++ % 31200;  // A rail joint each 0.65 s, two axles.
    if (at == 0 || at == 6200) s->hit = at == 0 ? 1.0f : 0.7f;
    s->hit *= 0.99935f;
    const float w = s->white();
    return s->deep(w) * 1.1f + s->iron(w * s->hit * s->hit) * 0.5f;
  }};
}

Maker heart_bed(std::uint32_t) {
  auto n = std::make_shared<std::int64_t>(0);
  return {.next = [n] {
    const double t = static_cast<double>((*n)++ % 36000) / kRate;
    const auto thump = [](double since, double hz) {
      return since < 0
                 ? 0.0
                 : std::sin(kTau * hz * since) * std::exp(-since * 22) * std::min(1.0, since * 200);
    };
    return static_cast<float>(thump(t - 0.02, 52) * 0.9 + thump(t - 0.26, 62) * 0.6);
  }};
}

Maker maker_of(Bed bed, std::uint32_t seed) {
  switch (bed) {
    case Bed::wind:
      return wind(seed);
    case Bed::sea:
      return sea(seed);
    case Bed::rain:
      return rain_bed(seed);
    case Bed::fire:
      return fire_bed(seed);
    case Bed::engine:
      return engine_bed(seed);
    case Bed::train:
      return train_bed(seed);
    default:
      return heart_bed(seed);
  }
}

}  // namespace

void add_bed(Bed bed, const std::vector<float>& gain, Stereo& out) {
  for (int channel = 0; channel < 2; ++channel) {
    const Maker maker = maker_of(bed, static_cast<std::uint32_t>(bed) * 100u + channel);
    for (std::size_t block = 0; block + 1 < gain.size(); ++block) {
      if (gain[block] <= 0 && gain[block + 1] <= 0) continue;
      maker.slow(static_cast<double>(block) * kGainBlock / kRate);
      const float step = (gain[block + 1] - gain[block]) / kGainBlock;
      float g = gain[block];
      const std::size_t first = block * kGainBlock,
                        last = std::min(first + kGainBlock, out.size() / 2);
      for (std::size_t i = first; i < last; ++i, g += step)
        out[2 * i + channel] += maker.next() * g;
    }
  }
}

}  // namespace sample_film
