// Short noises, and the room they are heard in.

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>

#include "sample_film/internal/filters.h"
#include "sample_film/internal/soundtrack.h"

namespace sample_film {
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

}  // namespace sample_film
