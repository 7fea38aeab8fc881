#pragma once
// What every program of ours does around its commands.

#include <functional>
#include <optional>
#include <string>

namespace CLI {
class App;
}

namespace app {

/// Runs and returns the exit code. May throw Error.
using Command = std::function<int()>;

/// Reads the command line; the exit code, if that was all: --help, or a mistake. Throws Error:
/// usage, with the nearest right one, for an option or a command that there is not.
std::optional<int> read_command_line(CLI::App& cli, int argc, char** argv);

/// The exit code of `main`; what it throws is a paragraph on stderr, "<name>: <why>". `largest`:
/// what to take a smaller one of when memory is short.
int run_program(const std::string& name, const std::string& largest, const Command& main);

}  // namespace app
