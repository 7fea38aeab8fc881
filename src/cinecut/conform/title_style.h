#pragma once
// How a vibe's titles look: type, colour and temper.

#include <string>

#include "cinecut/conform/look.h"
#include "cinecut/vibe/vibe.h"

namespace cinecut {

struct TitleStyle {
  std::string fonts;      ///< Families, best first; the system's own follow for missing letters.
  int weight = 400;       ///< 100 thin to 900 black.
  bool is_upper = true;   ///< Set in capitals.
  double tracking = 0.2;  ///< Between letters, in ems.
  double height = 0.13;   ///< Of a capital letter's line, as a share of the picture's height.
  Rgb top{1, 1, 1};       ///< Colour at the letters' head …
  Rgb bottom{0.8, 0.8, 0.8};  ///< … and foot.
  Rgb glow{1, 1, 1};
  double glow_strength = 0.35;
  double attack_s = 0.5;  ///< Until the title is fully there.
};

/// A built-in vibe's own, also of one that replaced it; for others by what the vibe looks like.
TitleStyle title_style(const Vibe& vibe);

/// The same temper, small and quiet: for the end card.
TitleStyle end_style(const Vibe& vibe);

}  // namespace cinecut
