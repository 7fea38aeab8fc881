#include "cinecut/story/story.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "cinecut/story/internal/anchors.h"
#include "cinecut/story/internal/beats.h"
#include "cinecut/story/internal/curve.h"
#include "cinecut/story/internal/lines.h"
#include "cinecut/story/internal/signals.h"
#include "cinecut/story/internal/spine.h"
#include "cinecut/story/internal/stretches.h"
#include "cinecut/story/internal/voices.h"
#include "cinecut/subtitles/emotion.h"

namespace cinecut::story {
namespace {

using namespace std::chrono_literals;
using base::FilmRange;
using base::FilmTime;

constexpr base::Duration kSceneIsNear = 5s;
constexpr float kImpact = 0.6f;       // An onset this strong is an event.
constexpr float kToldAgainst = 0.4f;  // Of a subject's clarity, if a picture is said to show none.

class Teller {
 public:
  Teller(const survey::Survey& survey, const std::vector<subtitles::Cue>& cues,
         const std::vector<descriptions::Scene>& scenes, const vibe::Vibe& vibe,
         const meaning::Meaning& meaning)
      : survey_(survey),
        cues_(cues),
        scenes_(scenes),
        meaning_(meaning),
        vibe_(vibe),
        film_(std::max(survey.film.duration, base::Duration::zero())),
        loudness_(survey.sound.loudness_lufs, survey.sound.step),
        onset_(survey.sound.onset, survey.sound.step),
        voices_(cues, survey) {}

  Story tell(FilmTime limit, const reading::Reading& reading) const {
    Story story;
    story.anchors =
        reading::blend(reading, cues_, find_anchors(cues_, picture_flow(survey_), film_));
    auto spine = reading.spine;
    if (spine.empty() && meaning_.is_known())
      spine = spine_from(find_lines(cues_, survey_, limit, {}, meaning_), meaning_, story.anchors);
    story.lines = find_lines(cues_, survey_, limit, spine, meaning_);
    const auto told = told_clarity();
    story.moments =
        find_moments(usable_stretches(survey_, cues_, limit, told), story.anchors, told);
    return story;
  }

 private:
  /// For each shot, what the kindest words about it take off how clear its subject is. They weigh
  /// less than what was measured, as a model may say anything.
  std::vector<float> told_clarity() const {
    constexpr float untold = -2;
    std::vector<float> told(survey_.shots.size(), untold);
    for (std::size_t i = 0; i < std::min(scenes_.size(), meaning_.seen.size()); ++i) {
      const auto& seen = meaning_.seen[i];
      const auto at = std::ranges::find_if(
          survey_.shots, [&](const survey::Shot& s) { return s.range.contains(scenes_[i].time); });
      if (seen.vector.empty() || at == survey_.shots.end()) continue;
      auto& of_shot = told[static_cast<std::size_t>(at - survey_.shots.begin())];
      of_shot = std::max(of_shot, kToldAgainst * (seen.subject - 1));
    }
    std::ranges::replace(told, untold, 0.0f);
    return told;
  }

  std::vector<Moment> find_moments(const std::vector<Stretch>& stretches,
                                   const edit::Anchors& anchors,
                                   const std::vector<float>& told) const {
    std::vector<Moment> moments;
    std::vector<int> scene_of;
    for (const Stretch& stretch : stretches) {
      Moment m;
      m.shot = stretch.shot;
      m.range = stretch.range;
      m.cues = cues_in(m.range);
      m.line = line_in(m);
      m.focus = focus_of(m);
      m.scene = scene_near(m);
      if (const auto at = static_cast<std::size_t>(m.scene);
          m.scene >= 0 && at < meaning_.seen.size() &&
          shot(m).range.contains(scenes_[at].time))  // Not the words about another shot.
        m.seen = meaning_.seen[at].vector;
      scene_of.push_back(m.scene);
      moments.push_back(std::move(m));
    }
    const auto signals = measure_signals(stretches, survey_, cues_, scenes_, scene_of, vibe_);
    std::vector<SceneEvidence> evidence;
    evidence.reserve(moments.size());
    for (const Moment& m : moments) evidence.push_back(evidence_for(m));
    const auto zones = find_zones(signals, evidence, anchors, film_);
    const auto types = find_beat_types(signals, evidence, zones, anchors, film_);
    for (std::size_t i = 0; i < moments.size(); ++i) {
      Moment& m = moments[i];
      m.signals = signals[i];
      m.score = weighted_sum(signals[i]) * (1 + told[static_cast<std::size_t>(m.shot)]);
      m.zone = zones[i];
      m.beat_type = types[i];
      const subtitles::Cue* line = m.line < 0 ? nullptr : &cue(m.line);
      m.reason = reason_for(signals[i], evidence[i], zones[i], line);
    }
    return moments;
  }

  const subtitles::Cue& cue(int i) const { return cues_[static_cast<std::size_t>(i)]; }
  const survey::Shot& shot(const Moment& m) const {
    return survey_.shots[static_cast<std::size_t>(m.shot)];
  }

  std::vector<int> cues_in(FilmRange range) const {
    std::vector<int> found;
    const auto first =
        std::partition_point(cues_.begin(), cues_.end(),
                             [&](const subtitles::Cue& c) { return c.range.end <= range.start; });
    for (auto c = first; c != cues_.end() && c->range.start < range.end; ++c)
      found.push_back(static_cast<int>(c - cues_.begin()));
    return found;
  }

  /// The best whole sentence that has room for all its words.
  int line_in(const Moment& m) const {
    int best = -1;
    float best_score = -1;
    for (const int i : m.cues) {
      const subtitles::Cue& c = cue(i);
      const FilmRange heard{c.range.start - kRoom, c.range.end + kRoom};
      if (c.is_sound || c.text.empty() || !m.range.contains(heard) || !stands_alone(cues_, i) ||
          !voices_.are_heard_in(c))
        continue;
      const float score =
          worth_of_line(c.text, c.emotion, c.emotion_strength, c.range.length()).score;
      if (score <= best_score) continue;
      best_score = score;
      best = i;
    }
    return best;
  }

  /// The strongest cue inside; null if none has any feeling.
  const subtitles::Cue* strongest_cue(const Moment& m) const {
    const subtitles::Cue* best = nullptr;
    for (const int i : m.cues)
      if (cue(i).emotion_strength > (best != nullptr ? best->emotion_strength : 0)) best = &cue(i);
    return best;
  }

  FilmTime focus_of(const Moment& m) const {
    FilmTime focus = m.range.middle();
    const subtitles::Cue* strongest = strongest_cue(m);
    if (onset_.highest(m.range, 0) >= kImpact) {
      focus = onset_.time_of_highest(m.range);
    } else if (strongest != nullptr) {
      const double place = static_cast<double>(
          subtitles::feeling_of(strongest->text, subtitles::Capitals::mean_nothing).place);
      focus = strongest->range.start +
              base::from_seconds(base::to_seconds(strongest->range.length()) * place);
    } else if (const survey::Still* still = still_in(m)) {
      focus = still->time;
    }
    return std::clamp(focus, m.range.start, m.range.end);
  }

  const survey::Still* still_in(const Moment& m) const {
    const survey::Still* best = nullptr;
    for (const survey::Still& still : survey_.stills)
      if (m.range.contains(still.time) &&
          (best == nullptr ||
           distance(still.time, m.range.middle()) < distance(best->time, m.range.middle())))
        best = &still;
    return best;
  }

  static base::Duration distance(FilmTime a, FilmTime b) { return a < b ? b - a : a - b; }

  /// The scene of the same shot nearest to the focus, else one shortly before or after.
  int scene_near(const Moment& m) const {
    int best = -1;
    base::Duration best_distance{};
    bool best_is_inside = false;
    for (std::size_t i = 0; i < scenes_.size(); ++i) {
      const FilmTime time = scenes_[i].time;
      const bool is_inside = shot(m).range.contains(time);
      const base::Duration d = distance(time, m.focus);
      if (!is_inside && (d > kSceneIsNear || best_is_inside)) continue;
      const bool is_better = best < 0 || (is_inside && !best_is_inside) || d < best_distance;
      if (!is_better) continue;
      best = static_cast<int>(i);
      best_distance = d;
      best_is_inside = is_inside;
    }
    return best;
  }

  /// Where in a story such words and pictures stand, 0 to 1; nothing: nobody knows.
  std::optional<float> told_place(const Moment& m) const {
    float sum = 0, count = 0;
    const auto add = [&](const meaning::Vector& vector, const auto& zone) {
      if (vector.empty()) return;
      sum += 0.5f * zone[1] + zone[2];
      ++count;
    };
    for (const int i : m.cues)
      if (const auto at = static_cast<std::size_t>(i); at < meaning_.said.size())
        add(meaning_.said[at].vector, meaning_.said[at].zone);
    if (const auto at = static_cast<std::size_t>(m.scene);
        m.scene >= 0 && at < meaning_.seen.size())
      add(meaning_.seen[at].vector, meaning_.seen[at].zone);
    if (count == 0) return std::nullopt;
    return sum / count;
  }

  SceneEvidence evidence_for(const Moment& m) const {
    const auto finite = [](float v) { return std::isfinite(v) ? v : 0.0f; };
    const survey::ShotMeasures& seen = shot(m).measures;
    SceneEvidence e;
    e.share = film_ > 0s ? base::to_seconds(m.focus) / base::to_seconds(film_) : 0;
    e.loudness = loudness_.is_empty() ? std::clamp(finite(seen.loudness), 0.0f, 1.0f)
                                      : loudness_.rank(loudness_.mean(m.range, -70));
    e.impact = std::clamp(onset_.highest(m.range, 0), 0.0f, 1.0f);
    e.motion = finite(seen.motion);
    e.face_count = finite(seen.face_count);
    e.face_size = finite(seen.face_size);
    e.sharpness = finite(seen.sharpness);
    e.told_place = told_place(m);
    if (const subtitles::Cue* strongest = strongest_cue(m)) {
      e.emotion = strongest->emotion;
      e.emotion_strength = strongest->emotion_strength;
    }
    return e;
  }

  const survey::Survey& survey_;
  const std::vector<subtitles::Cue>& cues_;
  const std::vector<descriptions::Scene>& scenes_;
  const meaning::Meaning& meaning_;
  const vibe::Vibe& vibe_;
  base::Duration film_;
  Curve loudness_;
  Curve onset_;
  Voices voices_;
};

}  // namespace

Story tell_story(const survey::Survey& survey, const std::vector<subtitles::Cue>& cues,
                 const std::vector<descriptions::Scene>& scenes, const vibe::Vibe& vibe,
                 const StoryOptions& options, const std::optional<reading::Reading>& reading,
                 const meaning::Meaning& meaning) {
  const double share = std::clamp(options.spoiler_limit, 0.0, 1.0);
  const auto film = std::max(survey.film.duration, base::Duration::zero());
  const FilmTime limit =
      share >= 1 ? FilmTime{film} : FilmTime{base::from_seconds(base::to_seconds(film) * share)};
  return Teller(survey, cues, scenes, vibe, meaning)
      .tell(limit, reading.value_or(reading::Reading{}));
}

}  // namespace cinecut::story
