#pragma once
// A score made for a trailer.

#include <cstdint>
#include <vector>

#include "base/progress.h"
#include "cinecut/music/beats/song.h"
#include "cinecut/vibe/form.h"
#include "cinecut/vibe/vibe.h"

namespace cinecut::score {

/// Makes a score for the form: pulse, build, hits, stop-down, last hit that rings out. Sections
/// carry the names of the parts; each part starts on a downbeat and fills whole beats, so lengths
/// differ from the form's by at most one bar; their beats are exact. `seed` varies key, motif and
/// instruments. Deterministic. Throws Error: unavailable if no sound font is found.
beats::Song make_score(const vibe::Vibe& vibe, const std::vector<vibe::FormPart>& form,
                       std::uint32_t seed, const base::Progress& progress = {});

}  // namespace cinecut::score
