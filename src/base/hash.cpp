#include "base/hash.h"

#include <xxhash.h>

#include <cstdio>

namespace base {

std::string content_hash(std::string_view bytes) {
  const auto h = XXH3_128bits(bytes.data(), bytes.size());
  char text[33];
  std::snprintf(text, sizeof text, "%016llx%016llx", static_cast<unsigned long long>(h.high64),
                static_cast<unsigned long long>(h.low64));
  return text;
}

}  // namespace base
