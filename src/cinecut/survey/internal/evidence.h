#pragma once
// Evidence: what one pass over the film leaves behind, before anything is concluded from it.

#include <optional>
#include <string>
#include <vector>

#include "cinecut/survey/borders.h"
#include "cinecut/survey/internal/faces.h"
#include "cinecut/survey/internal/picture_measures.h"
#include "cinecut/survey/internal/rest.h"
#include "cinecut/survey/survey.h"
#include "media/scan.h"

namespace cinecut::survey {

/// A picture that was seen.
struct Glance {
  PictureMeasures measures;
  std::string jpeg;            ///< Upright, square pixels, kStillWidth or less.
  std::optional<Faces> faces;  ///< Nothing: not looked for.
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

/// What is kept of pictures of this film. One thread at a time.
class Glancing {
 public:
  explicit Glancing(const media::FilmInfo& film, const std::vector<subtitles::Cue>& cues = {});

  Glance at(const media::Picture& picture, const SmallPicture& small);

 private:
  bool is_new(const PictureMeasures& picture) const;

  const media::FilmInfo& film_;
  std::vector<base::FilmRange> spoken_;  ///< In order.
  FaceFinder faces_;
  std::optional<PictureMeasures> last_with_faces_;  ///< Where faces were last looked for.
};

}  // namespace cinecut::survey
