#pragma once
// The mix: film sound, music, effects and voice as one programme.

#include "base/progress.h"
#include "cinecut/cut/manifest.h"
#include "cinecut/music/song.h"
#include "cinecut/vibe/vibe.h"
#include "media/film.h"
#include "media/sound.h"

namespace cinecut {

/// Each as long as the trailer, 48 kHz stereo.
struct Stems {
  media::Sound film;
  media::Sound music;
  media::Sound effects;
  media::Sound voice;
};

struct Mix {
  media::Sound programme;     ///< As long as the trailer, to the sample.
  double loudness_lufs = 0;   ///< Measured.
  double true_peak_dbtp = 0;  ///< Measured on the programme as AAC gives it back.
};

/// Film sound and voice are cut from the film, effects are synthesised, music is laid in as the
/// manifest says. Every edge is faded; the music ducks under voice and strong dialogue.
Stems make_stems(const Manifest& manifest, const media::FilmInfo& film, const Song& song,
                 const Vibe& vibe, const base::Progress& progress = {});

/// Sums the stems and brings them to the vibe's loudness (within 0.5 LU) with a true peak under
/// -1 dBTP also after AAC.
Mix master(const Stems& stems, const Vibe& vibe);

}  // namespace cinecut
