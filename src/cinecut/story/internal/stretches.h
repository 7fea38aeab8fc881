#pragma once
// Stretches: the parts of shots that may be shown at all.

#include <vector>

#include "cinecut/survey/survey.h"

namespace cinecut::story {

struct Stretch {
  int shot = 0;
  base::FilmRange range;
};

inline constexpr base::Duration kShortestStretch = std::chrono::milliseconds(350);

/// In film order, not overlapping: inside shots, clear of their joints, without credits, titles,
/// black and frozen pictures, before `limit`; and without shots that show
/// nothing worth showing, while enough others are left. Very long shots give several, parted
/// between two cues where possible. `told`: what words about each shot add to how clear its subject
/// is; empty: nothing was told.
std::vector<Stretch> usable_stretches(const survey::Survey& survey,
                                      const std::vector<subtitles::Cue>& cues, base::FilmTime limit,
                                      const std::vector<float>& told = {});

}  // namespace cinecut::story
