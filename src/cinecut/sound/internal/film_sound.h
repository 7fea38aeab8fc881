#pragma once
// Film sound: what is heard of the film itself, clip by clip and line by line.

#include <vector>

#include "base/progress.h"
#include "cinecut/edit/manifest.h"
#include "cinecut/sound/internal/duck.h"
#include "media/film.h"
#include "media/sound.h"

namespace cinecut::sound {

/// As long as the trailer.
struct FilmSound {
  media::Sound sound;
  std::vector<Span> speech;  ///< Where the music has to make room.
};

/// The sound of the clips, each at its place, levelled, its edges faded:
///
///   hard cut    ____A____\/____B____   8 ms across the cut
///   crossfade   ___A____\  /___B____   over the transition, centred on the cut
///                        \/
///   fade        ___A__\      /__B___   half of the transition on each side
///   lead, tail  ___A___/ B earlier     the next sound under the picture before, or the reverse;
///                                      negative ones begin after the picture, or end before it
///
/// Clips at -60 dB and less are silent.
FilmSound clip_sound(const edit::Manifest& manifest, const media::FilmInfo& film,
                     const base::Progress& progress);

/// The voice lines, from the film's centre channel where it has one.
FilmSound voice_sound(const edit::Manifest& manifest, const media::FilmInfo& film,
                      const base::Progress& progress);

}  // namespace cinecut::sound
