#pragma once
// Emotion: how a line of dialogue feels, from its words and marks.

#include <string_view>

#include "cinecut/subtitles/cues.h"

namespace cinecut::subtitles {

struct Feeling {
  edit::Emotion emotion = edit::Emotion::neutral;
  float strength = 0;  ///< 0 to 1; 0 if neutral.
  float place = 0.5f;  ///< Where in the text its strongest word stands: 0 first, 1 last.
};

enum class Capitals { shout, mean_nothing };

/// Knows English words; of other languages only exclamation marks and shouting. `capitals` says
/// whether words in capitals are shouted, which they are not in a file that has nothing else.
Feeling feeling_of(std::string_view text, Capitals capitals = Capitals::shout);

}  // namespace cinecut::subtitles
