#include "cinecut/meaning/internal/examples.h"

#include <algorithm>
#include <array>

namespace cinecut::meaning {

extern const std::string_view kExamples;  // The text of examples.tsv, which the build writes.

const std::vector<LabelledText>& examples() {
  static const auto all = [] {
    std::vector<LabelledText> found;
    for (std::string_view rest = kExamples; !rest.empty();) {
      const auto line = rest.substr(0, rest.find('\n'));
      rest.remove_prefix(std::min(line.size() + 1, rest.size()));
      if (line.empty() || line.front() == '#') continue;
      std::array<std::string_view, 4> fields;
      auto left = line;
      for (auto& field : fields) {
        field = left.substr(0, left.find('\t'));
        left.remove_prefix(std::min(field.size() + 1, left.size()));
      }
      found.push_back({fields[0], fields[1], fields[2], fields[3]});
    }
    return found;
  }();
  return all;
}

}  // namespace cinecut::meaning
