#pragma once
// What is played: a key, four chords, and a phrase over them.

#include <array>
#include <vector>

#include "cinecut/music/score/internal/random.h"
#include "cinecut/vibe/palette.h"

namespace cinecut::score {

/// Semitones above the tonic. tones[0] is the root.
struct Chord {
  std::array<int, 3> tones{};

  /// Climbs the chord: 0 root, 1 third, 2 fifth, 3 the root an octave higher, and so on.
  int step(int index) const;
};

/// A note of the phrase. Beats count from the phrase's start; the phrase lasts one bar per chord.
struct PhraseNote {
  double beat = 0;
  double beats = 1;
  int semitone = 0;  ///< Above the tonic, -5 to 19.
  bool strong = false;
};

struct Harmony {
  int tonic = 0;  ///< 0 C to 11 B.
  std::array<int, 7> scale{};
  std::array<Chord, 4> chords{};
  std::vector<PhraseNote> phrase;  ///< Four bars of four beats.
};

/// Key, chords and phrase, chosen by `random` among those of the mood.
Harmony make_harmony(vibe::Mood mood, Random& random);

}  // namespace cinecut::score
