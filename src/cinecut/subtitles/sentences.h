#pragma once
// Sentences: which cues belong together, in any script.

#include <string_view>
#include <vector>

#include "cinecut/subtitles/cues.h"

namespace cinecut::subtitles {

/// Ends with a mark that ends a sentence, whatever quotes and brackets stand behind it. Scripts
/// that leave the marks out end none.
bool ends_sentence(std::string_view text);

/// Begins with a small letter or an ellipsis: with the rest of something.
bool begins_inside(std::string_view text);

/// Is what `cue` begins said to its end in `next`? Only scripts with small letters, commas and
/// ellipses tell.
bool goes_on(const Cue& cue, const Cue& next);

/// Of the sentence that begins with cue `first`: its last one, at most `most` - 1 later.
int last_of_sentence(const std::vector<Cue>& cues, int first, int most);

}  // namespace cinecut::subtitles
