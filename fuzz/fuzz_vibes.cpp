// A user's CSV of vibes: read, or refused with an Error; what is read is written and read again.

#include <cstdint>
#include <cstdlib>

#include "base/error.h"
#include "cinecut/vibe/vibe.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(data, data + size);
  try {
    const auto vibes = cinecut::parse_vibes(text);
    if (cinecut::parse_vibes(cinecut::to_csv(vibes)).size() != vibes.size()) std::abort();
  } catch (const base::Error&) {
  }
  try {
    (void)cinecut::find_vibe(cinecut::built_in_vibes(), text);
  } catch (const base::Error&) {
  }
  return 0;
}
