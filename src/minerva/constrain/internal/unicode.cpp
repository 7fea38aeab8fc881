#include "minerva/constrain/internal/unicode.h"

#include "base/utf8.h"

namespace minerva::constrain {

std::vector<std::uint32_t> code_points(std::string_view text) {
  std::vector<std::uint32_t> result;
  for (std::size_t at = 0; at < text.size();) {
    const auto c = base::next_code_point(text, at);
    result.push_back(c.value_or(0xFFFD));
    if (!c) ++at;
  }
  return result;
}

}  // namespace minerva::constrain
