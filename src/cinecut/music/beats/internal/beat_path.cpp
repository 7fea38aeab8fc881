#include "cinecut/music/beats/internal/beat_path.h"

#include <algorithm>
#include <cmath>

namespace cinecut::beats {
namespace {

// How much a beat gives for being on time against being on an onset.
constexpr float kTightness = 120;

/// Dynamic programming after Ellis, "Beat tracking by dynamic programming", 2007, with a period
/// that changes over time.
std::vector<std::size_t> best_path(const std::vector<float>& onset,
                                   const std::vector<float>& period) {
  const auto n = static_cast<std::int64_t>(onset.size());
  std::vector<float> total(onset.size());
  std::vector<std::int64_t> from(onset.size(), -1);
  const float longest = *std::ranges::max_element(period);
  std::vector<float> logs(static_cast<std::size_t>(1.6f * longest) + 3);
  for (std::size_t d = 0; d < logs.size(); ++d) logs[d] = std::log(static_cast<float>(d));
  for (std::int64_t i = 0; i < n; ++i) {
    const float p = period[static_cast<std::size_t>(i)];
    const auto nearest = static_cast<std::int64_t>(std::lround(0.6f * p));
    const auto farthest = static_cast<std::int64_t>(std::lround(1.6f * p));
    const float log_period = std::log(p);
    float best = 0;
    for (auto j = std::max<std::int64_t>(0, i - farthest); j <= i - nearest; ++j) {
      const float off = logs[static_cast<std::size_t>(i - j)] - log_period;
      const float score = total[static_cast<std::size_t>(j)] - kTightness * off * off;
      if (score > best) {
        best = score;
        from[static_cast<std::size_t>(i)] = j;
      }
    }
    total[static_cast<std::size_t>(i)] = onset[static_cast<std::size_t>(i)] + best;
  }
  // The best end within the last period or so: the song's own last beat.
  const auto tail = static_cast<std::int64_t>(std::lround(1.5f * period.back()));
  const auto begin = total.begin() + std::max<std::int64_t>(0, n - tail);
  auto at = std::max_element(begin, total.end()) - total.begin();
  std::vector<std::size_t> path;
  for (; at >= 0; at = from[static_cast<std::size_t>(at)]) {
    path.push_back(static_cast<std::size_t>(at));
  }
  std::ranges::reverse(path);
  return path;
}

/// To a fraction of a frame: the top of the parabola through an onset's three frames, if there is
/// an onset within two frames.
double refine(const std::vector<float>& onset, std::size_t frame) {
  std::size_t top = frame;
  const std::size_t from = frame > 2 ? frame - 2 : 0;
  for (auto i = from; i <= std::min(onset.size() - 1, frame + 2); ++i) {
    if (onset[i] > onset[top]) top = i;
  }
  if (onset[top] <= 0.3f || top == 0 || top + 1 >= onset.size()) return static_cast<double>(frame);
  const double a = onset[top - 1];
  const double b = onset[top];
  const double c = onset[top + 1];
  const double bend = a - 2 * b + c;
  const double shift = bend < 0 ? 0.5 * (a - c) / bend : 0;
  return static_cast<double>(top) + std::clamp(shift, -0.5, 0.5);
}

/// Ends the beats where notes end (what rings out has none), and continues them at their own pace
/// to where notes begin and end.
std::vector<double> from_first_to_last_note(const Onsets& onsets, std::vector<double> beats) {
  constexpr double early = 5;
  constexpr float clear = 0.8f;
  const auto is_note = [](float onset) { return onset > clear; };
  const auto& all = onsets.all;
  const auto from = static_cast<double>(std::ranges::find_if(all, is_note) - all.begin()) - early;
  const auto to =
      static_cast<double>(std::find_if(all.rbegin(), all.rend(), is_note).base() - all.begin()) +
      early;
  std::erase_if(beats, [&](double b) { return b < from || b > to; });
  if (beats.size() < 2) return {};
  const std::size_t some = std::min<std::size_t>(8, beats.size() - 1);
  const auto mean_gap = [&](std::size_t first) {
    return (beats[first + some] - beats[first]) / static_cast<double>(some);
  };
  const double first_gap = mean_gap(0);
  const double last_gap = mean_gap(beats.size() - 1 - some);
  std::vector<double> before;
  for (double b = beats.front() - first_gap; b >= std::max(0.0, from); b -= first_gap) {
    before.push_back(b);
  }
  beats.insert(beats.begin(), before.rbegin(), before.rend());
  for (double b = beats.back() + last_gap; b <= to; b += last_gap) beats.push_back(b);
  return beats;
}

}  // namespace

std::vector<double> follow_beats(const Onsets& onsets, const TempoReading& tempo) {
  std::vector<double> beats;
  if (onsets.frames() < 10) return beats;
  for (const auto frame : best_path(onsets.all, tempo.period)) {
    beats.push_back(refine(onsets.all, frame));
  }
  return from_first_to_last_note(onsets, std::move(beats));
}

std::vector<double> shift_beats(const Onsets& onsets, const std::vector<double>& beats,
                                double fraction) {
  std::vector<double> shifted;
  if (beats.size() < 2) return shifted;
  for (std::size_t i = 0; i + 1 < beats.size(); ++i) {
    const double place = beats[i] + fraction * (beats[i + 1] - beats[i]);
    shifted.push_back(refine(onsets.all, static_cast<std::size_t>(std::lround(place))));
  }
  return from_first_to_last_note(onsets, std::move(shifted));
}

}  // namespace cinecut::beats
