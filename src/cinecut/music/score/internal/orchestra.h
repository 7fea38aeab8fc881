#pragma once
// Players for a composer: writes notes and computed sounds on a grid of beats.

#include <cstdint>
#include <vector>

#include "cinecut/music/score/font_player.h"
#include "cinecut/music/score/internal/bars.h"
#include "cinecut/music/score/internal/harmony.h"
#include "cinecut/music/score/internal/kits.h"
#include "cinecut/music/score/internal/random.h"
#include "cinecut/music/score/internal/tones.h"
#include "cinecut/vibe/palette.h"

namespace cinecut::score {

/// A computed sound in the score.
struct ToneEvent {
  Tone tone = Tone::boom;
  std::int64_t at = 0;      ///< Frame of 48 kHz.
  std::int64_t frames = 0;  ///< For stretched tones.
  float gain = 1;
  float pan = 0;  ///< -1 left to 1 right.
  double root_hz = 50;
};

struct Composition {
  Arrangement band;
  std::vector<ToneEvent> tones;
  std::vector<std::int64_t> hits;  ///< Frames of the accents that stand out, rising.
};

enum class Role { motif, pulse, pad, ostinato, second, counter, lead, brass, choir, bass };

/// Loudness is 0 (hardly audible) to 1 (as loud as it goes) everywhere.
class Orchestra {
 public:
  Orchestra(const Bars& bars, const vibe::Palette& palette, const Harmony& harmony, Random& random);

  /// From here on everything is `semitones` higher.
  void transpose(int semitones) { shift_ = semitones; }

  /// `semitone` counts from the tonic in the instrument's own octave.
  void note(Role role, double beat, double beats, int semitone, float loudness, int octave = 0);
  void chord(Role role, double beat, double beats, const Chord& chord, float loudness,
             int octave = 0);
  /// The loudness of a role's held notes goes from one level to another.
  void swell(Role role, double beat, double beats, float from, float to);
  /// One bar, or as much of it as `beats` holds, of the palette's running figure.
  void figure(Role role, double beat, double beats, const Chord& chord, float loudness,
              int octave = 0);
  /// One bar, or as much of it as `beats` holds, of a groove of the palette's drums, 0 to 3.
  void groove(int level, double beat, double beats, float loudness);
  /// Drums that hurry: sixteenths growing louder up to `end`.
  void roll(double end, double beats, float loudness);
  void tick(double beat, float loudness);

  /// An accent of the whole orchestra in the palette's style.
  void hit(double beat, float strength);
  /// A cymbal of the kit.
  void crash(double beat, float loudness);
  /// A sound that starts at `beat`.
  void tone(Tone tone, double beat, double beats, float gain, float pan = 0);
  /// Sounds that grow and break off at `end`.
  void rise(double end, double beats, float strength);

  const Bars& bars() const { return bars_; }
  const vibe::Palette& palette() const { return palette_; }
  Random& random() { return random_; }
  Composition take() { return std::move(composition_); }

 private:
  const vibe::Instrument& instrument(Role role) const;
  void add(int voice, double beat, double beats, int key, float loudness);
  void strike(const Row& row, double beat, float loudness);

  const Bars& bars_;
  const vibe::Palette& palette_;
  Random& random_;
  Composition composition_;
  int tonic_ = 0;
  int shift_ = 0;
};

}  // namespace cinecut::score
