#include "cinecut/music/beats/internal/onsets.h"

#include <fftw3.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <mutex>
#include <numbers>

namespace cinecut::beats {
namespace {

constexpr double kWindowSeconds = 0.043;
constexpr int kBandFilters = 48;
constexpr double kLowestHz = 30;
constexpr double kHighestHz = 11000;
// Where the wide bands end.
constexpr std::array<double, Onsets::kBands> kWideEndsHz = {130, 400, 1300, 4000, 1e9};

std::vector<float> mono_of(const media::Sound& sound) {
  const auto channels = static_cast<std::size_t>(std::max(1, sound.channels));
  std::vector<float> mono(sound.samples.size() / channels);
  for (std::size_t i = 0; i < mono.size(); ++i) {
    float sum = 0;
    for (std::size_t c = 0; c < channels; ++c) {
      const float s = sound.samples[i * channels + c];
      if (std::isfinite(s)) sum += std::clamp(s, -8.0f, 8.0f);
    }
    mono[i] = sum / static_cast<float>(channels);
  }
  return mono;
}

/// Brings any recording to the same loudness, so that the logarithms mean the same.
void even_loudness(std::vector<float>& mono) {
  double sum = 0;
  for (const float s : mono) sum += static_cast<double>(s) * static_cast<double>(s);
  const double rms = std::sqrt(sum / static_cast<double>(mono.size()));
  if (rms < 1e-5) return;
  const auto gain = static_cast<float>(0.1 / rms);
  for (float& s : mono) s *= gain;
}

/// Power spectra of windows. FFTW's planner is the only part of it that is not thread safe.
class Spectrum {
 public:
  explicit Spectrum(int size) : in_(static_cast<std::size_t>(size)), out_(in_.size() + 2) {
    const std::scoped_lock lock(planner);
    // Estimated plans, so that every run computes the same.
    plan_ = fftwf_plan_dft_r2c_1d(size, in_.data(), reinterpret_cast<fftwf_complex*>(out_.data()),
                                  FFTW_ESTIMATE);
    for (int i = 0; i < size; ++i) {
      window_.push_back(0.5f -
                        0.5f * std::cos(2 * std::numbers::pi_v<float> *
                                        (static_cast<float>(i) + 0.5f) / static_cast<float>(size)));
    }
  }
  ~Spectrum() {
    const std::scoped_lock lock(planner);
    fftwf_destroy_plan(plan_);
  }
  Spectrum(const Spectrum&) = delete;
  Spectrum& operator=(const Spectrum&) = delete;

  /// Magnitudes of the window that starts at sample `from`, which may lie outside.
  void take(const std::vector<float>& samples, std::int64_t from, std::vector<float>& magnitudes) {
    const auto size = static_cast<std::int64_t>(samples.size());
    const auto window = static_cast<std::int64_t>(in_.size());
    const auto first = std::clamp<std::int64_t>(-from, 0, window);
    const auto last = std::clamp(size - from, first, window);
    std::ranges::fill(in_, 0.0f);
    for (auto i = first; i < last; ++i) {
      in_[static_cast<std::size_t>(i)] =
          window_[static_cast<std::size_t>(i)] * samples[static_cast<std::size_t>(from + i)];
    }
    fftwf_execute(plan_);
    for (std::size_t k = 0; k < magnitudes.size(); ++k) {
      magnitudes[k] = std::sqrt(out_[2 * k] * out_[2 * k] + out_[2 * k + 1] * out_[2 * k + 1]);
    }
  }

 private:
  static inline std::mutex planner;
  std::vector<float> in_;
  std::vector<float> out_;
  std::vector<float> window_;
  fftwf_plan plan_ = nullptr;
};

/// A triangle over spectrum bins.
struct BandFilter {
  std::size_t first = 0;
  std::vector<float> weights;
  int wide = 0;  ///< Index of the wide band it belongs to.
};

std::vector<BandFilter> make_filters(int size, int rate_hz) {
  const double bin_hz = static_cast<double>(rate_hz) / size;
  const double top = std::min(kHighestHz, 0.45 * rate_hz);
  // Mel spacing: even below 700 Hz, logarithmic above.
  const auto mel = [](double hz) { return std::log1p(hz / 700); };
  const auto edge = [&](int i) {
    const double share = static_cast<double>(i) / (kBandFilters + 1);
    return 700 * std::expm1(mel(kLowestHz) + share * (mel(top) - mel(kLowestHz)));
  };
  std::vector<BandFilter> filters;
  for (int b = 0; b < kBandFilters; ++b) {
    const double low = edge(b);
    const double middle = edge(b + 1);
    const double high = std::max(edge(b + 2), middle + bin_hz);
    BandFilter f;
    f.first = static_cast<std::size_t>(std::ceil(std::min(low, middle - bin_hz) / bin_hz));
    for (auto k = f.first; static_cast<double>(k) * bin_hz < high; ++k) {
      const double hz = static_cast<double>(k) * bin_hz;
      const double rise =
          (hz - std::min(low, middle - bin_hz)) / (middle - std::min(low, middle - bin_hz));
      const double weight = std::max(0.0, std::min(rise, (high - hz) / (high - middle)));
      f.weights.push_back(static_cast<float>(weight));
    }
    while (middle > kWideEndsHz[static_cast<std::size_t>(f.wide)]) ++f.wide;
    filters.push_back(std::move(f));
  }
  return filters;
}

/// Divides by the strength of the seconds around, and leaves out the floor between notes.
void even_out(std::vector<float>& values) {
  constexpr std::size_t near = 40;   // Frames to each side for the floor.
  constexpr std::size_t wide = 400;  // For the strength.
  const std::size_t n = values.size();
  std::vector<double> sums(n + 1, 0);
  for (std::size_t i = 0; i < n; ++i) sums[i + 1] = sums[i] + values[i];
  const auto mean = [&](const std::vector<double>& s, std::size_t i, std::size_t reach) {
    const std::size_t from = i > reach ? i - reach : 0;
    const std::size_t to = std::min(n, i + reach + 1);
    return (s[to] - s[from]) / static_cast<double>(to - from);
  };
  std::vector<float> above(n);
  for (std::size_t i = 0; i < n; ++i) {
    above[i] = std::max(0.0f, values[i] - static_cast<float>(mean(sums, i, near)));
  }
  std::vector<double> squares(n + 1, 0);
  for (std::size_t i = 0; i < n; ++i) {
    squares[i + 1] = squares[i] + static_cast<double>(above[i]) * static_cast<double>(above[i]);
  }
  const double total = n == 0 ? 0 : squares[n] / static_cast<double>(n);
  for (std::size_t i = 0; i < n; ++i) {
    // A stretch with next to nothing in it is not blown up to the size of the others.
    const double strength = std::sqrt(mean(squares, i, wide) + 0.05 * total + 1e-9);
    values[i] = above[i] / static_cast<float>(strength);
  }
}

void add_chroma(Onsets& onsets, const std::vector<float>& magnitudes, double bin_hz) {
  std::array<float, 12> chroma{};
  for (std::size_t k = 1; k < magnitudes.size(); ++k) {
    const double hz = static_cast<double>(k) * bin_hz;
    if (hz < 100 || hz > 2000) continue;
    const int pitch = static_cast<int>(std::lround(12 * std::log2(hz / 440))) + 120;
    chroma[static_cast<std::size_t>(pitch % 12)] += magnitudes[k];
  }
  float sum = 1e-6f;
  for (const float c : chroma) sum += c;
  for (float& c : chroma) c /= sum;
  onsets.chroma.push_back(chroma);
}

float mean_square(const std::vector<float>& mono, std::int64_t middle, std::int64_t reach) {
  const auto from = std::max<std::int64_t>(0, middle - reach);
  const auto to = std::min(static_cast<std::int64_t>(mono.size()), middle + reach);
  double sum = 0;
  for (auto i = from; i < to; ++i) {
    const double s = mono[static_cast<std::size_t>(i)];
    sum += s * s;
  }
  return static_cast<float>(sum / static_cast<double>(std::max<std::int64_t>(1, to - from)));
}

int window_size(int rate_hz) {
  int size = 64;
  while (size * 1.5 < kWindowSeconds * rate_hz) size *= 2;
  return size;
}

}  // namespace

Onsets find_onsets(const media::Sound& sound) {
  Onsets onsets;
  auto mono = mono_of(sound);
  if (mono.empty() || sound.rate_hz < 1000) return onsets;
  even_loudness(mono);
  const int size = window_size(sound.rate_hz);
  const auto filters = make_filters(size, sound.rate_hz);
  Spectrum spectrum(size);
  // Only what the filters reach.
  const auto bins = std::min(filters.back().first + filters.back().weights.size(),
                             static_cast<std::size_t>(size / 2 + 1));
  std::vector<float> magnitudes(bins);
  // The two pictures before: a rise is measured across two frames, which sharp attacks need no
  // more than soft ones.
  std::array<std::array<float, kBandFilters>, 3> levels{};
  const double hop = sound.rate_hz / kOnsetRate;
  const auto frames = static_cast<std::size_t>(std::ceil(static_cast<double>(mono.size()) / hop));
  for (std::size_t i = 0; i < frames; ++i) {
    const auto middle = static_cast<std::int64_t>(std::lround(static_cast<double>(i) * hop));
    spectrum.take(mono, middle - size / 2, magnitudes);
    auto& now = levels[i % 3];
    const auto& before = levels[(i + 1) % 3];  // Two frames ago.
    std::array<float, Onsets::kBands> rises{};
    for (std::size_t b = 0; b < filters.size(); ++b) {
      const auto& f = filters[b];
      float sum = 0;
      for (std::size_t k = 0; k < f.weights.size() && f.first + k < magnitudes.size(); ++k) {
        sum += f.weights[k] * magnitudes[f.first + k];
      }
      now[b] = std::log1p(20 * sum / static_cast<float>(std::sqrt(size)));
      // A tone that only slides into the next filter is no new note (Böck, Widmer 2013).
      const float left = b > 0 ? before[b - 1] : 0;
      const float right = b + 1 < filters.size() ? before[b + 1] : 0;
      const float rise = now[b] - std::max({before[b], left, right});
      if (rise > 0) rises[static_cast<std::size_t>(f.wide)] += rise;
    }
    for (std::size_t w = 0; w < rises.size(); ++w) onsets.band[w].push_back(rises[w]);
    onsets.power.push_back(mean_square(mono, middle, static_cast<std::int64_t>(hop)));
    if (i % Onsets::kChromaStep == 0) {
      add_chroma(onsets, magnitudes, static_cast<double>(sound.rate_hz) / size);
    }
  }
  constexpr std::array<float, Onsets::kBands> weights = {1.0f, 0.8f, 0.8f, 0.8f, 0.7f};
  onsets.all.assign(frames, 0);
  for (std::size_t w = 0; w < weights.size(); ++w) {
    even_out(onsets.band[w]);
    for (std::size_t i = 0; i < frames; ++i) onsets.all[i] += weights[w] * onsets.band[w][i];
  }
  even_out(onsets.all);
  return onsets;
}

}  // namespace cinecut::beats
