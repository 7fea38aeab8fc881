#pragma once
// The program's commands. Each adds itself to the command line and is run if it was chosen.

#include <stop_token>

#include "shared/program.h"

namespace CLI {
class App;
}

namespace app {

/// What every command may use. Lives as long as the program.
struct Context {
  std::stop_token stop;  ///< Requested at Ctrl-C and on SIGTERM.
};

void add_serve(CLI::App& app, Context& context, Command& chosen);
void add_run(CLI::App& app, Context& context, Command& chosen);
void add_chat(CLI::App& app, Context& context, Command& chosen);
void add_embed(CLI::App& app, Context& context, Command& chosen);
void add_describe(CLI::App& app, Context& context, Command& chosen);
void add_models(CLI::App& app, Context& context, Command& chosen);
void add_bench(CLI::App& app, Context& context, Command& chosen);
void add_doctor(CLI::App& app, Context& context, Command& chosen);

}  // namespace app
