#pragma once
// msgpack from files that somebody may have damaged.

#include <cstddef>
#include <string_view>

namespace cinecut::descriptions {

/// Bytes of the value that `bytes` begins with. 0: it is cut short, damaged, or nested so deeply
/// that a reader which recurses would run out of stack.
std::size_t msgpack_length(std::string_view bytes);

}  // namespace cinecut::descriptions
