#include "cinecut/cut/grid/internal/user_song.h"

#include <algorithm>
#include <cmath>

#include "cinecut/cut/grid/internal/layout.h"
#include "cinecut/cut/grid/internal/song_editor.h"

namespace cinecut::grid {
namespace {

using namespace std::chrono_literals;

constexpr base::Duration kRungOut = 150ms;

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

/// The parts of the vibe's form, and how many beats of which stretch of the song stand under them.
struct SongPlan {
  std::vector<PlannedPart> parts;
  int quiet = 0;
  int rising = 0;
  int loud = 0;
};

SongPlan plan_song(const vibe::Vibe& vibe, base::Duration length, const Pulse& pulse) {
  SongPlan plan;
  double debt = 0;  // Seconds by which earlier parts came out too short.
  for (const auto& p : vibe::plan_form(vibe, length)) {
    PlannedPart part{p, 0};
    if (is_of_first_block(p.part) || is_of_second_block(p.part) || p.part == edit::Part::act_3) {
      const auto wanted = std::max(p.length + base::from_seconds(debt), base::Duration(1s));
      part.beats = beats_for(wanted, pulse, p.part == edit::Part::beat_drop);
      debt = base::to_seconds(wanted) - part.beats * base::to_seconds(pulse.beat());
      (is_of_first_block(p.part)    ? plan.quiet
       : is_of_second_block(p.part) ? plan.rising
                                    : plan.loud) += part.beats;
    }
    plan.parts.push_back(part);
  }
  return plan;
}

/// Lays one part after another, each on the next steps of its stretch.
class SongLayer {
 public:
  SongLayer(const beats::Song& song, const Pulse& pulse, const SongEditor& editor,
            const SongPlan& plan, base::Rational rate)
      : song_(song), pulse_(pulse), editor_(editor), plan_(plan), layout_(rate) {
    const auto starts = editor.starts(plan.quiet, plan.rising, plan.loud);
    before_ = editor.take(starts[0], plan.quiet);
    for (const int s : editor.take(starts[1], plan.rising)) before_.push_back(s);
    loud_ = editor.take(starts[2], plan.loud);
  }

  Skeleton run() {
    for (std::size_t i = 0; i < plan_.parts.size(); ++i) {
      const auto& p = plan_.parts[i];
      if (p.form.part == edit::Part::act_3) {
        lay_steps(p, loud_, next_loud_);
      } else if (p.beats > 0) {
        lay_steps(p, before_, next_);
      } else {
        lay_quiet(i);
      }
    }
    return layout_.take();
  }

 private:
  void lay_steps(const PlannedPart& part, const std::vector<int>& steps, std::size_t& next) {
    layout_.open(part.form.part, true);
    for (int i = 0; i < part.beats && next < steps.size(); ++i, ++next) {
      const int s = steps[next];
      layout_.play(pulse_.beats[static_cast<std::size_t>(s)], editor_.time(s + 1));
    }
    layout_.close();
  }

  /// A part on no beats: black, or the title with what rings on under it.
  void lay_quiet(std::size_t i) {
    const auto& form = plan_.parts[i].form;
    const bool is_title = form.part == edit::Part::title;
    layout_.open(form.part, is_title);
    if (is_title) lay_tail(form.length + rest_after(i));
    layout_.pause(form.length);
    layout_.close();
  }

  /// Before a button the music has rung out; otherwise it rings on to the end.
  base::Duration rest_after(std::size_t i) const {
    if (i + 1 >= plan_.parts.size()) return 0ns;
    const auto& next = plan_.parts[i + 1].form;
    return next.part == edit::Part::button ? -kRungOut : next.length;
  }

  /// Music under the title: from the song's own ending, or going on from act 3 and faded out.
  void lay_tail(base::Duration length) {
    const int after = loud_.empty() ? 0 : loud_.back() + 1;
    const int ending = editor_.ending();
    const int first = ending >= 0 ? ending : std::min(after, editor_.steps());
    const auto start = editor_.time(first);
    const auto end = std::min(base::SongTime(length_of(song_)), start + length);
    if (end <= start) return;
    const auto now = layout_.now();
    auto& segment = layout_.lay(start, end);
    segment.fade_out =
        std::min({segment.source.length() / 2, (end - start) * 2 / 3, base::Duration(2500ms)});
    for (const auto& beat : pulse_.beats) {
      if (beat.time >= start && beat.time < end) layout_.heard(now + (beat.time - start));
    }
  }

  const beats::Song& song_;
  const Pulse& pulse_;
  const SongEditor& editor_;
  const SongPlan& plan_;
  Layout layout_;
  std::vector<int> before_;  ///< Steps of the first two stretches.
  std::vector<int> loud_;
  std::size_t next_ = 0;
  std::size_t next_loud_ = 0;
};

}  // namespace

Skeleton lay_song(const beats::Song& song, const vibe::Vibe& vibe, base::Duration length,
                  base::Rational rate, const Weights& weights) {
  const auto pulse = find_pulse(song, vibe, weights.pulse);
  const SongEditor editor(song, pulse, weights.song);
  const auto plan = plan_song(vibe, length, pulse);
  auto skeleton = SongLayer(song, pulse, editor, plan, rate).run();
  skeleton.bpm = pulse.bpm;
  skeleton.beats_per_bar = pulse.beats_per_bar;
  for (auto& segment : skeleton.music) {
    if (segment.source.start > base::SongTime{}) segment.fade_in = kEdgeFade;
    if (segment.fade_out == 0ns) segment.fade_out = 5 * kEdgeFade;
  }
  return skeleton;
}

}  // namespace cinecut::grid
