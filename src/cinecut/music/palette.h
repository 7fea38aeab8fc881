#pragma once
// What a vibe's score is played with: instruments, drums and weight. One row of a table each.

#include <string_view>
#include <vector>

#include "cinecut/music/harmony.h"
#include "cinecut/music/instruments.h"
#include "cinecut/music/tones.h"
#include "cinecut/vibe/vibe.h"

namespace cinecut {

/// Drums and percussion as patterns over one bar of four beats: 16 characters are sixteenths, 12
/// triplets. X full, x half, o soft, anything else rests.
struct Row {
  enum class Source { tone, drum_key, timpani } source = Source::tone;
  int what = 0;  ///< A Tone, or a key of the General MIDI drum map.
  std::string_view pattern;
  float level = 1;
};

/// Grooves from the sparsest to the fullest: act 1, act 2, its second half, act 3.
struct Kit {
  std::vector<Row> grooves[4];
};

enum class HitStyle { bram, orchestral, soft, electronic };

struct Palette {
  std::string_view vibe;
  Mood mood = Mood::dark;

  Instrument motif;     ///< Act 1's tune.
  Instrument pulse;     ///< What ticks under it.
  Instrument pad;       ///< Chords that swell.
  Instrument ostinato;  ///< The running figure of act 2 and 3.
  Instrument second;    ///< Doubles it.
  Instrument counter;   ///< Long notes against it.
  Instrument lead;      ///< Act 3's tune.
  Instrument brass;     ///< Act 3's chords.
  Instrument choir;
  Instrument bass;

  std::string_view figure;  ///< One bar of chord steps, '.' rests, as many per bar as it has.
  const Kit* kit = nullptr;
  HitStyle hit = HitStyle::orchestral;
  float weight = 0.5f;  ///< 0 to 1: how much of computed low end, risers and brams.
  float tension = 0;    ///< 0 to 1: clusters, irregular hits, drones.
  bool clock = false;   ///< A tick on every beat before the drop.
};

/// The row of that vibe; for a user's own vibe the built-in one whose pace and tempo are closest.
const Palette& palette_of(const Vibe& vibe);

const Kit& epic_kit();
const Kit& hybrid_kit();
const Kit& march_kit();
const Kit& light_kit();
const Kit& playful_kit();
const Kit& dread_kit();
const Kit& club_kit();
const Kit& desert_kit();

}  // namespace cinecut
