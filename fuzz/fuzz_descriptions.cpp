// A cache of descriptions that somebody may have damaged: read as far as it makes sense, or
// refused.

#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/utf8.h"
#include "cinecut/descriptions/journal.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string bytes(data, data + size);
  if (const auto read = cinecut::descriptions::descriptions_from_bytes(bytes))
    for (const auto& [time, described] : read->by_time)
      if (!base::is_utf8(described.description.mood) || !base::is_utf8(described.skipped))
        std::abort();
  return 0;
}
