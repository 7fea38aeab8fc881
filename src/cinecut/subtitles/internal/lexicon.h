#pragma once
// Lexicon: words that carry a feeling, chosen and weighted for film dialogue.

#include <string>
#include <vector>

#include "cinecut/subtitles/cues.h"

namespace cinecut::subtitles {

struct WordFeeling {
  edit::Emotion emotion = edit::Emotion::neutral;
  float weight = 0;  ///< 1: this word alone decides.
};

/// The feeling of the phrase of up to four words that starts at words[at], longest first; `length`
/// becomes its number of words. Null and 1 if there is none. Words are in small letters.
const WordFeeling* find_feeling(const std::vector<std::string>& words, std::size_t at,
                                std::size_t& length);

}  // namespace cinecut::subtitles
