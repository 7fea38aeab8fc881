// Noises, made of filtered randomness and decaying tones.

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <memory>
#include <numbers>

#include "cinecut/sample/noise.h"
#include "cinecut/sample/soundtrack.h"

namespace cinecut::sample {
namespace {

constexpr double kRate = kSoundRate;
constexpr double kTau = 2 * std::numbers::pi;

/// White noise, -1 to 1 (xorshift, George Marsaglia 2003).
class White {
 public:
  explicit White(std::uint32_t seed) : state_(hash(seed) | 1) {}
  float operator()() {
    state_ ^= state_ << 13;
    state_ ^= state_ >> 17;
    state_ ^= state_ << 5;
    return static_cast<float>(static_cast<std::int32_t>(state_)) * (1.0f / 2147483648.0f);
  }

 private:
  std::uint32_t state_;
};

class LowPass {
 public:
  explicit LowPass(double hz) { tune(hz); }
  void tune(double hz) { k_ = static_cast<float>(1 - std::exp(-kTau * hz / kRate)); }
  float operator()(float in) { return value_ += k_ * (in - value_); }

 private:
  float k_ = 0, value_ = 0;
};

// State variable filter (Hal Chamberlin); its band-pass output.
class BandPass {
 public:
  BandPass(double hz, double q) : damp_(static_cast<float>(1 / q)) { tune(hz); }
  void tune(double hz) { f_ = static_cast<float>(2 * std::sin(std::numbers::pi * hz / kRate)); }
  float operator()(float in) {
    low_ += f_ * band_;
    band_ += f_ * (in - low_ - damp_ * band_);
    return band_;
  }

 private:
  float f_ = 0, damp_, low_ = 0, band_ = 0;
};

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

namespace {

std::vector<float> made(double seconds, const std::function<double(double)>& at) {
  std::vector<float> out(static_cast<std::size_t>(seconds * kRate));
  for (std::size_t i = 0; i < out.size(); ++i)
    out[i] = static_cast<float>(at(static_cast<double>(i) / kRate));
  return out;
}

// Noise between two frequencies under a curve.
std::vector<float> burst(double seconds, double low, double high, std::uint32_t seed,
                         const std::function<double(double)>& curve) {
  White white(seed);
  LowPass top(high), again(high), cut(low);
  return made(seconds, [&](double t) {
    const float w = again(top(white()));
    return (w - cut(w)) * curve(t);
  });
}

void add(std::vector<float>& a, const std::vector<float>& b) {
  if (a.size() < b.size()) a.resize(b.size());
  for (std::size_t i = 0; i < b.size(); ++i) a[i] += b[i];
}

std::vector<float> thunder(std::uint32_t seed) {
  auto out = burst(4.5, 25, 160, seed, [&](double t) {
    return 7 * std::exp(-t * 0.9) * (0.35 + noise(seed, t * 5)) * std::min(1.0, t * 12);
  });
  add(out, burst(0.6, 300, 3500, seed + 1,
                 [&](double t) { return 1.4 * std::exp(-t * 7) * noise(seed + 2, t * 40); }));
  return out;
}

std::vector<float> blast(std::uint32_t seed) {
  auto out = burst(4, 20, 220, seed, [](double t) { return 10 * std::exp(-t * 1.5); });
  add(out, made(1.5, [](double t) {
        return 0.9 * std::sin(kTau * (34 * t + 18 * (1 - std::exp(-t * 6)) / 6)) * std::exp(-t * 3);
      }));
  add(out, burst(1.8, 500, 5000, seed + 3, [](double t) { return 1.2 * std::exp(-t * 4); }));
  return out;
}

std::vector<float> horn() {
  return made(2.2, [](double t) {
    double sum = 0;
    for (int k = 1; k <= 7; ++k)
      sum += std::sin(kTau * 98 * k * t) / k + 0.7 * std::sin(kTau * 123.5 * k * t) / k;
    return 0.14 * sum * std::min(1.0, t * 8) * std::min(1.0, (2.2 - t) * 2.5);
  });
}

std::vector<float> bell() {
  return made(3, [](double t) {
    double sum = 0;
    const double partials[][3] = {{1, 1, 1.2}, {2.01, 0.6, 1.8}, {2.76, 0.5, 2.6}, {5.4, 0.25, 5}};
    for (const auto& [ratio, level, decay] : partials)
      sum += level * std::sin(kTau * 520 * ratio * t) * std::exp(-t * decay);
    return 0.3 * sum;
  });
}

std::vector<float> glass(std::uint32_t seed) {
  Random random(seed);
  std::vector<float> out = burst(0.5, 2500, 9000, seed, [](double t) { return std::exp(-t * 14); });
  for (int i = 0; i < 14; ++i) {
    const double hz = random(2200, 7000), start = random(0, 0.5), level = random(0.04, 0.16);
    add(out, made(1.0, [=](double t) {
          return t < start
                     ? 0
                     : level * std::sin(kTau * hz * (t - start)) * std::exp(-(t - start) * 16);
        }));
  }
  return out;
}

}  // namespace

std::vector<float> make_noise(Noise what, std::uint32_t seed) {
  const auto thud = [&](double low, double high, double decay, double level) {
    return burst(0.35, low, high, seed,
                 [=](double t) { return level * std::exp(-t * decay) * std::min(1.0, t * 400); });
  };
  switch (what) {
    case Noise::thunder:
      return thunder(seed);
    case Noise::blast:
      return blast(seed);
    case Noise::horn:
      return horn();
    case Noise::bell:
      return bell();
    case Noise::glass:
      return glass(seed);
    case Noise::step:
      return thud(90, 900, 34, 1.6);
    case Noise::knock:
      return thud(110, 700, 28, 3.2);
    case Noise::shot:
      return burst(1.2, 60, 6000, seed,
                   [](double t) { return 1.9 * std::exp(-t * 16) + 0.25 * std::exp(-t * 4); });
    case Noise::match:
      return burst(0.9, 1500, 9000, seed,
                   [](double t) { return 0.6 * std::min(1.0, t * 30) * std::exp(-t * 5); });
    case Noise::door:
      return burst(0.9, 120, 1100, seed,
                   [&](double t) { return 1.2 * std::exp(-t * 5) * (0.4 + noise(seed, t * 30)); });
    case Noise::whoosh:
      return burst(0.8, 200, 1800, seed, [](double t) {
        return 1.1 * std::pow(std::sin(std::numbers::pi * t / 0.8), 3);
      });
  }
  return {};
}

// Four parallel combs and two all-passes per channel, after Manfred Schroeder (1962).
void add_reverb(Stereo& sound, double size, double amount) {
  struct Delay {
    std::vector<float> memory;
    std::size_t at = 0;
    float damp = 0;
  };
  const std::array<int, 4> combs = {1687, 1601, 2053, 2251};
  const std::array<int, 2> passes = {556, 441};
  for (int channel = 0; channel < 2; ++channel) {
    std::vector<Delay> c, a;
    for (const int n : combs)
      c.push_back({std::vector<float>(static_cast<std::size_t>(n * size) + channel * 37 + 1)});
    for (const int n : passes)
      a.push_back({std::vector<float>(static_cast<std::size_t>(n) + channel * 23)});
    const auto keep = static_cast<float>(0.62 + 0.14 * size), wet_gain = static_cast<float>(amount);
    for (std::size_t i = channel; i < sound.size(); i += 2) {
      const float in = sound[i] * 0.25f;
      float wet = 0;
      for (Delay& line : c) {
        const float out = line.memory[line.at];
        line.damp += 0.45f * (out - line.damp);
        line.memory[line.at] = in + line.damp * keep;
        if (++line.at == line.memory.size()) line.at = 0;
        wet += out;
      }
      for (Delay& line : a) {
        const float out = line.memory[line.at] - 0.6f * wet;
        line.memory[line.at] = wet + 0.6f * out;
        if (++line.at == line.memory.size()) line.at = 0;
        wet = out;
      }
      sound[i] += wet * wet_gain;
    }
  }
}

}  // namespace cinecut::sample
