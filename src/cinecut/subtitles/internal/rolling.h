#pragma once
// Rolling captions: lines that stay while others come, or that grow word by word.
//
// Captions made as somebody speaks (automatic ones, CEA-608 in its roll-up and paint-on styles)
// show each line several times: with the line above it, once more for an instant, and then above
// the next one.

#include <vector>

#include "cinecut/subtitles/internal/formats.h"
#include "cinecut/subtitles/internal/markup.h"

namespace cinecut::subtitles {

/// Takes rolling captions apart: afterwards each line stands once, from when it first appeared to
/// when it was said, as far as the file tells. `texts[i]` is what `events[i]` shows; both get
/// shorter together. Only where captions do so again and again: who says the same twice elsewhere
/// stays. Returns how many captions showed nothing new. Linear time.
int unroll(std::vector<SubtitleEvent>& events, std::vector<PlainText>& texts);

}  // namespace cinecut::subtitles
