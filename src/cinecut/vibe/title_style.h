#pragma once
// How a vibe's titles look: type, colour and temper.

#include <array>
#include <string>

namespace cinecut::vibe {

/// Red, green and blue, 0 to 1 each.
using Rgb = std::array<double, 3>;

struct TitleStyle {
  /// Families, best first, with commas between; the system's own follow for missing letters.
  std::string fonts = "sans-serif";
  int weight = 400;           ///< 100 thin to 900 black.
  bool is_upper = true;       ///< Set in capitals.
  double tracking = 0.2;      ///< Between letters, in ems.
  double height = 0.13;       ///< Of a capital letter's line, as a share of the picture's height.
  Rgb top{1, 1, 1};           ///< Colour at the letters' head …
  Rgb bottom{0.8, 0.8, 0.8};  ///< … and foot.
  Rgb glow{1, 1, 1};
  double glow_strength = 0.35;
  double attack_s = 0.5;  ///< Until the title is fully there.

  friend bool operator==(const TitleStyle&, const TitleStyle&) = default;
};

}  // namespace cinecut::vibe
