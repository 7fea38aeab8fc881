#include <algorithm>
#include <cmath>

#include "cinecut/edit/cards.h"
#include "cinecut/edit/internal/manifest_read.h"

namespace cinecut::edit {
namespace {

constexpr base::Duration kLongest = std::chrono::hours(1);

template <typename Clock>
std::string number_text(std::chrono::time_point<Clock, base::Duration> t) {
  return edit::number_text(base::to_seconds(t));
}
using edit::number_text;

class Checker {
 public:
  Checker(const Manifest& m, base::Duration film) : m_(m), film_(film), length_(m.length) {}

  std::vector<Mistake> run() {
    check_whole();
    for (std::size_t i = 0; i < m_.clips.size(); ++i) check_clip(i);
    check_beats();
    check_music();
    check_additions();
    return std::move(mistakes_);
  }

 private:
  void add(const std::string& field, const std::string& what) {
    mistakes_.push_back({field, field + what});
  }

  base::Duration frame() const {
    return m_.frame_rate.num > 0 ? base::frame_start(1, m_.frame_rate)
                                 : std::chrono::milliseconds(42);
  }

  template <typename Time>
  bool is_ordered(const std::string& path, const base::Range<Time>& range, std::string_view what) {
    const auto start = std::string(what) + "_start_s";
    if (range.start.time_since_epoch().count() < 0) add(path + "." + start, " is negative");
    if (range.end > range.start) return true;
    add(path + "." + std::string(what) + "_end_s",
        " must be greater than " + start + " (" + number_text(range.start) + ")");
    return false;
  }

  /// A range of the film: in order, and before its end.
  void check_source(const std::string& path, const base::FilmRange& range) {
    if (!is_ordered(path, range, "source") || film_.count() <= 0) return;
    if (range.end > base::FilmTime(film_)) {
      add(path + ".source_end_s", " (" + number_text(range.end) +
                                      ") is past the end of the film (" + number_text(film_) + ")");
    }
  }

  void check_finite(const std::string& field, double value) {
    if (!std::isfinite(value)) add(field, " is not a finite number");
  }

  void check_whole() {
    if (m_.film.empty()) add("source", " is empty; it names the film");
    if (m_.frame_rate.num < 0 || m_.frame_rate.den <= 0) add("frame_rate", " must be positive");
    if (m_.clips.empty()) add("clips", " is empty; a trailer has at least one clip");
    if (m_.length <= base::Duration{} || m_.length > kLongest) {
      add("length_s", " must be more than 0 and at most " + number_text(kLongest) + ", not " +
                          number_text(m_.length));
    }
    const auto& a = m_.anchors;
    if (a.begin > a.escalation || a.escalation > a.climax) {
      add("anchors", " must rise: begin_s, escalation_s, climax_s");
    }
    check_finite("beats.bpm", m_.bpm);
    const auto& area = m_.picture_area;
    if (area.x_px < 0 || area.y_px < 0 || area.width_px < 0 || area.height_px < 0 ||
        (area.width_px == 0) != (area.height_px == 0)) {
      add("picture_area", " must have a size and lie inside the picture");
    }
  }

  void check_clip(std::size_t i) {
    const auto path = "clips[" + std::to_string(i) + "]";
    const auto& clip = m_.clips[i];
    check_source(path, clip.source);
    check_place(path, i);
    if (clip.act < 1 || clip.act > 3) add(path + ".act", " must be 1, 2 or 3");
    if (!(clip.score >= 0 && clip.score <= 1)) add(path + ".score", " must be from 0 to 1");
    check_finite(path + ".film_sound_db", clip.film_sound_db);
    check_transition(path, i);
    if (clip.sound_lead > clip.source.start.time_since_epoch()) {
      add(path + ".sound_lead_s", " reaches before the film's start");
    }
    if (film_.count() > 0 && clip.source.end + clip.sound_tail > base::FilmTime(film_)) {
      add(path + ".sound_tail_s", " reaches past the film's end");
    }
    if (clip.source.end > clip.source.start &&
        clip.sound_lead + clip.sound_tail + clip.source.length() < base::Duration{}) {
      add(path + ".sound_lead_s", " and sound_tail_s leave nothing of the film's sound");
    }
    for (std::size_t k = 0; k < clip.alternatives.size(); ++k) {
      check_source(path + ".alternatives[" + std::to_string(k) + "]", clip.alternatives[k].source);
    }
  }

  void check_place(const std::string& path, std::size_t i) {
    const auto& clip = m_.clips[i];
    if (!is_ordered(path, clip.trailer, "trailer")) return;
    if (i > 0 && clip.trailer.start < m_.clips[i - 1].trailer.end) {
      add(path + ".trailer_start_s", " (" + number_text(clip.trailer.start) + ") is before clips[" +
                                         std::to_string(i - 1) + "].trailer_end_s (" +
                                         number_text(m_.clips[i - 1].trailer.end) +
                                         "); clips stand in order and do not overlap");
    }
    if (clip.trailer.end > length_) {
      add(path + ".trailer_end_s", " (" + number_text(clip.trailer.end) + ") is past length_s (" +
                                       number_text(m_.length) + ")");
    }
    const auto off = clip.trailer.length() - clip.source.length();
    if (clip.source.end > clip.source.start && std::chrono::abs(off) > frame() * 5 / 4) {
      add(path + ".trailer_end_s",
          ": the clip lasts " + number_text(clip.trailer.length()) + " s in the trailer, but " +
              number_text(clip.source.length()) +
              " s are taken from the film (source_start_s to source_end_s); make them equal, or "
              "remove trailer_start_s and trailer_end_s from all clips to lay them end to end");
    }
  }

  void check_transition(const std::string& path, std::size_t i) {
    const auto& clip = m_.clips[i];
    const auto field = path + ".transition_length_s";
    if (clip.transition_length < base::Duration{}) add(field, " is negative");
    if (clip.transition_length > std::max(clip.trailer.length(), base::Duration{})) {
      add(field, " (" + number_text(clip.transition_length) + ") is longer than the clip");
    }
    if (clip.transition != Transition::crossfade || clip.transition_length.count() <= 0) return;
    const auto half = clip.transition_length / 2;
    if (i == 0) return add(field, ": the first clip has nothing to fade from");
    const auto& before = m_.clips[i - 1];
    if (before.trailer.end != clip.trailer.start) {
      return add(field, ": there is black before this clip, so nothing to fade from");
    }
    if (clip.source.start.time_since_epoch() < half) {
      add(field, " reaches before the film's start");
    }
    if (film_.count() > 0 && before.source.end + half > base::FilmTime(film_)) {
      add(field, ": the clip before has no more film to fade with");
    }
  }

  void check_beats() {
    const auto out = std::adjacent_find(m_.beats.begin(), m_.beats.end(), std::greater_equal<>());
    if (out == m_.beats.end()) return;
    add("beats.times_s[" + std::to_string(out - m_.beats.begin() + 1) + "]",
        " is not later than the beat before it");
  }

  void check_music() {
    const auto made_for = m_.music.made_for;
    if (made_for != base::Duration{} &&
        (made_for < std::chrono::seconds(10) || made_for > std::chrono::minutes(10))) {
      add("music.made_for_s", " must be from 10 to 600, not " + number_text(made_for));
    }
    base::TrailerTime last_end{};
    for (std::size_t i = 0; i < m_.music.segments.size(); ++i) {
      const auto path = "music.segments[" + std::to_string(i) + "]";
      const auto& s = m_.music.segments[i];
      if (!is_ordered(path, s.source, "source")) continue;
      if (s.start < last_end) add(path + ".trailer_start_s", " is inside the segment before");
      if (s.start >= length_) add(path + ".trailer_start_s", " is past length_s");
      if (s.fade_in + s.fade_out > s.source.length()) {
        add(path + ".fade_out_s", ": the fades are longer than the segment");
      }
      last_end = s.start + s.source.length();
    }
  }

  void check_additions() {
    for (std::size_t i = 0; i < m_.voice.size(); ++i) {
      const auto path = "voice[" + std::to_string(i) + "]";
      check_source(path, m_.voice[i].source);
      if (m_.voice[i].start + m_.voice[i].source.length() > length_) {
        add(path + ".trailer_start_s", ": the line ends after length_s");
      }
    }
    for (std::size_t i = 0; i < m_.effects.size(); ++i) {
      const auto path = "effects[" + std::to_string(i) + "]";
      if (m_.effects[i].time > length_) add(path + ".time_s", " is past length_s");
      if (m_.effects[i].recipe.empty()) add(path + ".recipe", " is empty");
      check_finite(path + ".gain_db", m_.effects[i].gain_db);
    }
    for (std::size_t i = 0; i < m_.titles.size(); ++i) {
      const auto path = "titles[" + std::to_string(i) + "]";
      const auto& title = m_.titles[i];
      if (is_ordered(path, title.trailer, "trailer") && title.trailer.end > length_) {
        add(path + ".trailer_end_s", " is past length_s (" + number_text(m_.length) + ")");
      }
      if (title.kind == "card") check_card(path, i);
    }
  }

  void check_card(const std::string& path, std::size_t i) {
    const auto& card = m_.titles[i];
    if (words_in(card.text) == 0) add(path + ".text", " is empty; a card has words");
    for (std::size_t k = 0; k < m_.titles.size(); ++k) {
      if (k == i || !m_.titles[k].trailer.overlaps(card.trailer)) continue;
      return add(path + ".trailer_start_s",
                 ": the card stands on titles[" + std::to_string(k) + "]; one is seen at a time");
    }
  }

  const Manifest& m_;
  base::Duration film_;
  base::TrailerTime length_;
  std::vector<Mistake> mistakes_;
};

}  // namespace

std::vector<Mistake> find_mistakes(const Manifest& manifest, base::Duration film) {
  return Checker(manifest, film).run();
}

std::vector<std::string> problems(const Manifest& manifest, base::Duration film) {
  std::vector<std::string> sentences;
  for (auto& mistake : find_mistakes(manifest, film)) {
    sentences.push_back(std::move(mistake.sentence));
  }
  return sentences;
}

}  // namespace cinecut::edit
