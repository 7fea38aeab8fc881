#pragma once
// Anchors: where a film turns, from priors and its flow.

#include <vector>

#include "cinecut/story/story.h"

namespace cinecut::story {

/// How tense a film is, in equal steps from its beginning to its end, each in units of the film's
/// own spread. Empty: nothing is known.
using Flow = std::vector<double>;

/// From what is said, when, and how it feels. Empty if there are too few cues to tell.
Flow dialogue_flow(const std::vector<subtitles::Cue>& cues, base::Duration film);

/// From loudness, motion and pace of shots.
Flow picture_flow(const survey::Survey& survey);

/// Priors moved by the sum of the flows. Requires film >= 0.
edit::Anchors find_anchors(const std::vector<Flow>& flows, base::Duration film);

}  // namespace cinecut::story
