#pragma once
// The cut: which moments are shown, when, and for how long.

#include <string>
#include <vector>

#include "cinecut/cut/casting/candidates.h"
#include "cinecut/cut/casting/sources.h"
#include "cinecut/cut/weights.h"
#include "cinecut/edit/manifest.h"
#include "cinecut/music/beats/song.h"
#include "cinecut/story/story.h"
#include "cinecut/survey/survey.h"
#include "cinecut/vibe/vibe.h"

namespace cinecut::cut {

/// The edit. Uses only moments whose shot has exact borders. Cuts under music fall on beats (to the
/// nearest frame), each clip stays inside its shot and at least two frames clear of its joints,
/// no source is used twice, and shots get shorter act by act. Deterministic. Throws Error:
/// unsupported if the film has less material than a trailer of 15 s needs.
edit::Manifest make_cut(const story::Story& story, const survey::Survey& survey,
                        const std::vector<descriptions::Scene>& scenes,
                        const std::vector<subtitles::Cue>& cues, const beats::Song& song,
                        const vibe::Vibe& vibe, const casting::CutOptions& options = {},
                        const Weights& weights = {});

}  // namespace cinecut::cut
