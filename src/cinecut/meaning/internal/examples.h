#pragma once
// Lines and descriptions of which somebody said what they mean: examples.tsv, built in.

#include <string_view>
#include <vector>

namespace cinecut::meaning {

struct LabelledText {
  std::string_view set;       ///< "emotion", "role", "picture" or "zone".
  std::string_view label;     ///< In the words of edit/terms.h; "none" of a role.
  std::string_view language;  ///< "en"
  std::string_view text;
};

/// In the order of the file. They live as long as the program.
const std::vector<LabelledText>& examples();

}  // namespace cinecut::meaning
