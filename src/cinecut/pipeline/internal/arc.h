#pragma once
// The arc of a film, from what its phases found.

#include <optional>
#include <vector>

#include "cinecut/reading/reading.h"
#include "cinecut/report/arc.h"
#include "cinecut/subtitles/cues.h"
#include "cinecut/survey/survey.h"

namespace cinecut::pipeline {

/// Curves of 240 values over a film of that length. What is not there is left out.
report::Arc arc_of(base::Duration film, const std::optional<std::vector<subtitles::Cue>>& cues,
                   const std::optional<survey::Survey>& survey,
                   const std::optional<reading::Reading>& reading);

}  // namespace cinecut::pipeline
