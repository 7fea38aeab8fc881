#pragma once
// Hash of content, for keys of stored results. Not for security.

#include <string>
#include <string_view>

namespace base {

/// 128-bit XXH3 of `bytes` as 32 hexadecimal digits; the same on every machine.
std::string content_hash(std::string_view bytes);

}  // namespace base
