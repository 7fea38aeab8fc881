#pragma once
// UTF-8 to code points, leniently.

#include <cstdint>
#include <string_view>
#include <vector>

namespace minerva::constrain {

/// What is not UTF-8 becomes U+FFFD, a byte at a time.
std::vector<std::uint32_t> code_points(std::string_view text);

}  // namespace minerva::constrain
