#pragma once
// The mix: film sound, music, effects and voice as one programme.

#include <functional>

#include "base/progress.h"
#include "cinecut/edit/manifest.h"
#include "cinecut/music/beats/song.h"
#include "cinecut/vibe/vibe.h"
#include "media/film.h"
#include "media/sound.h"

namespace cinecut::sound {

enum class Stem { film, voice, music, effects };

struct Mix {
  media::Sound programme;     ///< As long as the trailer, to the sample.
  double loudness_lufs = 0;   ///< Measured.
  double true_peak_dbtp = 0;  ///< Measured on the programme as AAC gives it back.
};

/// Takes a stem: as long as the trailer, 48 kHz stereo.
using StemTaker = std::function<void(Stem, media::Sound)>;

/// Film sound and voice are cut from the film, effects are synthesised, music is laid in as the
/// manifest says. Every edge is faded; the music ducks under voice and strong dialogue. Each stem
/// is handed out as soon as it is made, for together they are large.
void make_stems(const edit::Manifest& manifest, const media::FilmInfo& film, beats::Song song,
                const StemTaker& take, const base::Progress& progress = {});

/// Brings the stems' sum to the vibe's loudness (within 0.5 LU) with a true peak under -1 dBTP also
/// after AAC.
Mix master(media::Sound sum, const vibe::Vibe& vibe);

/// Both of them.
Mix make_mix(const edit::Manifest& manifest, const media::FilmInfo& film, beats::Song song,
             const vibe::Vibe& vibe, const base::Progress& progress = {});

}  // namespace cinecut::sound
