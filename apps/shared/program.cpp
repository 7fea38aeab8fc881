#include "shared/program.h"

#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>
#include <new>

#include "base/error.h"

namespace app {

std::optional<int> read_command_line(CLI::App& cli, int argc, char** argv) {
  try {
    cli.parse(argc, argv);
    return {};
  } catch (const CLI::Success& e) {
    return cli.exit(e);
  } catch (const CLI::ParseError& e) {
    cli.exit(e);
    return 2;
  }
}

int run_program(const std::string& name, const std::string& largest, const Command& main) {
  const auto say = [&](const std::string& text) {
    std::fprintf(stderr, "%s: %s\n", name.c_str(), text.c_str());
  };
  try {
    return main();
  } catch (const base::Error& e) {
    say(e.what());
    return base::exit_code(e.kind());
  } catch (const std::bad_alloc&) {
    say("out of memory. Close other programs, or use a smaller " + largest + ".");
    return 1;
  } catch (const std::exception& e) {
    say(std::string(e.what()) + " (this is a mistake of ours; please report it)");
    return 1;
  }
}

}  // namespace app
