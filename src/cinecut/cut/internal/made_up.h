#pragma once
// For tests: films and stories made up by hand, without a picture or a sample.

#include <cstdint>
#include <vector>

#include "cinecut/cut/cut.h"

namespace cinecut::cut {

struct MadeUpFilm {
  survey::Survey survey;
  std::vector<subtitles::Cue> cues;
  std::vector<descriptions::Scene> scenes;
  story::Story story;
};

struct MadeUpOptions {
  base::Duration length = std::chrono::minutes(20);
  double mean_shot = 4.5;  ///< Seconds.
  base::Rational rate{24000, 1001};
  std::uint32_t seed = 1;
  bool has_words = true;
  bool has_speakers = true;
};

/// A film of shots of many lengths; every second one or so speaks. Nothing from its last 15 % is a
/// moment.
MadeUpFilm make_up_film(const MadeUpOptions& options = {});

}  // namespace cinecut::cut
