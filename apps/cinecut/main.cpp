// cinecut: a film and a vibe go in, a trailer comes out.

#include <pthread.h>
#include <signal.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <thread>

#include "base/error.h"
#include "commands.h"

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

/// Turns Ctrl-C and SIGTERM into a stop request; the second one ends the program at once. All
/// files are replaced atomically, so that nothing is lost either way.
void watch_signals(std::stop_source& source) {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  std::thread([set, source]() mutable {
    int signal = 0;
    sigwait(&set, &signal);
    source.request_stop();
    sigwait(&set, &signal);
    std::_Exit(130);
  }).detach();
  ::signal(SIGPIPE, SIG_IGN);
}

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
  try {
    cli.parse(argc, argv);
  } catch (const CLI::Success& e) {
    return cli.exit(e);
  } catch (const CLI::ParseError& e) {
    cli.exit(e);
    return 2;
  }
  return chosen ? chosen() : trailer();
}

}  // namespace

int main(int argc, char** argv) {
  std::stop_source source;
  watch_signals(source);
  try {
    return run(argc, argv, source.get_token());
  } catch (const base::Error& e) {
    std::fprintf(stderr, "cinecut: %s\n", e.what());
    return base::exit_code(e.kind());
  } catch (const std::bad_alloc&) {
    std::fprintf(stderr, "cinecut: out of memory. Close other programs, or use a smaller film.\n");
    return 1;
  } catch (const std::exception& e) {
    std::fprintf(stderr, "cinecut: %s (this is a mistake of ours; please report it)\n", e.what());
    return 1;
  }
}
