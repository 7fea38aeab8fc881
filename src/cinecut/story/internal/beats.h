#pragma once
// Beats: which part of the trailer a moment serves, and as what.

#include <optional>
#include <string>
#include <vector>

#include "cinecut/story/internal/signals.h"
#include "cinecut/story/story.h"

namespace cinecut::story {

/// What a moment is judged by besides its signals.
struct SceneEvidence {
  double share = 0;    ///< Of the film, at its focus.
  float loudness = 0;  ///< 0 to 1 over the film.
  float impact = 0;    ///< The strongest onset in it, 0 to 1.
  float motion = 0, face_count = 0, face_size = 0, sharpness = 0;  ///< As measured.
  edit::Emotion emotion = edit::Emotion::neutral;                  ///< Of its strongest cue.
  float emotion_strength = 0;
  /// Where in a story such words and pictures stand, 0 to 1, as an embedding model tells.
  std::optional<float> told_place;
};

/// The zone of each, from its place against the anchors, its intensity, and where its words and
/// pictures stand in a story, if that is known. No zone gets less than a fifth of the moments if
/// there are at least ten.
std::vector<edit::Zone> find_zones(const std::vector<Signals>& signals,
                                   const std::vector<SceneEvidence>& evidence,
                                   const edit::Anchors& anchors, base::Duration film);

/// What each is best as, compared with what else the film has to offer as the same.
std::vector<edit::BeatType> find_beat_types(const std::vector<Signals>& signals,
                                            const std::vector<SceneEvidence>& evidence,
                                            const std::vector<edit::Zone>& zones,
                                            const edit::Anchors& anchors, base::Duration film);

/// "Strong motion and a look like no other shot, late in the film; “Run!” can be heard whole."
std::string reason_for(const Signals& signals, const SceneEvidence& evidence, edit::Zone zone,
                       const subtitles::Cue* line);

}  // namespace cinecut::story
