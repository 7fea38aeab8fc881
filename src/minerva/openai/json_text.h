#pragma once
// JSON from and to text. For .cpp files only: it brings the whole library.

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

namespace minerva::openai {

/// Keeps the order in which members were added.
using json = nlohmann::ordered_json;

/// Compact. Bytes that are not UTF-8 are replaced.
std::string to_text(const json& value);

/// Throws ApiError 400: invalid_json, naming the place. Nesting deeper than 64 and more than a
/// million values are refused, so that a small body cannot take much memory.
json parse_json(std::string_view text);

}  // namespace minerva::openai
