#include "cinecut/cut/grid/internal/made_score.h"

#include <algorithm>

#include "cinecut/cut/grid/internal/layout.h"

namespace cinecut::grid {
namespace {

using namespace std::chrono_literals;

struct ScoreStretch {
  edit::Part part;
  std::vector<Beat> beats;
  base::SongTime end{};
};

std::vector<ScoreStretch> stretches_of(const beats::Song& song) {
  std::vector<ScoreStretch> all;
  const auto& b = song.beats;
  for (const auto& section : b.sections) {
    ScoreStretch s{*edit::value_named(edit::kParts, section.label), {}, section.range.end};
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

}  // namespace

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

}  // namespace cinecut::grid
