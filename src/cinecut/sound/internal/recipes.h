#pragma once
// Recipes: effects as layers of tone and noise. Data only; effects.cpp turns them into sound.

#include <array>
#include <span>
#include <string_view>

namespace cinecut::sound {

/// One layer. Times in seconds from the effect's start.
///
///   gain      ____/\        rise: over `attack`; `swell` > 0 bends it into a crescendo over the
///         ___/      \__     whole layer; fall: exp(-decay * t) after the attack, then `release`
struct Layer {
  enum class Kind { tone, noise };
  Kind kind = Kind::tone;
  double start = 0, length = 0;
  double from_hz = 0, to_hz = 0;
  /// How fast the pitch moves, per second: to + (from - to) * exp(-bend * t). 0: evenly in octaves
  /// over the whole layer.
  double bend = 0;
  double attack = 0.005, release = 0.02;
  double decay = 0;
  double swell = 0;
  double gain = 1;
  double sharpness = 0.7;           ///< Of a noise band: its Q. 0.7 is broad, 3 whistles.
  double pan_from = 0, pan_to = 0;  ///< -1 left, 1 right.
  double width = 0;                 ///< Of noise: 0 the same on both sides, 1 unrelated.
};

struct Recipe {
  std::string_view name;
  double length = 0;     ///< Without the room.
  double strongest = 0;  ///< From the start to the strongest instant.
  double peak_db = -6;   ///< Highest sample, at 0 dB gain.
  double room = 0;       ///< Level of the reverb; 0: none.
  std::span<const Layer> layers;
};

std::span<const Recipe> recipes();

}  // namespace cinecut::sound
