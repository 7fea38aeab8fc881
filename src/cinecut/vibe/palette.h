#pragma once
// What a vibe's score is played with: harmony, instruments, drums and weight.

#include <array>
#include <string>
#include <string_view>

#include "cinecut/vibe/instruments.h"

namespace cinecut::vibe {

/// The kind of chords and scale a score is made of.
enum class Mood { dark, sad, heroic, warm, playful, tense, wide, desert, groove };

/// A set of drums and what it plays.
enum class Drums { epic, hybrid, march, light, playful, dread, club, desert };

/// What an accent of everybody sounds like.
enum class HitStyle { bram, orchestral, soft, electronic };

std::string_view name_of(Mood m);      ///< "dark"
std::string_view name_of(Drums d);     ///< "epic"
std::string_view name_of(HitStyle h);  ///< "bram"

// All values of each, in order.
inline constexpr std::array kMoods{Mood::dark, Mood::sad,     Mood::heroic,
                                   Mood::warm, Mood::playful, Mood::tense,
                                   Mood::wide, Mood::desert,  Mood::groove};
inline constexpr std::array kDrums{Drums::epic,    Drums::hybrid, Drums::march, Drums::light,
                                   Drums::playful, Drums::dread,  Drums::club,  Drums::desert};
inline constexpr std::array kHitStyles{HitStyle::bram, HitStyle::orchestral, HitStyle::soft,
                                       HitStyle::electronic};

struct Palette {
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

  /// One bar of chord steps, 0 to 9; '.' rests. The bar is divided evenly; not empty.
  std::string figure = "0.0.0.0.0.0.0.0.";
  Drums drums = Drums::hybrid;
  HitStyle hit = HitStyle::orchestral;
  float weight = 0.5f;  ///< 0 to 1: how much of computed low end, risers and brams.
  float tension = 0;    ///< 0 to 1: clusters, irregular hits, drones.
  bool clock = false;   ///< A tick on every beat before the drop.

  friend bool operator==(const Palette&, const Palette&) = default;
};

}  // namespace cinecut::vibe
