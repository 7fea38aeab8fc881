#pragma once
// Repair: cues as a film needs them, from what a file says.

#include <vector>

#include "cinecut/subtitles/cues.h"

namespace cinecut::subtitles {

/// Gives those that end before they start the time their words need, shortens those that stay long
/// after their words, keeps all inside the film, sorts them, and takes overlaps apart: speakers who
/// begin together become one cue, otherwise the earlier one ends where the later begins. Counts
/// what it did. Times become whole milliseconds. n log n.
std::vector<Cue> repair(std::vector<Cue> cues, base::Duration film, Repairs& repairs);

}  // namespace cinecut::subtitles
