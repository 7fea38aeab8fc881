// cinecut: a film and a vibe go in, a trailer comes out.

#include <malloc.h>

#include <CLI/CLI.hpp>
#include <utility>

#include "commands.h"
#include "shared/signals.h"

namespace {

constexpr const char* kExamples = R"(
Examples:
  cinecut film.mkv --vibe thriller
  cinecut film.mkv --vibe drama --subtitle film.de.srt --music song.flac --length 90
  cinecut film.mkv --vibe drama --review          stop when the edit is written
  cinecut film.mkv --manifest film.cinecut/TRAILER_MANIFEST.json
                                                  render the edit that you changed
  cinecut sample demo && cinecut demo/sample.mkv --vibe thriller
)";

int run(int argc, char** argv, std::stop_token stop) {
  app::Context context{.stop = std::move(stop)};
  CLI::App cli("A film, its subtitles and a vibe go in; a finished trailer comes out.", "cinecut");
  cli.set_version_flag("--version", "cinecut " CINECUT_VERSION);
  cli.footer(kExamples);
  cli.add_option("--progress", context.progress, "auto, plain, jsonl or none (on stderr)");
  cli.fallthrough();

  app::Command chosen;
  app::add_inspection(cli, context, chosen);
  app::add_sample(cli, context, chosen);
  app::add_doctor(cli, chosen);
  const auto trailer = app::add_trailer(cli, context);
  if (const auto code = app::read_command_line(cli, argc, argv)) return *code;
  return chosen ? chosen() : trailer();
}

}  // namespace

int main(int argc, char** argv) {
#ifdef __GLIBC__
  // A large buffer's memory goes back when it is freed; otherwise a stage's would stay for all.
  mallopt(M_MMAP_THRESHOLD, 256 * 1024);
#endif
  const auto stop = app::watch_signals();
  return app::run_program("cinecut", "film", [&] { return run(argc, argv, stop); });
}
