#include "cinecut/cut/grid/skeleton.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include "cinecut/cut/grid/internal/pulse.h"

namespace cinecut::grid {
namespace {

using namespace std::chrono_literals;

constexpr base::Duration kRungOut = 150ms;
constexpr auto kEdgeFade = 10ms;  ///< Fade at an edge between two stretches of a song.

std::optional<edit::Part> part_named(std::string_view name) {
  for (int p = 0; p <= static_cast<int>(edit::Part::end_card); ++p) {
    if (edit::name_of(static_cast<edit::Part>(p)) == name) return static_cast<edit::Part>(p);
  }
  return std::nullopt;
}

/// Puts parts one after another on the trailer's exact clock.
class Layout {
 public:
  explicit Layout(base::Rational rate) { skeleton_.rate = rate; }

  base::Duration now() const { return now_; }

  void open(edit::Part part, bool has_music) {
    // Where the music stops for the silence is a beat too: the one that is not played.
    const bool stops = part == edit::Part::silence && !skeleton_.beats.empty() &&
                       skeleton_.beats.back() < base::TrailerTime(now_);
    if (stops) heard(now_);
    skeleton_.parts.push_back({.part = part, .has_music = has_music});
  }
  /// One beat of music, from `beat` to `end` in the song.
  void play(const Beat& beat, base::SongTime end) {
    mark(beat.is_downbeat, beat.is_hit);
    skeleton_.beats.push_back(base::TrailerTime(now_));
    extend(beat.time, end);
    now_ += end - beat.time;
  }
  void pause(base::Duration length) {
    mark(true, false);
    now_ += length;
  }
  /// Music laid under from here on, without moving on.
  edit::MusicSegment& lay(base::SongTime start, base::SongTime end) {
    if (!is_continued_by(start)) {
      skeleton_.music.push_back({.source = {start, start}, .start = base::TrailerTime(now_)});
    }
    auto& segment = skeleton_.music.back();
    segment.source.end = std::max(segment.source.end, end);
    return segment;
  }
  void heard(base::Duration at) { skeleton_.beats.push_back(base::TrailerTime(at)); }
  void close(bool is_hit = false) {
    mark(true, is_hit);
    auto& part = skeleton_.parts.back();
    // A part that fell between two frames.
    if (part.borders.size() < 2) skeleton_.parts.pop_back();
  }
  Skeleton take() { return std::move(skeleton_); }

 private:
  void mark(bool is_downbeat, bool is_hit) {
    auto& part = skeleton_.parts.back();
    const auto frame = base::nearest_frame(now_, skeleton_.rate);
    if (!part.borders.empty() && part.borders.back() >= frame) return;
    part.borders.push_back(frame);
    part.is_downbeat.push_back(is_downbeat);
    part.is_hit.push_back(is_hit);
  }
  bool is_continued_by(base::SongTime start) const {
    if (skeleton_.music.empty()) return false;
    const auto& last = skeleton_.music.back();
    return last.source.end == start && last.start + last.source.length() == base::TrailerTime(now_);
  }
  void extend(base::SongTime start, base::SongTime end) { lay(start, end); }

  Skeleton skeleton_;
  base::Duration now_{};
};

// A made score.

struct ScoreStretch {
  edit::Part part;
  std::vector<Beat> beats;
  base::SongTime end{};
};

std::vector<ScoreStretch> stretches_of(const beats::Song& song) {
  std::vector<ScoreStretch> all;
  const auto& b = song.beats;
  for (const auto& section : b.sections) {
    ScoreStretch s{*part_named(section.label), {}, section.range.end};
    for (const auto t : b.beats) {
      if (!section.range.contains(t)) continue;
      s.beats.push_back({t, std::binary_search(b.downbeats.begin(), b.downbeats.end(), t),
                         std::binary_search(b.hits.begin(), b.hits.end(), t)});
    }
    if (s.beats.empty() || s.beats[0].time > section.range.start) {
      s.beats.insert(s.beats.begin(), {section.range.start, true, false});
    }
    all.push_back(std::move(s));
  }
  return all;
}

base::SongTime end_of_beat(const ScoreStretch& s, std::size_t i) {
  return i + 1 < s.beats.size() ? s.beats[i + 1].time : s.end;
}

/// Keeps the first beats of a stretch, about as long as wanted: whole bars where there are some.
void shorten(ScoreStretch& s, base::Duration wanted, int bar) {
  const auto start = s.beats[0].time;
  std::size_t best = 1;
  const auto unit = static_cast<std::size_t>(
      s.part == edit::Part::silence || s.beats.size() < 2 * static_cast<std::size_t>(bar) ? 1
                                                                                          : bar);
  for (std::size_t n = unit; n <= s.beats.size(); n += unit) {
    const auto off = [&](std::size_t count) {
      return std::chrono::abs(end_of_beat(s, count - 1) - start - wanted);
    };
    if (n == unit || off(n) < off(best)) best = n;
  }
  if (wanted >= s.end - start) best = s.beats.size();
  s.end = end_of_beat(s, best - 1);
  s.beats.resize(best);
}

void lay_stretch(Layout& layout, const ScoreStretch& s) {
  layout.open(s.part, s.part != edit::Part::silence);
  for (std::size_t i = 0; i < s.beats.size(); ++i) {
    if (s.part == edit::Part::silence) {
      layout.pause(end_of_beat(s, i) - s.beats[i].time);
    } else {
      layout.play(s.beats[i], end_of_beat(s, i));
    }
  }
  layout.close();
}

/// The score under the silence is what rings on there: it stays, so that the last hit may die away.
Skeleton lay_made(const beats::Song& song, const vibe::Vibe& vibe, base::Duration length,
                  base::Rational rate) {
  auto stretches = stretches_of(song);
  const auto whole = stretches.back().end - stretches.front().beats[0].time;
  const auto bar = base::from_seconds(song.beats.bpm > 0 ? 240 / song.beats.bpm : 2);
  Layout layout(rate);
  if (length >= whole - 2 * bar) {
    for (const auto& s : stretches) lay_stretch(layout, s);
    auto skeleton = layout.take();
    const auto start = stretches.front().beats[0].time;
    skeleton.music = {{.source = {start, stretches.back().end}}};
    return skeleton;
  }
  base::Duration planned{};
  for (const auto& p : vibe::plan_form(vibe, length)) {
    planned += p.length;
    const auto found = std::find_if(stretches.begin(), stretches.end(),
                                    [&](const ScoreStretch& s) { return s.part == p.part; });
    if (found == stretches.end()) continue;
    auto s = *found;
    const bool is_fixed = p.part == edit::Part::silence || p.part == edit::Part::title;
    shorten(s, is_fixed ? p.length : planned - layout.now(), 4);
    lay_stretch(layout, s);
  }
  auto skeleton = layout.take();
  for (auto& segment : skeleton.music) segment.fade_in = segment.fade_out = kEdgeFade;
  skeleton.music.back().fade_out =
      std::min<base::Duration>(1500ms, skeleton.music.back().source.length() / 2);
  return skeleton;
}

// A user's song.

/// Chooses which stretches of the song stand under which parts. A step is one beat: step i plays
/// the song from beat i to beat i + 1.
class SongEditor {
 public:
  SongEditor(const beats::Song& song, const Pulse& pulse, const SongWeights& weights)
      : song_(song), pulse_(pulse), weights_(weights) {
    const auto count = static_cast<int>(pulse.beats.size());
    for (int i = 0; i + 1 < count; ++i) {
      energy_.push_back(energy_between(song, time(i), time(i + 1)));
      if (pulse.beats[static_cast<std::size_t>(i)].is_downbeat) downbeats_.push_back(i);
    }
    if (downbeats_.empty()) downbeats_.push_back(0);
  }

  base::SongTime time(int beat) const { return pulse_.beats[static_cast<std::size_t>(beat)].time; }
  int steps() const { return static_cast<int>(energy_.size()); }
  const std::vector<int>& downbeats() const { return downbeats_; }

  /// `count` steps from `start`; where the song ends it goes on from an earlier bar.
  std::vector<int> take(int start, int count) const {
    std::vector<int> taken;
    const int back = loop_start(start);
    for (int at = start; static_cast<int>(taken.size()) < count; ++at) {
      if (at >= steps()) at = back;
      taken.push_back(at);
    }
    return taken;
  }

  double mean_energy(int start, int count) const {
    double sum = 0;
    for (const int s : take(start, count)) sum += energy_[static_cast<std::size_t>(s)];
    return count > 0 ? sum / count : 0;
  }

  /// 1 where a phrase starts: a new section.
  double phrase(int beat) const {
    for (const auto& s : song_.beats.sections) {
      if (std::chrono::abs(s.range.start - time(beat)) <= pulse_.beat()) return 1;
    }
    return beat == downbeats_.front() ? 1 : 0;
  }
  bool wraps(int start, int count) const { return start + count > steps(); }

  /// The steps of the quiet first half (`a` long), the rising second (`b`) and the loud end (`c`).
  std::array<int, 3> starts(int a, int b, int c) const;

  /// A beat from which the song rings out by itself, or -1.
  int ending() const;

 private:
  int loop_start(int start) const {
    const int bars = 2 * pulse_.beats_per_bar;
    if (steps() - start >= bars) return start;
    int best = 0;
    for (const int d : downbeats_) {
      if (steps() - d >= bars) best = d;
    }
    return best;
  }

  const beats::Song& song_;
  const Pulse& pulse_;
  const SongWeights& weights_;
  std::vector<double> energy_;
  std::vector<int> downbeats_;
};

/// Of going on at `next` where the stretch before ended at `end`.
double jump_cost(int next, int end, double saved, double back) {
  return next == end ? -saved : next < end ? back : 0;
}

std::array<int, 3> SongEditor::starts(int a, int b, int c) const {
  const auto& w = weights_;
  std::vector<double> first;
  std::vector<double> second;
  std::vector<double> third;
  for (const int d : downbeats_) {
    const double is_hit = pulse_.beats[static_cast<std::size_t>(d)].is_hit ? 1 : 0;
    first.push_back(w.quiet_energy * mean_energy(d, a) - w.quiet_phrase * phrase(d) +
                    (wraps(d, a) ? w.quiet_wrap.value : 0));
    second.push_back(-w.rising_energy * mean_energy(d, b) - w.rising_phrase * phrase(d) +
                     (wraps(d, b) ? w.rising_wrap.value : 0));
    third.push_back(-w.loud_energy * mean_energy(d, c) - w.loud_phrase * phrase(d) -
                    w.loud_hit * is_hit + (wraps(d, c) ? w.loud_wrap.value : 0));
  }
  std::array<int, 3> best{};
  double best_cost = std::numeric_limits<double>::max();
  std::size_t best_second = 0;
  for (std::size_t i = 0; i < downbeats_.size(); ++i) {
    for (std::size_t j = 0; j < downbeats_.size(); ++j) {
      const int end = downbeats_[i] + a;
      const double jump = jump_cost(downbeats_[j], end, w.goes_on, w.jumps_back);
      const double cost = first[i] + second[j] + jump;
      if (cost >= best_cost) continue;
      best_cost = cost;
      best = {downbeats_[i], downbeats_[j], 0};
      best_second = j;
    }
  }
  best_cost = std::numeric_limits<double>::max();
  const int end = downbeats_[best_second] + b;
  for (std::size_t k = 0; k < downbeats_.size(); ++k) {
    const double cost = third[k] + jump_cost(downbeats_[k], end, w.loud_goes_on, w.loud_jumps_back);
    if (cost >= best_cost) continue;
    best_cost = cost;
    best[2] = downbeats_[k];
  }
  return best;
}

int SongEditor::ending() const {
  const auto end = base::SongTime(length_of(song_));
  for (int i = steps(); i >= 0; --i) {
    const auto left = end - time(i);
    if (left > base::from_seconds(weights_.longest_ending)) break;
    if (left >= base::from_seconds(weights_.shortest_ending) &&
        pulse_.beats[static_cast<std::size_t>(i)].is_hit)
      return i;
  }
  return -1;
}

/// How many beats come closest to `wanted`: whole bars, or for short parts half bars.
int beats_for(base::Duration wanted, const Pulse& pulse, bool is_short) {
  const int bar = pulse.beats_per_bar;
  const int unit = is_short && bar % 2 == 0 ? bar / 2 : bar;
  const double units = base::to_seconds(wanted) / (unit * base::to_seconds(pulse.beat()));
  return unit * std::max(1, static_cast<int>(std::lround(units)));
}

bool is_of_first_block(edit::Part p) {
  return p == edit::Part::cold_open || p == edit::Part::act_1;
}
bool is_of_second_block(edit::Part p) {
  return p == edit::Part::beat_drop || p == edit::Part::act_2;
}

struct PlannedPart {
  vibe::FormPart form;
  int beats = 0;
};

void lay_steps(Layout& layout, const SongEditor& editor, const Pulse& pulse, edit::Part part,
               const std::vector<int>& steps, std::size_t& next, int count) {
  layout.open(part, true);
  for (int i = 0; i < count && next < steps.size(); ++i, ++next) {
    const int s = steps[next];
    layout.play(pulse.beats[static_cast<std::size_t>(s)], editor.time(s + 1));
  }
  layout.close();
}

/// Music under the title: from the song's own ending, or going on from act 3 and faded out.
void lay_tail(Layout& layout, const beats::Song& song, const SongEditor& editor, const Pulse& pulse,
              int after, base::Duration length) {
  const int ending = editor.ending();
  const int first = ending >= 0 ? ending : std::min(after, editor.steps());
  const auto start = editor.time(first);
  const auto end = std::min(base::SongTime(length_of(song)), start + length);
  if (end <= start) return;
  const auto now = layout.now();
  auto& segment = layout.lay(start, end);
  segment.fade_out =
      std::min({segment.source.length() / 2, (end - start) * 2 / 3, base::Duration(2500ms)});
  for (const auto& beat : pulse.beats) {
    if (beat.time >= start && beat.time < end) layout.heard(now + (beat.time - start));
  }
}

Skeleton lay_song(const beats::Song& song, const vibe::Vibe& vibe, base::Duration length,
                  base::Rational rate, const Weights& weights) {
  const auto pulse = find_pulse(song, vibe, weights.pulse);
  const SongEditor editor(song, pulse, weights.song);
  std::vector<PlannedPart> plan;
  int a = 0;
  int b = 0;
  int c = 0;
  double debt = 0;  // Seconds by which earlier parts came out too short.
  for (const auto& p : vibe::plan_form(vibe, length)) {
    PlannedPart part{p, 0};
    if (is_of_first_block(p.part) || is_of_second_block(p.part) || p.part == edit::Part::act_3) {
      const auto wanted = std::max(p.length + base::from_seconds(debt), base::Duration(1s));
      part.beats = beats_for(wanted, pulse, p.part == edit::Part::beat_drop);
      debt = base::to_seconds(wanted) - part.beats * base::to_seconds(pulse.beat());
      (is_of_first_block(p.part) ? a : is_of_second_block(p.part) ? b : c) += part.beats;
    }
    plan.push_back(part);
  }
  const auto starts = editor.starts(a, b, c);
  auto quiet_and_rising = editor.take(starts[0], a);
  for (const int s : editor.take(starts[1], b)) quiet_and_rising.push_back(s);
  const auto loud = editor.take(starts[2], c);

  Layout layout(rate);
  std::size_t next = 0;
  std::size_t next_loud = 0;
  for (std::size_t i = 0; i < plan.size(); ++i) {
    const auto& p = plan[i];
    if (p.form.part == edit::Part::act_3) {
      lay_steps(layout, editor, pulse, p.form.part, loud, next_loud, p.beats);
    } else if (p.beats > 0) {
      lay_steps(layout, editor, pulse, p.form.part, quiet_and_rising, next, p.beats);
    } else {
      const bool is_title = p.form.part == edit::Part::title;
      layout.open(p.form.part, is_title);
      if (is_title) {
        // Before a button the music has rung out; otherwise it rings on to the end.
        const bool has_button = i + 1 < plan.size() && plan[i + 1].form.part == edit::Part::button;
        const base::Duration rest = has_button            ? -kRungOut
                                    : i + 1 < plan.size() ? plan[i + 1].form.length
                                                          : 0ns;
        lay_tail(layout, song, editor, pulse, loud.empty() ? 0 : loud.back() + 1,
                 p.form.length + rest);
      }
      layout.pause(p.form.length);
      layout.close();
    }
  }
  auto skeleton = layout.take();
  skeleton.bpm = pulse.bpm;
  skeleton.beats_per_bar = pulse.beats_per_bar;
  for (auto& segment : skeleton.music) {
    if (segment.source.start > base::SongTime{}) segment.fade_in = kEdgeFade;
    if (segment.fade_out == 0ns) segment.fade_out = 5 * kEdgeFade;
  }
  return skeleton;
}

}  // namespace

bool is_made_for_parts(const beats::Song& song) {
  if (song.beats.sections.empty() || song.beats.beats.empty()) return false;
  return std::all_of(song.beats.sections.begin(), song.beats.sections.end(),
                     [](const beats::Section& s) { return part_named(s.label).has_value(); });
}

Skeleton lay_skeleton(const beats::Song& song, const vibe::Vibe& vibe, base::Duration length,
                      base::Rational rate, const Weights& weights) {
  if (!is_made_for_parts(song)) return lay_song(song, vibe, length, rate, weights);
  auto skeleton = lay_made(song, vibe, length, rate);
  skeleton.bpm = song.beats.bpm;
  return skeleton;
}

}  // namespace cinecut::grid
