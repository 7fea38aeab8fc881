#pragma once
// Vibes: what a kind of trailer looks, sounds and moves like. A vibe is one value: nothing else is
// looked up by its name.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "cinecut/edit/terms.h"
#include "cinecut/vibe/palette.h"
#include "cinecut/vibe/title_style.h"

namespace cinecut::vibe {

struct Vibe {
  std::string name;

  // Look.
  double temperature_shift = 0;  ///< -0.1 cold to 0.1 warm.
  double saturation = 1;
  double contrast = 1;
  double brightness = 0;  ///< Added to a 0 to 1 picture.
  TitleStyle titles;

  // Sound.
  double loudness_lufs = -16;          ///< Of the finished programme.
  double loudness_tolerance_lu = 0.5;  ///< How far off the check lets it be.

  // Pace.
  base::Duration average_shot[3]{};  ///< Act 1, 2 and 3.
  int shots_min = 15;                ///< For two minutes; a floor.
  int shots_max = 30;
  double dialogue_share = 0.4;  ///< Of the running time.
  edit::Transition primary = edit::Transition::hard_cut;
  edit::Transition secondary = edit::Transition::fade_to_black;

  // Story: the feelings its audience comes for. Without a wish every feeling is wanted alike.
  std::optional<edit::Emotion> first_feeling;
  std::optional<edit::Emotion> second_feeling;

  // Music.
  double bpm = 100;
  double bpm_min = 70;
  double bpm_max = 140;
  Palette palette;

  friend bool operator==(const Vibe&, const Vibe&) = default;
};

/// The built-in vibes, in alphabetical order.
const std::vector<Vibe>& built_in_vibes();

/// Vibes read from a user's CSV with the columns of docs/vibes.md, in its order. What a row leaves
/// out comes from the built-in vibe it is like, or from the one of its name; failing both from the
/// one that is closest. Throws Error: usage, with line and column.
std::vector<Vibe> parse_vibes(std::string_view csv);

/// All columns of each vibe. parse_vibes(to_csv(v)) == v, for values with up to six decimals that
/// are in range.
std::string to_csv(const std::vector<Vibe>& vibes);

/// The built-in vibes and those of `csv`, by name; one of the same name replaces a built-in one.
/// Throws what parse_vibes throws.
std::vector<Vibe> vibes_with(std::string_view csv);

/// The vibe of that name; case does not matter. Null: there is none.
const Vibe* vibe_named(const std::vector<Vibe>& vibes, std::string_view name);

/// The vibe of that name. Throws Error: usage, with what no_vibe_named says.
const Vibe& find_vibe(const std::vector<Vibe>& vibes, std::string_view name);

/// "there is no vibe …", with the closest one and all there are.
std::string no_vibe_named(const std::vector<Vibe>& vibes, std::string_view name);

}  // namespace cinecut::vibe
