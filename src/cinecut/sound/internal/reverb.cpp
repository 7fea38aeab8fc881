#include "cinecut/sound/internal/reverb.h"

#include <array>
#include <cmath>
#include <numbers>
#include <vector>

#include "cinecut/sound/internal/signal.h"

namespace cinecut::sound {
namespace {

constexpr std::size_t kLines = 8;
// Primes between 21 and 56 ms, so that echoes do not fall together.
constexpr std::array<std::size_t, kLines> kDelays{1019, 1171, 1327, 1523, 1733, 2011, 2347, 2689};

using Frame = std::array<double, kLines>;

/// Mixes all lines with each other, keeping their energy: a Hadamard matrix over sqrt(8).
void scatter(Frame& x) {
  for (std::size_t half = 1; half < kLines; half *= 2) {
    for (std::size_t i = 0; i < kLines; ++i) {
      if ((i & half) != 0) continue;
      const double a = x[i], b = x[i + half];
      x[i] = a + b;
      x[i + half] = a - b;
    }
  }
  for (double& v : x) v *= 1 / std::sqrt(static_cast<double>(kLines));
}

}  // namespace

media::Sound reverberate(const media::Sound& sound, const ReverbOptions& options) {
  const auto tail = static_cast<std::size_t>(mix_frame(options.decay));
  media::Sound room = silence(static_cast<std::int64_t>(sound.frames() + tail));
  std::array<std::vector<double>, kLines> lines;
  Frame gains{}, damped{};
  for (std::size_t i = 0; i < kLines; ++i) {
    lines[i].assign(kDelays[i], 0.0);
    gains[i] = std::pow(10.0, -3.0 * static_cast<double>(kDelays[i]) / static_cast<double>(tail));
  }
  const double keep = std::exp(-2 * std::numbers::pi * options.damping_hz / kMixRateHz);
  for (std::size_t n = 0; n < room.frames(); ++n) {
    const bool heard = n < sound.frames();
    const double left = heard ? static_cast<double>(sound.samples[n * 2]) : 0.0;
    const double right = heard ? static_cast<double>(sound.samples[n * 2 + 1]) : 0.0;
    Frame out{};
    for (std::size_t i = 0; i < kLines; ++i) {
      damped[i] += (1 - keep) * (lines[i][n % kDelays[i]] - damped[i]);
      out[i] = damped[i] * gains[i];
    }
    room.samples[n * 2] = static_cast<float>((out[0] + out[2] - out[4] + out[6]) / 2);
    room.samples[n * 2 + 1] = static_cast<float>((out[1] - out[3] + out[5] + out[7]) / 2);
    scatter(out);
    for (std::size_t i = 0; i < kLines; ++i) {
      lines[i][n % kDelays[i]] = out[i] + (i % 2 == 0 ? left : right) / 2;
    }
  }
  fade_edges(room, 0, static_cast<std::int64_t>(tail / 3));
  return room;
}

}  // namespace cinecut::sound
