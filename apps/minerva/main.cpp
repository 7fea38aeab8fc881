// minerva: language models on this computer, over HTTP and on the command line.

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
  minerva serve                                 every model of ~/.minerva/models, at port 11434
  minerva serve --model qwen.gguf --parallel 8
)";

/// Turns Ctrl-C and SIGTERM into a stop request; the second one ends the program at once.
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
  CLI::App cli("Language models on this computer.", "minerva");
  cli.set_version_flag("--version", "minerva " MINERVA_VERSION);
  cli.footer(kExamples);
  cli.require_subcommand(1);

  app::Command chosen;
  app::add_serve(cli, context, chosen);
  try {
    cli.parse(argc, argv);
  } catch (const CLI::Success& e) {
    return cli.exit(e);
  } catch (const CLI::ParseError& e) {
    cli.exit(e);
    return 2;
  }
  return chosen();
}

}  // namespace

int main(int argc, char** argv) {
  std::stop_source source;
  watch_signals(source);
  try {
    return run(argc, argv, source.get_token());
  } catch (const base::Error& e) {
    std::fprintf(stderr, "minerva: %s\n", e.what());
    return base::exit_code(e.kind());
  } catch (const std::bad_alloc&) {
    std::fprintf(stderr, "minerva: out of memory. Close other programs, or use a smaller model.\n");
    return 1;
  } catch (const std::exception& e) {
    std::fprintf(stderr, "minerva: %s (this is a mistake of ours; please report it)\n", e.what());
    return 1;
  }
}
