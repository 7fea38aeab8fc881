#pragma once
// UTF-8 to code points, leniently and strictly.

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace minerva {

/// The code point that begins at `at`, which is moved behind it; nothing if it is not UTF-8.
std::optional<std::uint32_t> next_code_point(std::string_view text, std::size_t& at);

bool is_utf8(std::string_view text);

/// What is not UTF-8 becomes U+FFFD, a byte at a time.
std::vector<std::uint32_t> code_points(std::string_view text);

}  // namespace minerva
