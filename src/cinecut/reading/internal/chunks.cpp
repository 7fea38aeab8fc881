#include "cinecut/reading/internal/chunks.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace cinecut::reading {
namespace {

constexpr double kWantedLines = 75;
constexpr double kLongPauseSeconds = 10;  ///< Longer ones part no better.
constexpr int kAway = 20;                 ///< Lines from another reading's border, at least.
constexpr double kNearBorder = 2;         ///< What a border nearer than that costs.

/// What it is worth to part before spoken cue `i`.
std::vector<double> worth_of_borders(const std::vector<subtitles::Cue>& cues,
                                     const std::vector<int>& spoken,
                                     const std::vector<std::vector<Span>>& before) {
  std::vector<double> worth(spoken.size() + 1, 0);
  const auto cue = [&](std::size_t i) -> const auto& {
    return cues[static_cast<std::size_t>(spoken[i])];
  };
  for (std::size_t i = 1; i < spoken.size(); ++i) {
    const auto pause = base::to_seconds(cue(i).range.start - cue(i - 1).range.end);
    worth[i] = std::clamp(pause, 0.0, kLongPauseSeconds) / kLongPauseSeconds;
    for (const auto& spans : before)
      for (const auto& span : spans)
        if (span.first > 0 && std::abs(span.first - static_cast<int>(i)) < kAway)
          worth[i] -= kNearBorder;
  }
  return worth;
}

}  // namespace

std::vector<int> spoken_cues(const std::vector<subtitles::Cue>& cues) {
  std::vector<int> spoken;
  for (std::size_t i = 0; i < cues.size(); ++i)
    if (!cues[i].is_sound && !cues[i].text.empty()) spoken.push_back(static_cast<int>(i));
  return spoken;
}

// The best sum over all borders, by dynamic programming: of the lines up to each, the best way to
// part them.
std::vector<Span> cut_into_spans(const std::vector<subtitles::Cue>& cues,
                                 const std::vector<int>& spoken,
                                 const std::vector<std::vector<Span>>& before) {
  const int n = static_cast<int>(spoken.size());
  if (n == 0) return {};
  if (n < 2 * kFewestLines) return {{0, n}};
  const auto worth = worth_of_borders(cues, spoken, before);
  constexpr double kImpossible = -std::numeric_limits<double>::infinity();
  std::vector<double> best(static_cast<std::size_t>(n) + 1, kImpossible);
  std::vector<int> from(static_cast<std::size_t>(n) + 1, 0);
  best[0] = 0;
  for (int end = kFewestLines; end <= n; ++end)
    for (int first = std::max(0, end - kMostLines); first <= end - kFewestLines; ++first) {
      const double off = (end - first - kWantedLines) / (kMostLines - kWantedLines);
      const double sum =
          best[static_cast<std::size_t>(first)] + worth[static_cast<std::size_t>(end)] - off * off;
      if (sum <= best[static_cast<std::size_t>(end)]) continue;
      best[static_cast<std::size_t>(end)] = sum;
      from[static_cast<std::size_t>(end)] = first;
    }
  std::vector<Span> spans;
  for (int end = n; end > 0; end = from[static_cast<std::size_t>(end)])
    spans.push_back({from[static_cast<std::size_t>(end)], end});
  std::ranges::reverse(spans);
  return spans;
}

}  // namespace cinecut::reading
