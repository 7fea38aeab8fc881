#pragma once
// The arc: what is known of a film over its time, to be drawn beside what the trailer takes of it.

#include <string>
#include <vector>

#include "base/time.h"
#include "cinecut/edit/terms.h"

namespace cinecut::report {

/// A line that tells the story, as a text model chose it.
struct ArcLine {
  base::FilmTime time{};
  edit::Role role = edit::Role::hook;
  std::string text;

  friend bool operator==(const ArcLine&, const ArcLine&) = default;
};

/// Each curve has values at even distances over the whole film; an empty one is not known.
struct Arc {
  std::vector<float> emotion;        ///< How strong what is said feels, 0 to 1.
  std::vector<float> loudness_lufs;  ///< -60: silence.
  std::vector<float> cuts_a_minute;
  std::vector<ArcLine> lines;
};

}  // namespace cinecut::report
