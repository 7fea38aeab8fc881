#pragma once
// What is said near a still. Private to src/cinecut/scenes.

#include <string>
#include <string_view>
#include <vector>

#include "cinecut/subtitles/cues.h"

namespace cinecut {

/// The spoken cue nearest to `t`, at most two seconds away; `cues` are sorted and do not overlap.
const Cue* cue_near(const std::vector<Cue>& cues, base::FilmTime t);

/// In quotation marks, cut between words where it is long.
std::string in_quotes(std::string_view text);

}  // namespace cinecut
