#pragma once
// For tests: songs made up by hand, without a sample of sound.

#include "cinecut/music/beats/song.h"
#include "cinecut/vibe/vibe.h"

namespace cinecut::grid {

/// The beats of a score made for this form at exactly `bpm`.
beats::Song make_up_score(const vibe::Vibe& vibe, base::Duration length, double bpm);

/// A song of its own: intro, verse, chorus, verse, chorus, end.
beats::Song make_up_song(base::Duration length, double bpm);

}  // namespace cinecut::grid
