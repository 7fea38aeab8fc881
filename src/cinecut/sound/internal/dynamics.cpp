#include "cinecut/sound/internal/dynamics.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <deque>
#include <numbers>
#include <span>

#include "cinecut/sound/internal/signal.h"

namespace cinecut::sound {
namespace {

constexpr std::size_t kTaps = 12;    // For each of the three instants between two samples.
constexpr std::size_t kBlock = 256;  // Frames.
using Phase = std::array<float, kTaps>;

/// Coefficients that give the signal `shift` of a sample after the sixth of twelve samples: a sinc
/// under a Hann window, as libebur128's meter has it, so that limiter and meter agree.
Phase interpolator(double shift) {
  Phase taps{};
  for (std::size_t k = 0; k < kTaps; ++k) {
    const double d = shift + 5 - static_cast<double>(k);
    const double x = d * std::numbers::pi;
    const double sinc = std::abs(x) < 1e-9 ? 1.0 : std::sin(x) / x;
    taps[k] = static_cast<float>(sinc * (0.5 + 0.5 * std::cos(x / 6)));
  }
  return taps;
}

/// One channel's frames [first, first + own.size()); silence outside the sound.
void take_channel(const media::Sound& sound, std::size_t channel, std::ptrdiff_t first,
                  std::span<float> own) {
  const auto channels = static_cast<std::size_t>(sound.channels);
  const auto frames = static_cast<std::ptrdiff_t>(sound.frames());
  for (std::size_t i = 0; i < own.size(); ++i) {
    const std::ptrdiff_t n = first + static_cast<std::ptrdiff_t>(i);
    const bool is_inside = n >= 0 && n < frames;
    own[i] = is_inside ? sound.samples[static_cast<std::size_t>(n) * channels + channel] : 0.0f;
  }
}

/// Raises the peaks of a block of frames to what one channel has there and between the samples.
/// `own` starts five frames before the block and ends six after it.
void raise_to_peaks(std::span<float> peaks, std::span<const float> own) {
  static const std::array<Phase, 3> phases{interpolator(0.25), interpolator(0.5),
                                           interpolator(0.75)};
  for (std::size_t i = 0; i < peaks.size(); ++i)
    peaks[i] = std::max(peaks[i], std::abs(own[i + 5]));
  std::array<float, kBlock> between;
  for (const Phase& taps : phases) {
    between.fill(0.0f);
    for (std::size_t k = 0; k < kTaps; ++k) {
      for (std::size_t i = 0; i < peaks.size(); ++i) between[i] += taps[k] * own[i + k];
    }
    for (std::size_t i = 0; i < peaks.size(); ++i)
      peaks[i] = std::max(peaks[i], std::abs(between[i]));
  }
}

/// Each value becomes the smallest at most `reach` away (Lemire 2006: of the values in reach only
/// those matter that no later one undercuts).
void lower_to_lowest_within(std::vector<float>& values, std::size_t reach) {
  struct Candidate {
    std::size_t at;
    float value;
  };
  std::deque<Candidate> candidates;
  std::size_t next = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    for (; next < values.size() && next <= i + reach; ++next) {
      while (!candidates.empty() && candidates.back().value >= values[next]) candidates.pop_back();
      candidates.push_back({next, values[next]});
    }
    while (candidates.front().at + reach < i) candidates.pop_front();
    values[i] = candidates.front().value;
  }
}

/// Mean over `reach` values on each side; the first and the last value go on beyond the ends.
void smooth(std::vector<float>& gains, std::size_t reach) {
  if (gains.empty()) return;
  const std::size_t last = gains.size() - 1;
  const float end = gains.back();
  const auto at = [&](std::size_t i) { return static_cast<double>(i < last ? gains[i] : end); };
  std::vector<float> passed(reach + 1, gains.front());  // Values before they were smoothed: a ring.
  const double scale = 1.0 / static_cast<double>(2 * reach + 1);
  double sum = static_cast<double>(reach + 1) * static_cast<double>(gains.front());
  for (std::size_t i = 1; i <= reach; ++i) sum += at(i);
  for (std::size_t i = 0; i <= last; ++i) {
    passed[i % passed.size()] = gains[i];
    gains[i] = static_cast<float>(sum * scale);
    sum += at(i + reach + 1) - static_cast<double>(passed[(i + 1) % passed.size()]);
  }
}

void scale_frames(media::Sound& sound, const std::vector<float>& gains) {
  for (std::size_t n = 0; n < gains.size(); ++n) {
    sound.samples[n * 2] *= gains[n];
    sound.samples[n * 2 + 1] *= gains[n];
  }
}

double one_pole(base::Duration time, double steps_per_s) {
  return 1 - std::exp(-1 / (base::to_seconds(time) * steps_per_s));
}

/// How many dB to take away at `level_db`: a straight line above the knee, a parabola inside it.
double reduction_db(double level_db, const CompressorOptions& options) {
  const double over = level_db - options.threshold_db;
  const double slope = 1 - 1 / options.ratio;
  const double half_knee = options.knee_db / 2;
  if (over <= -half_knee) return 0;
  if (over >= half_knee) return slope * over;
  return slope * (over + half_knee) * (over + half_knee) / (2 * options.knee_db);
}

}  // namespace

std::vector<float> true_peaks(const media::Sound& sound) {
  std::vector<float> peaks(sound.frames(), 0.0f);
  std::array<float, kBlock + kTaps> own;
  for (std::size_t begin = 0; begin < peaks.size(); begin += kBlock) {
    const std::size_t count = std::min(kBlock, peaks.size() - begin);
    for (std::size_t channel = 0; channel < static_cast<std::size_t>(sound.channels); ++channel) {
      take_channel(sound, channel, static_cast<std::ptrdiff_t>(begin) - 5, own);
      raise_to_peaks(std::span(peaks).subspan(begin, count), own);
    }
  }
  // What lies between two samples belongs to both.
  for (std::size_t n = peaks.size(); n-- > 1;) peaks[n] = std::max(peaks[n], peaks[n - 1]);
  return peaks;
}

void limit_true_peak(media::Sound& sound, double ceiling_dbtp) {
  constexpr std::size_t reach = 96;  // Frames, half of it for each of two box filters: 4 ms in all.
  const auto ceiling = static_cast<float>(from_db(ceiling_dbtp));
  std::vector<float> gains = true_peaks(sound);
  bool is_needed = false;
  for (float& g : gains) {
    is_needed |= g > ceiling;
    g = g > ceiling ? ceiling / g : 1.0f;
  }
  if (!is_needed) return;
  lower_to_lowest_within(gains, reach);
  const auto back = static_cast<float>(one_pole(std::chrono::milliseconds(45), kMixRateHz));
  float before = 1;
  for (float& g : gains) before = g = std::min(g, before + (1 - before) * back);
  smooth(gains, reach / 2);
  smooth(gains, reach / 2);
  scale_frames(sound, gains);
}

void compress(media::Sound& sound, const CompressorOptions& options) {
  if (options.ratio <= 1) return;
  constexpr std::size_t step = 16;  // Frames for which the gain moves along a straight line.
  constexpr double steps_per_s = static_cast<double>(kMixRateHz) / step;
  const double attack = one_pole(options.attack, steps_per_s);
  const double release = one_pole(options.release, steps_per_s);
  const double window = one_pole(std::chrono::milliseconds(10), steps_per_s);
  // The bass is felt more than heard and must not pull down the rest.
  media::BiquadFilter<1> left{media::Biquad::high_pass(90, kMixRateHz)}, right = left;
  double power = 0, reduction = 0, gain = 1;
  for (std::size_t begin = 0; begin < sound.frames(); begin += step) {
    const std::size_t count = std::min(step, sound.frames() - begin);
    double sum = 0;
    for (std::size_t n = begin; n < begin + count; ++n) {
      const double l = left(static_cast<double>(sound.samples[n * 2]));
      const double r = right(static_cast<double>(sound.samples[n * 2 + 1]));
      sum += std::max(l * l, r * r);
    }
    power += window * (sum / static_cast<double>(count) - power);
    const double wanted = reduction_db(10 * std::log10(power + 1e-12), options);
    reduction += (wanted > reduction ? attack : release) * (wanted - reduction);
    const double next = from_db(-reduction);
    for (std::size_t i = 0; i < count; ++i) {
      const auto g = static_cast<float>(gain + (next - gain) * static_cast<double>(i + 1) /
                                                   static_cast<double>(count));
      sound.samples[(begin + i) * 2] *= g;
      sound.samples[(begin + i) * 2 + 1] *= g;
    }
    gain = next;
  }
}

}  // namespace cinecut::sound
