#include <algorithm>
#include <array>
#include <cmath>

#include "base/error.h"
#include "cinecut/music/bars.h"
#include "cinecut/music/font_player.h"
#include "cinecut/music/song.h"

namespace cinecut {
namespace {

enum VoiceId { piano, strings, ostinato, brass, choir, bass, drums, taiko, voice_count };

std::vector<Voice> orchestra() {
  std::vector<Voice> v(voice_count);
  v[piano] = {0, false, 0.8f, -0.2f, 0.5f};
  v[strings] = {48, false, 0.7f, 0.1f, 0.5f};
  v[ostinato] = {44, false, 0.7f, 0.3f, 0.4f};
  v[brass] = {61, false, 0.8f, 0.0f, 0.4f};
  v[choir] = {52, false, 0.7f, 0.0f, 0.6f};
  v[bass] = {43, false, 0.9f, 0.0f, 0.2f};
  v[drums] = {0, true, 0.9f, 0.0f, 0.3f};
  v[taiko] = {116, false, 1.0f, 0.0f, 0.4f};
  return v;
}

class Composer {
 public:
  Composer(const Bars& bars, std::uint32_t seed) : bars_(bars) {
    root_ = 36 + static_cast<int>((seed * 5 + 2) % 12);
    a_.voices = orchestra();
    a_.frames = bars.frames;
  }

  Arrangement compose() {
    for (const auto& p : bars_.parts) compose(p);
    return std::move(a_);
  }

 private:
  void note(double beat, double beats, VoiceId voice, int key, int velocity) {
    a_.notes.push_back({bars_.frame_of(beat), bars_.frame_of(beats), voice, key, velocity});
  }

  int chord_root(int bar) const {
    constexpr std::array<int, 4> minor_walk = {0, 8, 3, 10};
    return root_ + minor_walk[static_cast<std::size_t>((bar / 2) % 4)];
  }

  void chord(double beat, double beats, VoiceId voice, int root, int velocity) {
    const int third = root == root_ ? 3 : 4;
    for (const int step : {12, 12 + third, 19, 24}) {
      note(beat, beats, voice, root + step, velocity);
    }
  }

  void hit(double beat, int velocity) {
    note(beat, 4, taiko, 40, velocity);
    note(beat, 4, taiko, 33, velocity);
    note(beat, 4, drums, 35, velocity);
    note(beat, 4, drums, 49, velocity - 10);
    note(beat, 3, brass, root_ - 12, velocity);
    note(beat, 3, brass, root_, velocity);
    note(beat, 4, bass, root_ - 12 < 24 ? root_ : root_ - 12, velocity);
  }

  void compose(const ScorePart& p);

  const Bars& bars_;
  Arrangement a_;
  int root_ = 36;
};

void Composer::compose(const ScorePart& p) {
  if (p.part == Part::silence) return;
  if (p.part == Part::beat_drop || p.part == Part::title) hit(p.first_beat, 120);
  if (p.part == Part::button) hit(p.first_beat, 70);
  if (p.part == Part::act_3) hit(p.first_beat, 110);
  const bool quiet = p.part == Part::title || p.part == Part::button || p.part == Part::end_card ||
                     p.part == Part::beat_drop;
  if (quiet) return;
  for (int b = 0; b < p.beats; ++b) {
    const double beat = p.first_beat + b;
    const int bar = b / bars_.beats_per_bar;
    const int root = chord_root(bar);
    const bool down = b % bars_.beats_per_bar == 0;
    const int rise = 30 * b / p.beats;
    if (p.part == Part::cold_open || p.part == Part::act_1) {
      if (down) chord(beat, bars_.beats_per_bar, strings, root + 12, 50 + rise);
      note(beat, 1, piano, root + (b % 2 == 0 ? 24 : 31), 60 + rise);
      note(beat, 0.5, drums, 35, down ? 80 : 40);
    }
    if (p.part == Part::act_2 || p.part == Part::act_3) {
      const bool full = p.part == Part::act_3;
      if (down) {
        chord(beat, bars_.beats_per_bar, full ? brass : strings, root, 70 + rise);
        if (full) chord(beat, bars_.beats_per_bar, choir, root + 12, 90);
        note(beat, bars_.beats_per_bar, bass, root, 90);
      }
      for (int q = 0; q < 4; ++q) {
        note(beat + q * 0.25, 0.25, ostinato, root + (q % 2 == 0 ? 24 : 31), 60 + rise);
      }
      note(beat, 0.5, taiko, 40, down ? 115 : 85);
      if (full) note(beat + 0.5, 0.5, taiko, 45, 70);
      note(beat, 0.5, drums, 42, 70);
    }
  }
}

Beats beats_of(const Bars& bars) {
  Beats beats;
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
                              std::string(name_of(p.part)),
                              0});
    if (p.part == Part::beat_drop || p.part == Part::act_3 || p.part == Part::title ||
        p.part == Part::button) {
      beats.hits.push_back(time(bars.frame_of(p.first_beat)));
    }
  }
  return beats;
}

/// Root mean square of each section against the loudest.
void measure_energy(const media::Sound& sound, Beats& beats) {
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

void normalise(media::Sound& sound, float peak) {
  float largest = 1e-6f;
  for (const float s : sound.samples) largest = std::max(largest, std::abs(s));
  for (float& s : sound.samples) s *= peak / largest;
}

}  // namespace

Song make_score(const Vibe& vibe, const std::vector<FormPart>& form, std::uint32_t seed,
                const base::Progress& progress) {
  if (form.empty()) {
    throw base::Error(base::ErrorKind::usage, "A score cannot be made for a form without parts.");
  }
  const auto bars = lay_bars(vibe, form);
  Song song;
  song.sound = play(Composer(bars, seed).compose(), find_sound_font(), progress.stop);
  normalise(song.sound, 0.85f);
  song.beats = beats_of(bars);
  measure_energy(song.sound, song.beats);
  song.title = "Score (" + vibe.name + ")";
  song.source = "made";
  progress(1);
  return song;
}

}  // namespace cinecut
