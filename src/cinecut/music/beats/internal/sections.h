#pragma once
// A song's stretches of one character, and its accents.

#include <vector>

#include "cinecut/music/beats/internal/evidence.h"
#include "cinecut/music/beats/internal/onsets.h"
#include "cinecut/music/beats/song.h"

namespace cinecut::beats {

/// Sections that cover the song up to `end` without gaps: "A", "B", … the same letter for what
/// sounds alike. They start at the given bars (in onset frames, rising), or at any second where
/// there are none.
std::vector<Section> find_sections(const Onsets& onsets, const std::vector<double>& bars,
                                   base::SongTime end);

/// The strongest accents among the given beats, in onset frames, rising: about one in four seconds,
/// at least a second apart.
std::vector<double> find_hits(const Onsets& onsets, const Accents& accents,
                              const std::vector<double>& beats);

}  // namespace cinecut::beats
