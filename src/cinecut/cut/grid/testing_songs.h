#pragma once
// For tests: songs made up by hand, without a sample of sound.

#include "cinecut/music/beats/song.h"
#include "cinecut/vibe/vibe.h"

namespace cinecut {

/// The beats of a score made for this form at exactly `bpm`.
Song make_up_score(const Vibe& vibe, base::Duration length, double bpm);

/// A song of its own: intro, verse, chorus, verse, chorus, end.
Song make_up_song(base::Duration length, double bpm);

}  // namespace cinecut
