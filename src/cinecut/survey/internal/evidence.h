#pragma once
// Evidence: what one pass over the film leaves behind, before anything is concluded from it.

#include <string>
#include <vector>

#include "cinecut/survey/borders.h"
#include "cinecut/survey/internal/picture_measures.h"
#include "cinecut/survey/internal/rest.h"
#include "cinecut/survey/survey.h"
#include "media/scan.h"

namespace cinecut::survey {

/// A picture that was seen.
struct Glance {
  PictureMeasures measures;
  std::string jpeg;  ///< Upright, square pixels, kStillWidth or less.
};

struct Evidence {
  std::vector<media::PacketNote> packets;  ///< In the order of display.
  std::vector<Glance> glances;             ///< In time order.
  std::vector<PictureBars> bars;           ///< Of pictures bright enough to tell.
  std::vector<Border> borders;             ///< Only if every picture was decoded.
  /// Change from each picture to the next, where every picture was decoded.
  struct Step {
    base::FilmTime time{};
    float motion = 0, camera = 0;
  };
  std::vector<Step> steps;
  Rest rest;  ///< Where every picture was decoded.
  SoundCurve sound;
  base::FilmTime end{};  ///< Of the last picture that is there: the film may have been cut off.
};

/// Looks at key pictures only, or at all.
Evidence gather(const media::FilmInfo& film, const std::vector<subtitles::Cue>& cues,
                bool all_pictures, const base::Progress& progress);

/// What is kept of a picture of this film.
Glance glance_at(const media::Picture& picture, const SmallPicture& small,
                 const media::FilmInfo& film);

}  // namespace cinecut::survey
