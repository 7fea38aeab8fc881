// A user's CSV of vibes: read, or refused with an Error; what is read is written and read again.

#include <cstdint>
#include <cstdlib>

#include "base/error.h"
#include "cinecut/vibe/vibe.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(data, data + size);
  try {
    // What has more decimals than are written is rounded the first time, and only then.
    const auto csv = cinecut::vibe::to_csv(cinecut::vibe::parse_vibes(text));
    if (cinecut::vibe::to_csv(cinecut::vibe::parse_vibes(csv)) != csv) std::abort();
  } catch (const base::Error&) {
  }
  try {
    (void)cinecut::vibe::find_vibe(cinecut::vibe::built_in_vibes(), text);
  } catch (const base::Error&) {
  }
  return 0;
}
