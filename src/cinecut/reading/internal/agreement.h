#pragma once
// What several readings of one film say together.

#include <vector>

#include "base/time.h"
#include "cinecut/reading/internal/questions.h"
#include "cinecut/reading/reading.h"

namespace cinecut::reading {

/// Whether the turns of one reading can be where they are: in order, and a tenth of the film apart.
/// (In 71 films with dated turning points the nearest were .105 apart, one in twenty nearer than
/// .2.)
bool are_apart(const Whole& whole, const std::vector<subtitles::Cue>& cues, base::Duration film);

/// The middle one of the places that were named, and how well they agree: the share of the readings
/// that named one, less what they differ by. Readings that are a tenth of the film apart on average
/// do not agree at all, nor does one alone. `votes` are cues, -1 for none.
Turn agree(const std::vector<int>& votes, const std::vector<subtitles::Cue>& cues,
           base::Duration film);

/// The lines that the first reading chose, and others' where these are fewer than 6; each with what
/// belongs to its sentence. None if all together they are fewer,
/// have fewer than three roles, or span less than a third of the film.
std::vector<SpineLine> agree_on_spine(const std::vector<Whole>& readings,
                                      const std::vector<subtitles::Cue>& cues);

}  // namespace cinecut::reading
