#pragma once
// What is said near a still.

#include <string>
#include <string_view>
#include <vector>

#include "cinecut/subtitles/cues.h"

namespace cinecut::descriptions {

/// The spoken cue nearest to `t`, at most two seconds away; `cues` are sorted and do not overlap.
const subtitles::Cue* cue_near(const std::vector<subtitles::Cue>& cues, base::FilmTime t);

/// In quotation marks, cut between words where it is long.
std::string in_quotes(std::string_view text);

}  // namespace cinecut::descriptions
