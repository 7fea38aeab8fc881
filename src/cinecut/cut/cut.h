#pragma once
// The cut: which moments are shown, when, and for how long.

#include <string>
#include <vector>

#include "cinecut/edit/manifest.h"
#include "cinecut/music/song.h"
#include "cinecut/story/story.h"
#include "cinecut/survey/survey.h"
#include "cinecut/vibe/vibe.h"

namespace cinecut {

struct CutOptions {
  base::Duration length = std::chrono::seconds(120);
  std::string title;  ///< Shown on the title card.
  std::uint32_t seed = 0;
  /// The length that a made score was made for. Zero: the length above.
  base::Duration score_length{};
};

/// The longest trailer that makes sense for a film of this length: half of it, but not under 15 s.
/// make_cut shortens what is longer; whoever makes a score knows before.
base::Duration longest_trailer(base::Duration film);

/// What a cut may be made from: stretches of the film, sorted, not overlapping, in which shot
/// borders must be exact before `make_cut`. About three times the material a trailer needs.
std::vector<base::FilmRange> candidate_ranges(const Story& story, const Survey& survey,
                                              const Vibe& vibe, const CutOptions& options);

/// The edit. Uses only moments whose shot has exact borders. Cuts under music fall on beats (to the
/// nearest frame), each clip stays inside its shot and at least two frames clear of its joints,
/// no source is used twice, and shots get shorter act by act. Deterministic. Throws Error:
/// unsupported if the film has less material than a trailer of 15 s needs.
Manifest make_cut(const Story& story, const Survey& survey, const std::vector<Scene>& scenes,
                  const std::vector<Cue>& cues, const Song& song, const Vibe& vibe,
                  const CutOptions& options = {});

}  // namespace cinecut
