#include "cinecut/cut/grid/testing_songs.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>

#include "cinecut/vibe/form.h"

namespace cinecut::grid {

beats::Song make_up_score(const vibe::Vibe& vibe, base::Duration length, double bpm) {
  beats::Song song;
  song.source = "made";
  song.title = "Score";
  auto& b = song.beats;
  b.bpm = bpm;
  b.confidence = 1;
  const auto time = [bpm](int beat) { return base::song_time(beat * 60 / bpm); };
  int at = 0;
  for (const auto& p : vibe::plan_form(vibe, length)) {
    const double beats = base::to_seconds(p.length) * bpm / 60;
    const int unit = p.part == edit::Part::silence || beats < 6 ? 1 : 4;
    const double units =
        p.part == edit::Part::silence ? std::ceil(beats) : std::round(beats / unit);
    const int count = unit * std::max(1, static_cast<int>(units));
    for (int i = 0; i < count; ++i) {
      b.beats.push_back(time(at + i));
      if (i % 4 == 0) b.downbeats.push_back(time(at + i));
    }
    if (p.part == edit::Part::beat_drop || p.part == edit::Part::act_3 ||
        p.part == edit::Part::title) {
      b.hits.push_back(time(at));
    }
    b.sections.push_back({{time(at), time(at + count)}, std::string(edit::name_of(p.part)), 0.5f});
    at += count;
  }
  return song;
}

beats::Song make_up_song(base::Duration length, double bpm) {
  beats::Song song;
  song.source = "song.mp3";
  auto& b = song.beats;
  b.bpm = bpm;
  b.confidence = 0.8f;
  const double beat = 60 / bpm;
  const int count = static_cast<int>(base::to_seconds(length) / beat);
  for (int i = 0; i < count; ++i) {
    // A band that breathes a little.
    b.beats.push_back(base::song_time(0.31 + i * beat + 0.012 * std::sin(i * 0.7)));
    if (i % 4 == 0) b.downbeats.push_back(b.beats.back());
    if (i % 32 == 0) b.hits.push_back(b.beats.back());
  }
  constexpr std::array<float, 6> kEnergy{0.2f, 0.5f, 0.9f, 0.6f, 1.0f, 0.3f};
  base::SongTime start{};
  for (std::size_t i = 0; i < kEnergy.size(); ++i) {
    const auto next = i + 1 < kEnergy.size()
                          ? b.downbeats[b.downbeats.size() * (i + 1) / kEnergy.size()]
                          : base::SongTime(length);
    b.sections.push_back({{start, next}, std::string(1, static_cast<char>('A' + i)), kEnergy[i]});
    start = next;
  }
  return song;
}

}  // namespace cinecut::grid
