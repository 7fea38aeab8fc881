#pragma once
// Names that nobody else has.

#include <string>
#include <string_view>

namespace base {

/// "req_" and 24 random hexadecimal digits. From any thread.
std::string random_id(std::string_view prefix);

}  // namespace base
