#include "cinecut/story/internal/signals.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "cinecut/story/course.h"

namespace cinecut::story {
namespace {

float finite(float v) { return std::isfinite(v) ? v : 0; }

/// Cues overlapping `range`; `cues` are sorted and do not overlap.
std::pair<std::size_t, std::size_t> cues_in(const std::vector<subtitles::Cue>& cues,
                                            base::FilmRange range) {
  const auto first = std::partition_point(cues.begin(), cues.end(), [&](const subtitles::Cue& c) {
    return c.range.end <= range.start;
  });
  const auto last = std::partition_point(
      first, cues.end(), [&](const subtitles::Cue& c) { return c.range.start < range.end; });
  return {static_cast<std::size_t>(first - cues.begin()),
          static_cast<std::size_t>(last - cues.begin())};
}

/// How much of a feeling's strength counts for this vibe's audience.
float interest(const vibe::Vibe& vibe, edit::Emotion e) {
  if (!vibe.first_feeling && !vibe.second_feeling) return 1;
  return e == vibe.first_feeling ? 1.0f : e == vibe.second_feeling ? 0.9f : 0.7f;
}

float emotion_in(const std::vector<subtitles::Cue>& cues, base::FilmRange range,
                 const vibe::Vibe& vibe) {
  float strongest = 0;
  const auto [first, last] = cues_in(cues, range);
  for (std::size_t i = first; i < last; ++i) {
    const subtitles::Cue& cue = cues[i];
    const auto shared = std::min(cue.range.end, range.end) - std::max(cue.range.start, range.start);
    // Half a line counts half.
    const auto part = base::to_seconds(shared) / base::to_seconds(cue.range.length());
    const float strength = cue.emotion_strength * interest(vibe, cue.emotion) *
                           static_cast<float>(std::clamp(part, 0.0, 1.0));
    strongest = std::max(strongest, strength);
  }
  return strongest;
}

/// A large face of one or two people is worth more than many small ones, and one that the frame
/// holds more than one cut off.
float face_worth(const survey::ShotMeasures& m) {
  const float count = std::clamp(finite(m.face_count), 0.0f, 1.0f);
  return count * (0.4f + std::clamp(finite(m.face_size) * 2, 0.0f, 1.0f)) *
         (0.5f + std::clamp(finite(m.subject), 0.0f, 1.0f));
}

using Values = std::vector<float>;

/// How many of the film's are below, 0 to 1; equal ones share their places, so that a measure that
/// does not tell shots apart says 0.5 of all.
Values ranks(const Values& values) {
  Values sorted = values;
  std::sort(sorted.begin(), sorted.end());
  Values out;
  out.reserve(values.size());
  for (const float v : values) {
    const auto [first, last] = std::equal_range(sorted.begin(), sorted.end(), v);
    const double below = static_cast<double>(first - sorted.begin());
    const double same = static_cast<double>(last - first);
    out.push_back(static_cast<float>((below + same / 2) / static_cast<double>(sorted.size())));
  }
  return out;
}

/// Divided by the 95th percentile of those that are not zero: faces and feelings may be rare.
Values against_highest(const Values& values) {
  Values some;
  for (const float v : values)
    if (v > 0) some.push_back(v);
  if (some.empty()) return values;
  std::sort(some.begin(), some.end());
  const float high = some[(some.size() * 95 + 99) / 100 - 1];
  Values out;
  out.reserve(values.size());
  for (const float v : values) out.push_back(std::clamp(v / high, 0.0f, 1.0f));
  return out;
}

using Spread = Values (*)(const Values&);

void spread(std::vector<Signals>& all, edit::Signal signal, Spread method) {
  const auto index = static_cast<std::size_t>(signal);
  Values values;
  values.reserve(all.size());
  for (const Signals& s : all) values.push_back(s[index]);
  values = method(values);
  for (std::size_t i = 0; i < all.size(); ++i) all[i][index] = values[i];
}

}  // namespace

float weighted_sum(const Signals& signals) {
  float sum = 0;
  for (std::size_t i = 0; i < signals.size(); ++i) sum += kWeights[i] * signals[i];
  return std::clamp(sum, 0.0f, 1.0f);
}

std::vector<float> motion_ranks(const survey::Survey& survey) {
  Values all(survey.shots.size(), 0.5f);
  for (const bool exact : {false, true}) {
    Values some;
    std::vector<std::size_t> which;
    for (std::size_t i = 0; i < survey.shots.size(); ++i) {
      const survey::Shot& shot = survey.shots[i];
      const bool is_exact = shot.start_error == shot.end_error && shot.start_error.count() == 0;
      if (is_exact != exact) continue;
      some.push_back(finite(shot.measures.motion));
      which.push_back(i);
    }
    some = ranks(some);
    for (std::size_t i = 0; i < which.size(); ++i) all[which[i]] = some[i];
  }
  return all;
}

std::vector<Signals> measure_signals(const std::vector<Stretch>& stretches,
                                     const survey::Survey& survey,
                                     const std::vector<subtitles::Cue>& cues,
                                     const std::vector<descriptions::Scene>& scenes,
                                     const std::vector<int>& scene_of_stretch,
                                     const vibe::Vibe& vibe) {
  std::vector<Signals> all(stretches.size());
  const double film = base::to_seconds(survey.film.duration);
  const auto motion = motion_ranks(survey);
  for (std::size_t i = 0; i < stretches.size(); ++i) {
    const auto& range = stretches[i].range;
    const auto& m = survey.shots[static_cast<std::size_t>(stretches[i].shot)].measures;
    const int scene = scene_of_stretch[i];
    const float known = scene < 0 ? 0 : scenes[static_cast<std::size_t>(scene)].confidence;
    const double share = film > 0 ? base::to_seconds(range.middle()) / film : 0;
    all[i] = {motion[static_cast<std::size_t>(stretches[i].shot)],
              finite(m.contrast),
              finite(m.uniqueness),
              emotion_in(cues, range, vibe),
              face_worth(m),
              finite(known),
              finite(m.saturation),
              static_cast<float>(worth_of_place(share))};
  }
  for (const auto s : {edit::Signal::contrast, edit::Signal::uniqueness, edit::Signal::confidence,
                       edit::Signal::saturation})
    spread(all, s, ranks);
  for (const auto s : {edit::Signal::emotion, edit::Signal::face}) spread(all, s, against_highest);
  return all;
}

}  // namespace cinecut::story
