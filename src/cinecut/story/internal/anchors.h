#pragma once
// Anchors: where a film turns, from priors and its flow.

#include <vector>

#include "cinecut/story/story.h"

namespace cinecut::story {

/// How tense a film is, in equal steps from its beginning to its end, each in units of the film's
/// own spread. Empty: nothing is known.
using Flow = std::vector<double>;

/// From loudness, motion and pace of shots.
Flow picture_flow(const survey::Survey& survey);

/// Priors, moved by where people talk and by the flow of the picture.
edit::Anchors find_anchors(const std::vector<subtitles::Cue>& cues, const Flow& picture,
                           base::Duration film);

}  // namespace cinecut::story
