#include "cinecut/music/beats/internal/tempo.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace cinecut::beats {
namespace {

// The tempogram: how well the onsets of some seconds repeat after each lag (Grosche, Müller 2011).
constexpr std::size_t kWindow = 800;
constexpr std::size_t kHop = 50;
constexpr std::size_t kLongestLag = 720;

// Periods are looked at on a logarithmic scale.
constexpr int kStepsPerOctave = 60;
constexpr double kShortestPeriod = 60 * kOnsetRate / 260;
constexpr int kSteps = 3 * kStepsPerOctave + 20;  // Down to 28 BPM.

double period_of(double step) { return kShortestPeriod * std::exp2(step / kStepsPerOctave); }
double step_of(double period) { return kStepsPerOctave * std::log2(period / kShortestPeriod); }

using Row = std::vector<float>;  // One strength for each step.

/// Eight sums at a time, which the compiler turns into vectors; one sum it must not reorder.
float dot(const float* a, const float* b, std::size_t count) {
  std::array<float, 8> sums{};
  std::size_t i = 0;
  for (; i + sums.size() <= count; i += sums.size()) {
    for (std::size_t k = 0; k < sums.size(); ++k) sums[k] += a[i + k] * b[i + k];
  }
  float sum = 0;
  for (; i < count; ++i) sum += a[i] * b[i];
  for (const float s : sums) sum += s;
  return sum;
}

std::vector<float> repetition(const std::vector<float>& onset, std::size_t middle) {
  // Products of whole windows, computed straight: 720 lags of 800 frames cost less than a
  // transform would save.
  const std::size_t from = middle > kWindow / 2 ? middle - kWindow / 2 : 0;
  const std::size_t to = std::min(onset.size(), middle + kWindow / 2);
  std::vector<float> result(kLongestLag + 1, 0);
  const float self = 1e-6f + dot(onset.data() + from, onset.data() + from, to - from);
  for (std::size_t lag = 1; lag <= kLongestLag && from + lag < to; ++lag) {
    const std::size_t count = to - from - lag;
    const float sum = dot(onset.data() + from, onset.data() + from + lag, count);
    // Fewer pairs at longer lags; but do not trust a handful of them.
    const float share = static_cast<float>(count) / static_cast<float>(to - from);
    result[lag] = sum / self / std::max(share, 0.35f);
  }
  return result;
}

float at(const std::vector<float>& values, double place) {
  const auto i = static_cast<std::size_t>(place);
  if (i + 1 >= values.size()) return 0;
  const auto share = static_cast<float>(place - std::floor(place));
  return values[i] * (1 - share) + values[i + 1] * share;
}

/// A period shows at its multiples too.
Row comb(const std::vector<float>& repetition) {
  constexpr std::array<float, 4> weights = {1.0f, 0.8f, 0.6f, 0.5f};
  Row row(kSteps);
  for (int s = 0; s < kSteps; ++s) {
    float sum = 0;
    float weight = 0;
    for (std::size_t m = 0; m < weights.size(); ++m) {
      const double lag = period_of(s) * static_cast<double>(m + 1);
      if (lag > kLongestLag) break;
      sum += weights[m] * at(repetition, lag);
      weight += weights[m];
    }
    row[static_cast<std::size_t>(s)] = weight > 0 ? sum / weight : 0;
  }
  return row;
}

std::vector<Row> tempogram(const std::vector<float>& onset) {
  // Smoothed a little, so that loose playing still repeats.
  std::vector<float> smooth(onset.size());
  for (std::size_t i = 0; i < onset.size(); ++i) {
    const float before = i > 0 ? onset[i - 1] : 0;
    const float after = i + 1 < onset.size() ? onset[i + 1] : 0;
    smooth[i] = 0.25f * before + 0.5f * onset[i] + 0.25f * after;
  }
  std::vector<Row> rows;
  for (std::size_t middle = 0; middle < onset.size(); middle += kHop) {
    rows.push_back(comb(repetition(smooth, middle)));
  }
  return rows;
}

/// The path of strongest repetition that stays within `reach` steps of `centre` and moves gently.
std::vector<int> follow(const std::vector<Row>& rows, int centre, int reach) {
  const int low = std::max(0, centre - reach);
  const int high = std::min(kSteps - 1, centre + reach);
  const auto width = static_cast<std::size_t>(high - low + 1);
  constexpr int leap = 4;
  constexpr float stiffness = 0.012f;
  std::vector<float> best(width, 0);
  std::vector<std::vector<int>> from(rows.size(), std::vector<int>(width));
  for (std::size_t t = 0; t < rows.size(); ++t) {
    std::vector<float> next(width);
    for (int s = 0; s < static_cast<int>(width); ++s) {
      float top = -1e9f;
      for (int d = -leap; d <= leap; ++d) {
        const int b = s + d;
        if (b < 0 || b >= static_cast<int>(width)) continue;
        const float score =
            best[static_cast<std::size_t>(b)] - stiffness * static_cast<float>(d * d);
        if (score > top) {
          top = score;
          from[t][static_cast<std::size_t>(s)] = b;
        }
      }
      next[static_cast<std::size_t>(s)] = top + rows[t][static_cast<std::size_t>(low + s)];
    }
    best = std::move(next);
  }
  std::vector<int> path(rows.size());
  int s = static_cast<int>(std::ranges::max_element(best) - best.begin());
  for (std::size_t t = rows.size(); t-- > 0;) {
    path[t] = low + s;
    s = from[t][static_cast<std::size_t>(s)];
  }
  return path;
}

TempoReading reading_of(const std::vector<Row>& rows, const std::vector<int>& path,
                        std::size_t frames) {
  TempoReading reading;
  for (std::size_t t = 0; t < rows.size(); ++t) {
    reading.strength +=
        rows[t][static_cast<std::size_t>(path[t])] / static_cast<double>(rows.size());
  }
  for (std::size_t i = 0; i < frames; ++i) {
    const double place = static_cast<double>(i) / kHop;
    const auto t = std::min(static_cast<std::size_t>(place), path.size() - 1);
    const auto u = std::min(t + 1, path.size() - 1);
    const double share = std::min(1.0, place - static_cast<double>(t));
    reading.period.push_back(
        static_cast<float>(period_of(path[t] * (1 - share) + path[u] * share)));
  }
  auto sorted = path;
  std::ranges::nth_element(sorted, sorted.begin() + static_cast<std::ptrdiff_t>(path.size() / 2));
  reading.bpm = 60 * kOnsetRate / period_of(sorted[path.size() / 2]);
  return reading;
}

/// The periods worth following: peaks of the whole song's tempogram, and their simple ratios.
std::vector<double> candidates(const std::vector<Row>& rows, double low, double high) {
  Row mean(kSteps, 0);
  for (const auto& row : rows) {
    for (int s = 0; s < kSteps; ++s)
      mean[static_cast<std::size_t>(s)] += row[static_cast<std::size_t>(s)];
  }
  std::vector<std::pair<float, double>> peaks;
  for (int s = 1; s + 1 < kSteps; ++s) {
    const auto i = static_cast<std::size_t>(s);
    if (mean[i] > mean[i - 1] && mean[i] >= mean[i + 1]) peaks.push_back({mean[i], period_of(s)});
  }
  std::ranges::sort(peaks, std::greater{});
  if (peaks.size() > 4) peaks.resize(4);
  std::vector<double> periods;
  for (const auto& [strength, period] : peaks) {
    for (const double ratio : {1.0, 2.0, 0.5, 1.5, 3.0, 2.0 / 3, 1.0 / 3}) {
      const double p = period * ratio;
      const bool known = std::ranges::any_of(
          periods, [&](double other) { return std::abs(step_of(p) - step_of(other)) < 4; });
      if (p >= low && p <= high && !known) periods.push_back(p);
    }
  }
  return periods;
}

}  // namespace

std::vector<TempoReading> read_tempo(const Onsets& onsets, double slowest_bpm, double fastest_bpm) {
  std::vector<TempoReading> readings;
  if (onsets.frames() < 100) return readings;
  const auto rows = tempogram(onsets.all);
  const double low = 60 * kOnsetRate / fastest_bpm;
  const double high = 60 * kOnsetRate / slowest_bpm;
  for (const double period : candidates(rows, low, high)) {
    const auto path = follow(rows, static_cast<int>(std::lround(step_of(period))), 18);
    auto reading = reading_of(rows, path, onsets.frames());
    const bool known = std::ranges::any_of(readings, [&](const TempoReading& other) {
      return std::abs(std::log2(other.bpm / reading.bpm)) < 0.04;
    });
    if (!known) readings.push_back(std::move(reading));
  }
  std::ranges::stable_sort(readings, std::greater{}, &TempoReading::strength);
  return readings;
}

}  // namespace cinecut::beats
