#include "cinecut/music/score/internal/orchestra.h"

#include <algorithm>
#include <cmath>

namespace cinecut::score {
namespace {

constexpr int kRoleCount = 10;
constexpr int kDrumVoice = kRoleCount;
constexpr int kTimpaniVoice = kRoleCount + 1;

struct Seat {
  float pan;
  float level;  // Of the role in the whole, dB.
};

// Where the roles sit, as in an orchestra seen from the hall.
constexpr Seat kSeats[kRoleCount] = {
    {-0.15f, 1},   // motif
    {0.2f, -3},    // pulse
    {0.0f, -5},    // pad
    {-0.35f, -1},  // ostinato
    {0.4f, -3},    // second
    {0.3f, -2},    // counter
    {0.1f, 2},     // lead
    {0.15f, -2},   // brass
    {-0.05f, -3},  // choir
    {0.0f, 0},     // bass
};

int velocity_of(float loudness) {
  return std::clamp(static_cast<int>(std::lround(28 + 99 * loudness)), 1, 127);
}

float loudness_of(char mark) {
  switch (mark) {
    case 'X':
      return 1.0f;
    case 'x':
      return 0.72f;
    case 'o':
      return 0.45f;
    default:
      return 0;
  }
}

}  // namespace

Orchestra::Orchestra(const Bars& bars, const vibe::Palette& palette, const Harmony& harmony,
                     Random& random)
    : bars_(bars), palette_(palette), random_(random) {
  tonic_ = harmony.tonic > 6 ? harmony.tonic - 12 : harmony.tonic;
  auto& band = composition_.band;
  band.frames = bars.frames;
  for (int r = 0; r < kRoleCount; ++r) {
    const auto& i = instrument(static_cast<Role>(r));
    band.voices.push_back({.program = std::max(0, i.program),
                           .pan = kSeats[r].pan,
                           .gain_db = i.gain_db + kSeats[r].level});
  }
  band.voices.push_back({.drums = true, .gain_db = 0});
  band.voices.push_back({.program = 47, .pan = -0.1f, .gain_db = 0});
}

const vibe::Instrument& Orchestra::instrument(Role role) const {
  const vibe::Instrument* all[kRoleCount] = {
      &palette_.motif,   &palette_.pulse, &palette_.pad,   &palette_.ostinato, &palette_.second,
      &palette_.counter, &palette_.lead,  &palette_.brass, &palette_.choir,    &palette_.bass};
  return *all[static_cast<int>(role)];
}

void Orchestra::add(int voice, double beat, double beats, int key, float loudness) {
  const auto start = bars_.frame_of(beat);
  if (start >= bars_.frames) return;
  // No two notes of a real player are equally loud.
  const float played = loudness + 0.025f * random_.noise();
  composition_.band.notes.push_back(
      {start, bars_.frame_of(beats), voice, std::clamp(key, 12, 108), velocity_of(played)});
}

void Orchestra::note(Role role, double beat, double beats, int semitone, float loudness,
                     int octave) {
  const auto& i = instrument(role);
  if (!i.plays()) return;
  add(static_cast<int>(role), beat, beats, i.base + tonic_ + shift_ + semitone + 12 * octave,
      loudness);
}

void Orchestra::chord(Role role, double beat, double beats, const Chord& chord, float loudness,
                      int octave) {
  for (const int step : {0, 2, 4}) {  // Open position.
    // Roots stay near the tonic, so that the voices move little.
    const int down = chord.tones[0] > 7 ? -12 : 0;
    note(role, beat, beats, chord.step(step) + down, loudness, octave);
  }
}

void Orchestra::swell(Role role, double beat, double beats, float from, float to) {
  constexpr int steps_per_beat = 4;
  const int steps = std::max(1, static_cast<int>(beats * steps_per_beat));
  for (int i = 0; i <= steps; ++i) {
    const float share = static_cast<float>(i) / static_cast<float>(steps);
    composition_.band.swells.push_back(
        {bars_.frame_of(beat + beats * share), static_cast<int>(role), from + (to - from) * share});
  }
}

void Orchestra::figure(Role role, double beat, double beats, const Chord& chord, float loudness,
                       int octave) {
  const std::string& figure = palette_.figure;
  const double step = static_cast<double>(bars_.beats_per_bar) / static_cast<double>(figure.size());
  const int down = chord.tones[0] > 7 ? -12 : 0;
  for (std::size_t i = 0; i < figure.size(); ++i) {
    const double at = static_cast<double>(i) * step;
    if (figure[i] < '0' || figure[i] > '9' || at >= beats - 1e-6) continue;
    const double offbeat = at - std::floor(at);
    const float accent = i == 0 ? 0.12f : (offbeat < 1e-6 ? 0.06f : 0.0f);
    note(role, beat + at, step * 0.9, chord.step(figure[i] - '0') + down, loudness + accent,
         octave);
  }
}

void Orchestra::strike(const Row& row, double beat, float loudness) {
  switch (row.source) {
    case Row::Source::tone:
      tone(static_cast<Tone>(row.what), beat, 0, loudness, 0.25f * random_.noise());
      break;
    case Row::Source::drum_key:
      add(kDrumVoice, beat, 0.5, row.what, loudness);
      break;
    case Row::Source::timpani:
      add(kTimpaniVoice, beat, 1, 36 + tonic_ + shift_, loudness);
      break;
  }
}

void Orchestra::groove(int level, double beat, double beats, float loudness) {
  for (const auto& row : kit_of(palette_.drums).grooves[level]) {
    const double step =
        static_cast<double>(bars_.beats_per_bar) / static_cast<double>(row.pattern.size());
    for (std::size_t i = 0; i < row.pattern.size(); ++i) {
      const double at = static_cast<double>(i) * step;
      const float mark = loudness_of(row.pattern[i]);
      if (mark > 0 && at < beats - 1e-6) strike(row, beat + at, mark * row.level * loudness);
    }
  }
}

void Orchestra::roll(double end, double beats, float loudness) {
  const int strokes = static_cast<int>(std::lround(beats * 4));
  for (int i = 0; i < strokes; ++i) {
    const float share = static_cast<float>(i + 1) / static_cast<float>(strokes);
    const double at = end - beats + i * 0.25;
    const float force = loudness * (0.25f + 0.75f * share * share);
    tone(Tone::drum, at, 0, 0.7f * force, i % 2 == 0 ? -0.3f : 0.3f);
    if (palette_.weight > 0.4f) add(kDrumVoice, at, 0.25, 41 + 2 * (i % 2), force);
    if (palette_.weight <= 0.4f) add(kDrumVoice, at, 0.25, 38, 0.6f * force);
  }
}

void Orchestra::tick(double beat, float loudness) { tone(Tone::tick, beat, 0, loudness, 0.15f); }

void Orchestra::crash(double beat, float loudness) {
  tone(Tone::cymbal, beat, 0, 0.4f * loudness, 0.3f * random_.noise());
}

void Orchestra::tone(Tone kind, double beat, double beats, float gain, float pan) {
  int key = 24 + tonic_ + shift_;
  while (key < 26) key += 12;
  const double root_hz = 440 * std::exp2((key - 69) / 12.0);
  composition_.tones.push_back(
      {kind, bars_.frame_of(beat), bars_.frame_of(beats), gain, pan, root_hz});
}

void Orchestra::hit(double beat, float strength) {
  if (strength >= 0.5f) composition_.hits.push_back(bars_.frame_of(beat));
  const float w = palette_.weight;
  const double hold = 2.5 * bars_.bpm() / 60;  // Seconds, as beats.
  const auto low = [&](Role role, float loudness, int octave) {
    note(role, beat, hold, 0, loudness, octave);
    note(role, beat, hold, 7, 0.85f * loudness, octave);
  };
  tone(Tone::deep_drum, beat, 0, strength * (0.5f + 0.5f * w));
  switch (palette_.hit) {
    case vibe::HitStyle::bram:
      tone(Tone::bram, beat, 1.4 * hold, 0.75f * strength * w);
      tone(Tone::boom, beat, 0, 0.9f * strength * w);
      low(Role::brass, 0.6f * strength, -1);
      low(Role::bass, strength, 0);
      break;
    case vibe::HitStyle::orchestral:
      tone(Tone::boom, beat, 0, 0.75f * strength * w);
      if (w > 0.7f) tone(Tone::bram, beat, 1.2 * hold, 0.4f * strength * w);
      low(Role::brass, 0.9f * strength, -1);
      low(Role::brass, 0.75f * strength, 0);
      low(Role::bass, strength, 0);
      add(kTimpaniVoice, beat, hold, 36 + tonic_ + shift_, strength);
      break;
    case vibe::HitStyle::soft:
      tone(Tone::boom, beat, 0, 0.45f * strength * (0.5f + w));
      low(Role::pad, 0.7f * strength, 0);
      low(Role::bass, 0.8f * strength, 0);
      note(Role::motif, beat, hold, 0, 0.8f * strength);
      note(Role::motif, beat, hold, 12, 0.7f * strength);
      break;
    case vibe::HitStyle::electronic:
      tone(Tone::kick, beat, 0, strength);
      tone(Tone::clap, beat, 0, 0.5f * strength);
      tone(Tone::bram, beat, hold, 0.45f * strength);
      low(Role::bass, strength, 0);
      break;
  }
  if (strength > 0.6f) crash(beat, 0.8f * strength);
}

void Orchestra::rise(double end, double beats, float strength) {
  const float w = palette_.weight;
  if (w > 0.35f) tone(Tone::riser, end - beats, beats, 0.55f * strength * w);
  const double short_beats = std::min(beats, 2.0);
  tone(Tone::swell, end - short_beats, short_beats, 0.35f * strength * (0.5f + 0.5f * w));
}

}  // namespace cinecut::score
