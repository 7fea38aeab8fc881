#pragma once
// Scenes: what is seen in each still, in words.

#include <string>
#include <string_view>
#include <vector>

#include "base/progress.h"
#include "cinecut/edit/film_facts.h"
#include "cinecut/subtitles/cues.h"
#include "cinecut/survey/survey.h"

namespace cinecut::descriptions {

struct Scene {
  base::FilmTime time{};  ///< Of its still.
  int still = 0;          ///< Index into Survey::stills.
  edit::SceneDescription description;
  float confidence = 0;  ///< 0 to 1. Descriptions from measures say little: at most 0.5.
  /// "measures", or the model's name.
  std::string source = "measures";
  /// The still whose description this is, since both pictures are nearly the same. -1: its own.
  int shared_with = -1;
};

/// One scene for each still, in order, from measured light, colour, contrast, motion, faces, shot
/// size and the dialogue nearby. Deterministic.
std::vector<Scene> describe_from_measures(const survey::Survey& survey,
                                          const std::vector<subtitles::Cue>& cues);

/// The phase's artefact (msgpack). from_bytes throws Error: corrupt.
std::string to_bytes(const std::vector<Scene>& scenes);
std::vector<Scene> scenes_from_bytes(std::string_view bytes);

}  // namespace cinecut::descriptions
