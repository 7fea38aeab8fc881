#include "cinecut/pipeline/internal/arc.h"

#include <algorithm>
#include <cmath>

namespace cinecut::pipeline {
namespace {

constexpr std::size_t kValues = 240;
/// To either side each value looks at this share of the film, or so many seconds if that is more.
constexpr double kReach = 1.0 / 60, kLeastReach = 10;
constexpr float kSilence = -60;

/// Weights fall evenly from the middle of the window to its ends.
class Window {
 public:
  Window(double film_s, std::size_t value)
      : middle_(film_s * static_cast<double>(value) / static_cast<double>(kValues - 1)),
        reach_(std::min(std::max(film_s * kReach, kLeastReach), film_s / 4)),
        film_s_(film_s) {}

  double weight(double time_s) const {
    return std::max(0.0, 1 - std::abs(time_s - middle_) / reach_);
  }
  /// The sum of weights over all seconds that the film has.
  double seconds() const {
    const double missing = std::max(0.0, reach_ - std::min(middle_, film_s_ - middle_));
    return reach_ - missing * missing / (2 * reach_);
  }

 private:
  double middle_, reach_, film_s_;
};

std::vector<float> emotion_of(double film_s, const std::vector<subtitles::Cue>& cues) {
  std::vector<float> values(kValues);
  for (std::size_t i = 0; i < kValues; ++i) {
    const Window window(film_s, i);
    double sum = 0;
    for (const auto& cue : cues) {
      const double length = base::to_seconds(cue.range.length());
      const double middle = base::to_seconds(cue.range.start) + length / 2;
      sum += window.weight(middle) * length * static_cast<double>(cue.emotion_strength);
    }
    values[i] = static_cast<float>(sum / window.seconds());
  }
  // Only how it rises and falls means something.
  const float most = std::ranges::max(values);
  for (auto& value : values) value = most > 0 ? value / most : 0;
  return values;
}

std::vector<float> loudness_of(double film_s, const survey::SoundCurve& sound) {
  std::vector<float> values(kValues);
  const double step = base::to_seconds(sound.step);
  for (std::size_t i = 0; i < kValues; ++i) {
    const Window window(film_s, i);
    double sum = 0, weights = 0;
    for (std::size_t k = 0; k < sound.loudness_lufs.size(); ++k) {
      const double weight = window.weight((static_cast<double>(k) + 0.5) * step);
      if (weight <= 0) continue;
      sum += weight * static_cast<double>(std::max(sound.loudness_lufs[k], kSilence));
      weights += weight;
    }
    values[i] = weights > 0 ? static_cast<float>(sum / weights) : kSilence;
  }
  return values;
}

std::vector<float> cuts_of(double film_s, const std::vector<survey::Shot>& shots) {
  std::vector<float> values(kValues);
  for (std::size_t i = 0; i < kValues; ++i) {
    const Window window(film_s, i);
    double sum = 0;
    for (std::size_t k = 1; k < shots.size(); ++k)
      sum += window.weight(base::to_seconds(shots[k].range.start));
    values[i] = static_cast<float>(60 * sum / window.seconds());
  }
  return values;
}

}  // namespace

report::Arc arc_of(base::Duration film, const std::optional<std::vector<subtitles::Cue>>& cues,
                   const std::optional<survey::Survey>& survey,
                   const std::optional<reading::Reading>& reading) {
  report::Arc arc;
  const double film_s = base::to_seconds(film);
  if (film_s <= 0) return arc;
  if (cues && !cues->empty()) arc.emotion = emotion_of(film_s, *cues);
  if (survey && !survey->sound.loudness_lufs.empty())
    arc.loudness_lufs = loudness_of(film_s, survey->sound);
  if (survey && !survey->shots.empty()) arc.cuts_a_minute = cuts_of(film_s, survey->shots);
  if (!cues || !reading) return arc;
  for (const auto& line : reading->spine) {
    if (line.cue < 0 || static_cast<std::size_t>(line.cue) >= cues->size()) continue;
    const auto& cue = (*cues)[static_cast<std::size_t>(line.cue)];
    arc.lines.push_back({cue.range.start, line.role, cue.text});
  }
  return arc;
}

}  // namespace cinecut::pipeline
