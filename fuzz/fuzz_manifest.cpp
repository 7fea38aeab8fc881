// A manifest: read, or refused as wrong usage; what is read has no problems, can be explained, and
// survives being written and read again.

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "base/error.h"
#include "base/log.h"
#include "cinecut/edit/explain.h"
#include "cinecut/edit/manifest.h"

namespace {

void require(bool holds, const char* promise) {
  if (holds) return;
  std::fprintf(stderr, "broken: %s\n", promise);
  std::abort();
}

void check(cinecut::edit::Manifest m, base::Duration film) {
  require(cinecut::edit::problems(m, film).empty(), "what is read has no problems");
  const auto json = cinecut::edit::to_json(m);
  require(cinecut::edit::to_json(cinecut::edit::manifest_from_json(json, film)) == json,
          "what is written is read back");
  for (int i = 0; i < 3 && i < static_cast<int>(m.clips.size()); ++i) {
    require(!cinecut::edit::explain(m, i).empty(), "every clip can be explained");
  }
  cinecut::edit::set_frame_rate(m, {24000, 1001});
  cinecut::edit::problems(m, film);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  base::set_log_listener([](base::LogLevel, const std::string&) {});
  const std::string bytes(data, data + size);
  for (const base::Duration film :
       {base::Duration::zero(), base::Duration(std::chrono::seconds(600))}) {
    try {
      check(cinecut::edit::manifest_from_json(bytes, film), film);
    } catch (const base::Error& e) {
      require(e.kind() == base::ErrorKind::usage, "the manifest is to blame");
    }
  }
  return 0;
}
