#pragma once
// For tests: films, stories and songs made up by hand, without a picture or a sample.

#include <cstdint>
#include <vector>

#include "cinecut/cut/cut.h"

namespace cinecut {

struct MadeUpFilm {
  Survey survey;
  std::vector<Cue> cues;
  std::vector<Scene> scenes;
  Story story;
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

/// The beats of a score made for this form at exactly `bpm`.
Song make_up_score(const Vibe& vibe, base::Duration length, double bpm);

/// A song of its own: intro, verse, chorus, verse, chorus, end.
Song make_up_song(base::Duration length, double bpm);

}  // namespace cinecut
