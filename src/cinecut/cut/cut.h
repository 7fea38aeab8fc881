#pragma once
// The cut: which moments are shown, when, and for how long.

#include <string>
#include <vector>

#include "cinecut/cut/casting/candidates.h"
#include "cinecut/cut/casting/sources.h"
#include "cinecut/edit/manifest.h"
#include "cinecut/music/beats/song.h"
#include "cinecut/story/story.h"
#include "cinecut/survey/survey.h"
#include "cinecut/vibe/vibe.h"

namespace cinecut {

/// The edit. Uses only moments whose shot has exact borders. Cuts under music fall on beats (to the
/// nearest frame), each clip stays inside its shot and at least two frames clear of its joints,
/// no source is used twice, and shots get shorter act by act. Deterministic. Throws Error:
/// unsupported if the film has less material than a trailer of 15 s needs.
Manifest make_cut(const Story& story, const Survey& survey, const std::vector<Scene>& scenes,
                  const std::vector<Cue>& cues, const Song& song, const Vibe& vibe,
                  const CutOptions& options = {});

}  // namespace cinecut
