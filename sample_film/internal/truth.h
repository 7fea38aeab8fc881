#pragma once
// What is known about the film because it was made: for tests and for whoever looks.

#include <string>
#include <vector>

#include "sample_film/internal/plan.h"
#include "sample_film/internal/soundtrack.h"

namespace sample_film {

/// docs/truth.md, with a slot for a seal. `subtitles`: what stands beside it.
std::string to_truth(const Script& script, const Plan& plan, const std::vector<Cue>& cues,
                     int width_px, int height_px, const std::string& subtitles);
std::string to_subtitles(const Plan& plan);

}  // namespace sample_film
