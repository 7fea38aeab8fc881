// minerva: language models on this computer, over HTTP and on the command line.

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdlib>
#include <filesystem>
#include <utility>

#include "base/files.h"
#include "commands.h"
#include "shared/signals.h"

namespace {

constexpr const char* kExamples = R"(
Examples:
  minerva serve                                 every model of ~/.minerva/models, at port 11434
  minerva serve --model qwen.gguf --parallel 8
  minerva models pull gemma-3-4b                fetches a model
  minerva run gemma-3-4b "Name three rivers."   asks it once
  minerva chat gemma-3-4b                       talks to it
  minerva COMMAND --help                        more examples
)";

/// The engine's threads wait for each other thousands of times a token. OpenMP lets them spin for
/// milliseconds first, which on a busy machine makes every token take fifty times as long; with a
/// short spin nothing is lost on an idle one. Without "active", GCC's OpenMP would spin ten times
/// less as soon as there are several models, or eyes, which have teams of threads of their own.
/// OpenMP reads this only when a program starts.
void let_waiting_threads_sleep(char** argv) {
  if (std::getenv("OMP_WAIT_POLICY") || std::getenv("GOMP_SPINCOUNT")) return;
  ::setenv("GOMP_SPINCOUNT", "1000", 1);
#ifndef __clang__  // Whose OpenMP knows no count, and would never sleep.
  ::setenv("OMP_WAIT_POLICY", "active", 1);
#endif
  const auto program = base::program_file();
  if (!program.empty()) ::execv(program.c_str(), argv);  // If it fails: slower on busy machines.
}

int run(int argc, char** argv, std::stop_token stop) {
  app::Context context{.stop = std::move(stop)};
  CLI::App cli("Language models on this computer.", "minerva");
  cli.set_version_flag("--version", "minerva " MINERVA_VERSION);
  cli.footer(kExamples);
  cli.require_subcommand(1);

  app::Command chosen;
  app::add_serve(cli, context, chosen);
  app::add_run(cli, context, chosen);
  app::add_chat(cli, context, chosen);
  app::add_embed(cli, context, chosen);
  app::add_describe(cli, context, chosen);
  app::add_models(cli, context, chosen);
  app::add_bench(cli, context, chosen);
  app::add_doctor(cli, context, chosen);
  if (const auto code = app::read_command_line(cli, argc, argv)) return *code;
  return chosen();
}

}  // namespace

int main(int argc, char** argv) {
  let_waiting_threads_sleep(argv);
  const auto stop = app::watch_signals();
  return app::run_program("minerva", "model", [&] { return run(argc, argv, stop); });
}
