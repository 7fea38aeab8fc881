#pragma once
// Words: lines of letters that stand in a picture, as titles, credits and burnt-in subtitles do.

#include <vector>

#include "cinecut/survey/internal/picture_measures.h"

namespace cinecut::survey {

/// Strokes that are brighter or darker than both sides and of one brightness, in a row that is as
/// high as letters are, with the gaps that letters have. From the top.
std::vector<WordLine> find_words(const GrayPicture& gray);

/// How much of a title or credits the lines make: 0 nothing, 1 surely.
float text_of(const std::vector<WordLine>& lines);

}  // namespace cinecut::survey
