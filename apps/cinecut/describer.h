#pragma once
// The options that say who describes the stills.

#include <string>
#include <vector>

#include "cinecut/descriptions/describe.h"

namespace CLI {
class App;
}

namespace app {

struct DescriberFlags {
  std::string describer = "auto", model, projector, server_binary, endpoint_model, api_key;
  std::vector<std::string> endpoints;
  double frame_timeout_s = 60, ready_timeout_s = 120;
  int in_flight = 0;
};

void add_describer_flags(CLI::App& app, DescriberFlags& flags);

/// Whom they choose; nobody if measures are to do. Throws base::Error: usage, not_found.
cinecut::descriptions::EngineChoice engine_choice(const DescriberFlags& flags);

}  // namespace app
