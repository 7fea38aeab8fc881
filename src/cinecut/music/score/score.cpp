#include "cinecut/music/score/score.h"

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "cinecut/music/score/font_player.h"
#include "cinecut/music/score/internal/bars.h"
#include "cinecut/music/score/internal/composer.h"
#include "cinecut/music/score/internal/mixdown.h"

namespace cinecut::score {
namespace {

/// How loud a part should be against the loudest, in dB of its root mean square: a medium hook,
/// then low, then rising to the end.
float wanted_db(edit::Part part) {
  switch (part) {
    case edit::Part::cold_open:
      return -9;
    case edit::Part::act_1:
      return -10;
    case edit::Part::beat_drop:
      return -4;
    case edit::Part::act_2:
      return -4.5f;
    case edit::Part::silence:
      return -30;
    case edit::Part::act_3:
      return 0;
    case edit::Part::title:
      return -3;
    case edit::Part::button:
      return -14;
    case edit::Part::end_card:
      return -22;
  }
  return 0;
}

beats::Beats beats_of(const Bars& bars, const std::vector<std::int64_t>& hits) {
  beats::Beats beats;
  beats.bpm = bars.bpm();
  beats.confidence = 1;
  const auto time = [&](std::int64_t frame) {
    return base::song_time(static_cast<double>(frame) / 48000);
  };
  for (const auto& p : bars.parts) {
    for (int b = 0; b < p.beats; ++b) {
      const auto at = bars.frame_of(p.first_beat + b);
      if (at >= bars.frames) break;
      beats.beats.push_back(time(at));
      if (b % bars.beats_per_bar == 0) beats.downbeats.push_back(time(at));
    }
    const auto end = std::min(bars.frame_of(p.end_beat()), bars.frames);
    const bool last = &p == &bars.parts.back();
    beats.sections.push_back({{time(bars.frame_of(p.first_beat)), time(last ? bars.frames : end)},
                              std::string(edit::name_of(p.part)),
                              0});
  }
  for (const auto at : hits) beats.hits.push_back(time(at));
  return beats;
}

/// The same seed gives each vibe a key and a tune of its own.
std::uint64_t base_of(std::string_view name) {
  std::uint64_t sum = 0;
  for (const char c : name) sum = sum * 131 + static_cast<unsigned char>(c);
  return sum;
}

/// Root mean square of each section against the loudest.
void measure_energy(const media::Sound& sound, beats::Beats& beats) {
  double loudest = 1e-9;
  std::vector<double> levels;
  for (const auto& s : beats.sections) {
    const auto from = static_cast<std::size_t>(base::to_seconds(s.range.start) * 48000) * 2;
    const auto to = std::min(sound.samples.size(),
                             static_cast<std::size_t>(base::to_seconds(s.range.end) * 48000) * 2);
    double sum = 0;
    for (auto i = from; i < to; ++i) {
      sum += static_cast<double>(sound.samples[i]) * static_cast<double>(sound.samples[i]);
    }
    levels.push_back(std::sqrt(sum / static_cast<double>(std::max<std::size_t>(1, to - from))));
    loudest = std::max(loudest, levels.back());
  }
  for (std::size_t i = 0; i < levels.size(); ++i) {
    beats.sections[i].energy = static_cast<float>(levels[i] / loudest);
  }
}

void balance(media::Sound& sound, const Bars& bars) {
  std::vector<std::int64_t> ends;
  std::vector<float> wanted;
  for (const auto& p : bars.parts) {
    const bool last = &p == &bars.parts.back();
    ends.push_back(last ? bars.frames : std::min(bars.frame_of(p.end_beat()), bars.frames));
    wanted.push_back(wanted_db(p.part));
  }
  level(sound, ends, wanted);
  limit(sound, 5, -1.2f);
}

}  // namespace

beats::Song make_score(const vibe::Vibe& vibe, const std::vector<vibe::FormPart>& form,
                       std::uint32_t seed, const base::Progress& progress) {
  if (form.empty()) {
    throw base::Error(base::ErrorKind::usage, "A score cannot be made for a form without parts.");
  }
  Random random(seed * 7919 + base_of(vibe.name));
  const auto& palette = vibe.palette;
  const auto harmony = make_harmony(palette.mood, random);
  const auto bars = lay_bars(vibe, form);
  const auto composition = compose(bars, palette, harmony, random);
  beats::Song song;
  song.sound = play(composition.band, find_sound_font(), progress.stop);
  progress(0.7);
  add_tones_and_hall(song.sound, composition.tones);
  balance(song.sound, bars);
  song.beats = beats_of(bars, composition.hits);
  measure_energy(song.sound, song.beats);
  song.title = "Score (" + vibe.name + ")";
  song.source = "made";
  progress(1);
  return song;
}

}  // namespace cinecut::score
