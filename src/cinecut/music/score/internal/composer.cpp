#include "cinecut/music/score/internal/composer.h"

#include <algorithm>
#include <cmath>

namespace cinecut::score {
namespace {

/// 0 at the start of a part, 1 at its end.
float rise_of(double beat, const ScorePart& p) {
  return static_cast<float>((beat - p.first_beat) / std::max(1, p.beats));
}

class Composer {
 public:
  Composer(const Bars& bars, const vibe::Palette& palette, const Harmony& harmony, Random& random)
      : bars_(bars),
        palette_(palette),
        harmony_(harmony),
        random_(random),
        band_(bars, palette, harmony, random) {}

  Composition compose() {
    for (const auto& p : bars_.parts) compose(p);
    return band_.take();
  }

 private:
  void compose(const ScorePart& p);
  void cold_open(const ScorePart& p);
  void act_1(const ScorePart& p);
  void beat_drop(const ScorePart& p);
  void act_2(const ScorePart& p);
  void silence(const ScorePart& p);
  void act_3(const ScorePart& p);
  void climb(const ScorePart& p);
  void title(const ScorePart& p);
  void button(const ScorePart& p);
  void end_card(const ScorePart& p);

  /// Calls `play(beat, beats, bar)` for each bar of beats [from, to), the last one perhaps short.
  template <typename Play>
  void each_bar(double from, double to, Play&& play) {
    int bar = 0;
    for (double beat = from; beat < to - 1e-6; beat += bars_.beats_per_bar, ++bar) {
      play(beat, std::min<double>(bars_.beats_per_bar, to - beat), bar);
    }
  }

  /// How long a chord lasts in the calm parts: at least about three seconds.
  int calm_bars() const { return bars_.bpm() > 96 ? 2 : 1; }
  const Chord& chord_at(int bar, int bars_per_chord) const {
    return harmony_.chords[static_cast<std::size_t>(bar / bars_per_chord % 4)];
  }

  /// The tune once from `from`, up to `to`, slowed down by `stretch`.
  void tune(Role role, double from, double to, int stretch, float loudness, int octave = 0);
  /// A ground of chords in the pad, or of computed drones where the vibe is tense.
  void ground(double from, double to, int bars_per_chord, float start, float end);
  void pulse(double from, double to, int bars_per_chord, float start, float end);
  void unrest(const ScorePart& p);

  const Bars& bars_;
  const vibe::Palette& palette_;
  const Harmony& harmony_;
  Random& random_;
  Orchestra band_;
};

void Composer::tune(Role role, double from, double to, int stretch, float loudness, int octave) {
  for (const auto& n : harmony_.phrase) {
    const double at = from + n.beat * stretch;
    if (at >= to - 1e-6) continue;
    const double beats = std::min(n.beats * stretch, to - at);
    band_.note(role, at, beats, n.semitone, loudness + (n.strong ? 0.06f : 0.0f), octave);
  }
}

void Composer::ground(double from, double to, int bars_per_chord, float start, float end) {
  const double chord_beats = static_cast<double>(bars_per_chord) * bars_.beats_per_bar;
  int index = 0;
  for (double beat = from; beat < to - 1e-6; beat += chord_beats, ++index) {
    const double beats = std::min(chord_beats, to - beat);
    const float share = static_cast<float>((beat - from) / std::max(1.0, to - from));
    const float loudness = start + (end - start) * share;
    const auto& chord = harmony_.chords[static_cast<std::size_t>(index % 4)];
    band_.chord(Role::pad, beat, beats, chord, loudness);
    if (palette_.tension > 0.5f) band_.note(Role::pad, beat, beats, chord.tones[0] + 13, loudness);
    band_.swell(Role::pad, beat, beats, 0.7f, 1.0f);
  }
  if (palette_.tension > 0.4f || palette_.weight > 0.8f) {
    band_.tone(Tone::drone, from, to - from, 0.22f * (start + end) * (0.6f + palette_.tension));
  }
}

void Composer::pulse(double from, double to, int bars_per_chord, float start, float end) {
  for (double beat = from; beat < to - 1e-6; beat += 1) {
    const float share = static_cast<float>((beat - from) / std::max(1.0, to - from));
    const float loudness = start + (end - start) * share;
    const int bar = static_cast<int>((beat - from) / bars_.beats_per_bar);
    const bool down = std::fmod(beat - from, bars_.beats_per_bar) < 1e-6;
    const auto& chord = chord_at(bar, bars_per_chord);
    const int root = chord.tones[0] > 7 ? chord.tones[0] - 12 : chord.tones[0];
    band_.note(Role::pulse, beat, 0.5, root, loudness + (down ? 0.1f : 0.0f));
    if (share > 0.5f) band_.note(Role::pulse, beat + 0.5, 0.4, root, 0.7f * loudness);
    if (palette_.clock) band_.tick(beat, 0.5f * loudness);
  }
}

/// Accents where none is expected, on beats all the same.
void Composer::unrest(const ScorePart& p) {
  for (int beat = p.first_beat + 5; beat < p.end_beat() - 4; ++beat) {
    if (random_.share() >= 0.09f * palette_.tension) continue;
    const bool scrape = palette_.tension > 0.8f && random_.share() < 0.5f;
    band_.tone(scrape ? Tone::scrape : Tone::metal, beat, 4, 0.22f, 0.6f * random_.noise());
    band_.tone(Tone::boom, beat, 0, 0.35f);
    beat += 6;
  }
}

void Composer::cold_open(const ScorePart& p) {
  band_.hit(p.first_beat, 0.55f);
  ground(p.first_beat, p.end_beat(), calm_bars(), 0.25f, 0.45f);
  pulse(p.first_beat, p.end_beat(), calm_bars(), 0.25f, 0.4f);
  const double fragment = std::min<double>(p.beats, bars_.beats_per_bar * 2);
  tune(Role::motif, p.end_beat() - fragment, p.end_beat() - 0.5, 1, 0.45f);
  band_.rise(p.end_beat(), std::min(4, p.beats), 0.5f);
}

void Composer::act_1(const ScorePart& p) {
  const int slow = calm_bars();
  const double phrase = 4.0 * bars_.beats_per_bar * slow;
  const double breath = p.end_beat() - (p.beats > 8 ? 1 : 0);
  ground(p.first_beat, breath, slow, 0.25f, 0.55f);
  const double pulse_from = p.first_beat + (p.beats >= 16 ? bars_.beats_per_bar : 0);
  pulse(pulse_from, breath, slow, 0.3f, 0.6f);
  int round = 0;
  for (double from = p.first_beat; from < breath - 2; from += phrase, ++round) {
    tune(Role::motif, from, breath, slow, 0.55f + 0.06f * static_cast<float>(round));
    if (round > 0) tune(Role::counter, from, breath, slow, 0.42f);
  }
  const int groove_bar = p.beats / bars_.beats_per_bar / 3;
  const double groove_from = p.first_beat + bars_.beats_per_bar * groove_bar;
  each_bar(groove_from, breath, [&](double beat, double beats, int bar) {
    const float rise = rise_of(beat, p);
    band_.groove(0, beat, beats, 0.5f + 0.3f * rise);
    if (bar % 4 == 0) band_.tone(Tone::boom, beat, 0, 0.3f * palette_.weight);
  });
  if (palette_.tension > 0) unrest(p);
  band_.rise(p.end_beat(), std::min(8, p.beats / 2), 0.8f);
}

void Composer::beat_drop(const ScorePart& p) {
  band_.hit(p.first_beat, 1.0f);
  band_.tone(Tone::sub_drop, p.first_beat, p.beats + 2.0, 0.8f * palette_.weight);
  band_.chord(Role::pad, p.first_beat, p.beats, harmony_.chords[0], 0.55f);
  for (int b = 1; b < p.beats; ++b) {
    if (palette_.clock) band_.tick(p.first_beat + b, 0.3f);
    band_.note(Role::pulse, p.first_beat + b, 0.5, 0, 0.3f);
  }
  band_.rise(p.end_beat(), 1.5, 0.5f);
}

void Composer::act_2(const ScorePart& p) {
  const int bars = (p.beats + bars_.beats_per_bar - 1) / bars_.beats_per_bar;
  const int half = std::max(1, bars / 2);
  each_bar(p.first_beat, p.end_beat(), [&](double beat, double beats, int bar) {
    const float rise = rise_of(beat, p);
    const bool late = bar >= half;
    const auto& chord = chord_at(bar, late ? 1 : calm_bars());
    const int root = chord.tones[0] > 7 ? chord.tones[0] - 12 : chord.tones[0];
    band_.figure(Role::ostinato, beat, beats, chord, 0.58f + 0.2f * rise);
    if (late) band_.figure(Role::second, beat, beats, chord, 0.48f + 0.25f * rise, 1);
    band_.note(Role::bass, beat, beats, root, 0.6f + 0.2f * rise);
    if (bar > 0) band_.groove(late ? 2 : 1, beat, beats, 0.55f + 0.3f * rise);
    if (bar == 0) band_.groove(0, beat, beats, 0.7f);
    if (bar >= half / 2) band_.chord(Role::pad, beat, beats, chord, 0.4f + 0.25f * rise);
    if (late) band_.chord(Role::brass, beat, beats, chord, 0.2f + 0.4f * rise);
    if (late) band_.swell(Role::brass, beat, beats, 0.55f, 1.0f);
    if (bar % 4 == 0 && bar > 0) band_.hit(beat, 0.45f + 0.3f * rise);
  });
  const double middle = p.first_beat + half * bars_.beats_per_bar;
  if (bars >= 4)
    tune(Role::counter, middle - std::min(half, 4) * bars_.beats_per_bar, middle, 1, 0.5f);
  tune(Role::counter, middle, p.end_beat(), 1, 0.6f);
  if (palette_.tension > 0) unrest(p);
  band_.roll(p.end_beat(), std::min(4, p.beats / 2), 0.8f);
  band_.rise(p.end_beat(), std::min(8, p.beats / 2), 1.0f);
}

void Composer::silence(const ScorePart& p) {
  const bool heart = palette_.weight >= 0.6f || palette_.tension > 0.5f;
  if (heart) {
    for (int b = 1; b < p.beats - 1; b += 2)
      band_.tone(Tone::heartbeat, p.first_beat + b, 0, 0.16f);
  } else {
    const int middle = p.beats / 2;
    band_.note(Role::motif, p.first_beat + middle, 2, harmony_.phrase.front().semitone, 0.22f);
  }
  band_.tone(Tone::swell, p.end_beat() - 1.0, 1.0, 0.2f);
}

void Composer::act_3(const ScorePart& p) {
  const double breath = p.end_beat() - 0.5;
  const int bars = (p.beats + bars_.beats_per_bar - 1) / bars_.beats_per_bar;
  const int lift = bars >= 8 ? bars / 2 / 4 * 4 : bars;  // The new key starts with the phrase.
  constexpr int lifts[] = {2, 3, 1};
  const int key = lifts[random_.pick(3)];
  each_bar(p.first_beat, breath, [&](double beat, double beats, int bar) {
    if (bar == lift) band_.transpose(key);
    const float rise = rise_of(beat, p);
    const auto& chord = chord_at(bar, 1);
    const int root = chord.tones[0] > 7 ? chord.tones[0] - 12 : chord.tones[0];
    band_.groove(3, beat, beats, 0.78f + 0.22f * rise);
    band_.figure(Role::ostinato, beat, beats, chord, 0.7f + 0.15f * rise);
    band_.figure(Role::second, beat, beats, chord, 0.66f + 0.15f * rise, 1);
    band_.chord(Role::brass, beat, beats, chord, 0.45f + 0.35f * palette_.weight + 0.1f * rise);
    band_.chord(Role::choir, beat, beats, chord, 0.6f + 0.25f * rise);
    if (!palette_.choir.plays()) band_.chord(Role::pad, beat, beats, chord, 0.7f, 1);
    for (double b = 0; b < beats - 1e-6; b += 0.5) {
      band_.note(Role::bass, beat + b, 0.45, root, 0.75f + (b == 0 ? 0.1f : 0.0f));
    }
    if (bar % 4 == 0) {
      const double to = std::min(beat + 4.0 * bars_.beats_per_bar, breath);
      tune(Role::lead, beat, to, 1, 0.75f + 0.15f * rise);
      tune(Role::counter, beat, to, 1, 0.6f, -1);
    }
  });
  climb(p);
}

/// Accents every two bars, then every bar, every half, every beat.
void Composer::climb(const ScorePart& p) {
  const int bar = bars_.beats_per_bar;
  double beat = p.first_beat;
  while (beat < p.end_beat() - 1) {
    const double left = p.end_beat() - beat;
    const bool new_phrase = beat == p.first_beat;
    band_.hit(beat, new_phrase ? 0.9f : 0.55f + 0.25f * rise_of(beat, p));
    if (left > 6 * bar) {
      beat += 2 * bar;
    } else if (left > 2 * bar) {
      beat += bar;
    } else {
      beat += left > bar ? std::max(1, bar / 2) : 1;
    }
  }
  band_.roll(p.end_beat() - 0.5, std::min(4.0, p.beats / 2.0), 1.0f);
  band_.rise(p.end_beat(), std::min(12, p.beats), 1.0f);
}

void Composer::title(const ScorePart& p) {
  const double beats = bars_.beats() - p.first_beat;
  const double ring = std::min<double>(beats, p.beats + 1.0);
  const auto& chord = harmony_.chords[0];
  band_.hit(p.first_beat, 1.0f);
  band_.tone(Tone::sub_drop, p.first_beat, ring, 0.9f * palette_.weight);
  band_.tone(Tone::shimmer, p.first_beat + 0.5, ring, 0.10f);
  for (const auto role : {Role::pad, Role::brass, Role::choir}) {
    band_.chord(role, p.first_beat, role == Role::brass ? ring * 0.6 : ring, chord, 0.8f);
    band_.swell(role, p.first_beat, ring, 1.0f, 0.35f);
  }
  band_.note(Role::bass, p.first_beat, ring, 0, 0.9f);
}

void Composer::button(const ScorePart& p) {
  band_.swell(Role::pad, p.first_beat, 0.25, 1.0f, 1.0f);
  if (palette_.tension > 0.8f) {
    band_.tone(Tone::scrape, p.first_beat, p.beats, 0.45f);
    band_.tone(Tone::boom, p.first_beat, 0, 0.6f);
    band_.hit(p.first_beat, 0.5f);
    return;
  }
  // The head of the tune, answered by the tonic.
  const double half = p.first_beat + std::min(2.0, p.beats / 2.0);
  tune(Role::motif, p.first_beat, half, 1, 0.55f);
  band_.note(Role::motif, half, 2, 12, 0.55f);
  band_.note(Role::motif, half, 2, 0, 0.6f);
  band_.note(Role::bass, half, 2, 0, 0.5f);
  band_.tone(Tone::deep_drum, p.first_beat, 0, 0.35f);
  if (palette_.weight > 0.5f) band_.tone(Tone::boom, half, 0, 0.45f * palette_.weight);
}

void Composer::end_card(const ScorePart& p) {
  const double beats =
      static_cast<double>(bars_.frames) / static_cast<double>(bars_.beat_frames) - p.first_beat;
  band_.chord(Role::pad, p.first_beat, beats, harmony_.chords[0], 0.4f);
  band_.swell(Role::pad, p.first_beat, beats, 0.8f, 0.1f);
  band_.note(Role::bass, p.first_beat, beats, 0, 0.35f);
  band_.swell(Role::bass, p.first_beat, beats, 1.0f, 0.2f);
  if (palette_.weight > 0.6f) band_.tone(Tone::boom, p.first_beat, 0, 0.3f);
}

void Composer::compose(const ScorePart& p) {
  switch (p.part) {
    case edit::Part::cold_open:
      return cold_open(p);
    case edit::Part::act_1:
      return act_1(p);
    case edit::Part::beat_drop:
      return beat_drop(p);
    case edit::Part::act_2:
      return act_2(p);
    case edit::Part::silence:
      return silence(p);
    case edit::Part::act_3:
      return act_3(p);
    case edit::Part::title:
      return title(p);
    case edit::Part::button:
      return button(p);
    case edit::Part::end_card:
      return end_card(p);
  }
}

}  // namespace

Composition compose(const Bars& bars, const vibe::Palette& palette, const Harmony& harmony,
                    Random& random) {
  return Composer(bars, palette, harmony, random).compose();
}

}  // namespace cinecut::score
