#pragma once
// Markup: what a text says without it.

#include <string>
#include <string_view>
#include <vector>

#include "cinecut/subtitles/formats.h"

namespace cinecut {

struct PlainText {
  std::vector<std::string> lines;  ///< None is empty; single spaces only.
  std::string voice;               ///< WebVTT's <v Name>; empty if there are two.
};

/// Takes out tags (<i>, <v Name>, {\an8}), drawings ({\p1}) and invisible characters, and turns
/// entities (&amp;) and line breaks into what they stand for. Linear time.
PlainText strip_markup(std::string_view text, Markup markup);

}  // namespace cinecut
