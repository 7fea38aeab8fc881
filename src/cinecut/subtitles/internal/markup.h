#pragma once
// Markup: what a text says without it.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cinecut/subtitles/internal/formats.h"

namespace cinecut::subtitles {

struct PlainText {
  std::vector<std::string> lines;  ///< None is empty; single spaces only.
  std::string voice;               ///< WebVTT's <v Name>; empty if there are two.
  /// When the last word begins that has a time of its own (WebVTT's <00:00:01.500>), and the bytes
  /// of text from there on.
  std::optional<base::FilmTime> last_word;
  std::size_t after_last_word = 0;
};

/// Takes out tags (<i>, <v Name>, {\an8}), drawings ({\p1}) and invisible characters, and turns
/// entities (&amp;) and line breaks into what they stand for. Linear time.
PlainText strip_markup(std::string_view text, Markup markup);

/// Adds plain `text` to markup so that nothing in it is taken for any.
void append_escaped(std::string& markup, std::string_view text);

}  // namespace cinecut::subtitles
