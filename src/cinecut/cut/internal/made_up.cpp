#include "cinecut/cut/internal/made_up.h"

#include <algorithm>
#include <cmath>
#include <random>

namespace cinecut::cut {
namespace {

using namespace std::chrono_literals;

class Maker {
 public:
  explicit Maker(const MadeUpOptions& options) : options_(options), random_(options.seed) {}

  MadeUpFilm run() {
    auto& film = film_.survey.film;
    film.path = "film.mkv";
    film.duration = options_.length;
    film.video.frame_rate = options_.rate;
    for (base::FilmTime t{}; t < base::FilmTime(options_.length);) t = add_shot(t);
    film_.story.anchors = {share(0.125), share(0.575), share(0.955), "priors"};
    for (std::size_t i = 0; i < film_.survey.shots.size(); ++i) add_moment(i);
    add_lines();
    return std::move(film_);
  }

 private:
  double uniform(double from, double to) {
    // Not std::uniform_real_distribution, whose values differ between libraries.
    return from + (to - from) * static_cast<double>(random_() % 100'000) / 100'000;
  }
  base::FilmTime share(double x) const {
    return base::film_time(base::to_seconds(options_.length) * x);
  }

  base::FilmTime add_shot(base::FilmTime start) {
    // Log-normal, as in real films.
    const double z = uniform(-1, 1) + uniform(-1, 1) + uniform(-1, 1);
    const double seconds = options_.mean_shot * std::exp(0.6 * z - 0.18);
    const auto frames = std::max<std::int64_t>(std::lround(seconds * options_.rate.value()), 8);
    const auto n = base::nearest_frame(start, options_.rate);
    const auto end = std::min(base::FilmTime(base::frame_start(n + frames, options_.rate)),
                              base::FilmTime(options_.length));
    survey::Shot shot;
    shot.range = {start, end};
    shot.setup = static_cast<int>(random_() % 60);
    auto& m = shot.measures;
    m.light = static_cast<float>(uniform(0.05, 0.9));
    m.warmth = static_cast<float>(uniform(0.2, 0.8));
    m.face_size = static_cast<float>(std::max(0.0, uniform(-0.4, 0.8)));
    m.motion = static_cast<float>(uniform(0, 1));
    m.loudness = static_cast<float>(uniform(0.2, 0.9));
    film_.survey.shots.push_back(shot);
    return end;
  }

  void add_moment(std::size_t index) {
    const auto& shot = film_.survey.shots[index];
    const auto frame = base::frame_start(1, options_.rate);
    const base::FilmRange range{shot.range.start + 3 * frame, shot.range.end - 3 * frame};
    if (range.length() < 500ms || range.end > share(0.85)) return;
    story::Moment m;
    m.shot = static_cast<int>(index);
    m.range = range;
    m.focus = range.start + base::from_seconds(base::to_seconds(range.length()) * uniform(0, 1));
    m.zone = m.focus < share(0.32)   ? edit::Zone::beginning
             : m.focus < share(0.66) ? edit::Zone::escalation
                                     : edit::Zone::climax;
    m.beat_type = static_cast<edit::BeatType>(random_() % 7);
    float sum = 0;
    for (auto& s : m.signals) sum += s = static_cast<float>(uniform(0, 1));
    m.score = sum / 8;
    m.reason = "A made up moment.";
    m.line = options_.has_words && random_() % 2 == 0 ? add_cue(range) : -1;
    if (m.line >= 0) m.cues.push_back(m.line);
    film_.story.moments.push_back(m);
  }

  int add_cue(const base::FilmRange& range) {
    const double room = base::to_seconds(range.length()) - 0.4;
    if (room < 0.8) return -1;
    const double length = std::min(uniform(0.8, 3.5), room);
    const double lead = uniform(0, room - length) + 0.2;
    subtitles::Cue cue;
    cue.range.start = range.start + base::from_seconds(lead);
    cue.range.end = cue.range.start + base::from_seconds(length);
    cue.text = "Line " + std::to_string(film_.cues.size()) + ".";
    if (options_.has_speakers) cue.speaker = random_() % 3 == 0 ? "BEN" : "ANNA";
    film_.cues.push_back(cue);
    return static_cast<int>(film_.cues.size()) - 1;
  }

  void add_lines() {
    for (std::size_t i = 0; i < film_.cues.size(); ++i) {
      const auto& cue = film_.cues[i];
      story::Line line;
      line.cue = line.last_cue = static_cast<int>(i);
      line.range = {cue.range.start - 100ms, cue.range.end + 100ms};
      line.text = cue.text;
      line.speaker = cue.speaker;
      line.kind = static_cast<story::LineKind>(random_() % 5);
      line.score = static_cast<float>(uniform(0, 1));
      film_.story.lines.push_back(line);
    }
    std::stable_sort(film_.story.lines.begin(), film_.story.lines.end(),
                     [](const story::Line& a, const story::Line& b) { return a.score > b.score; });
  }

  MadeUpOptions options_;
  std::mt19937 random_;
  MadeUpFilm film_;
};

}  // namespace

MadeUpFilm make_up_film(const MadeUpOptions& options) { return Maker(options).run(); }

}  // namespace cinecut::cut
