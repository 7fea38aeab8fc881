#pragma once
// Candidates: where a closer look at the film is worth its time.

#include <vector>

#include "cinecut/cut/casting/sources.h"

namespace cinecut::casting {

/// What a cut may be made from: stretches of the film, sorted, not overlapping, in which shot
/// borders must be exact before `make_cut`. About three times the material a trailer needs.
std::vector<base::FilmRange> candidate_ranges(const story::Story& story,
                                              const survey::Survey& survey, const vibe::Vibe& vibe,
                                              const CutOptions& options,
                                              const CandidateWeights& weights = {});

}  // namespace cinecut::casting
