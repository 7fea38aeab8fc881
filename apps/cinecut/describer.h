#pragma once
// The options that say who describes the stills, who reads the dialogue, and who says what
// sentences mean.

#include <string>
#include <vector>

#include "cinecut/engines/choice.h"

namespace CLI {
class App;
}

namespace app {

/// Servers that run already, and what is said to them.
struct EndpointFlags {
  std::vector<std::string> urls;
  std::string model, key;
};

struct DescriberFlags {
  std::string describer = "auto", model, projector, server_binary;
  EndpointFlags endpoint;
  double frame_timeout_s = 60, ready_timeout_s = 120;
  int in_flight = 0;
};

void add_describer_flags(CLI::App& app, DescriberFlags& flags);

/// The options that say who reads the dialogue.
struct ReaderFlags {
  std::string model;
  EndpointFlags endpoint;
  double timeout_s = 600;
};

void add_reader_flags(CLI::App& app, ReaderFlags& flags);

/// Whom they choose; nobody if none is named. Throws base::Error: usage, not_found.
cinecut::engines::EngineChoice reader_choice(const ReaderFlags& flags);

/// The options that say who tells what sentences mean.
struct EmbedderFlags {
  std::string model = "auto";
  EndpointFlags endpoint;
};

void add_embedder_flags(CLI::App& app, EmbedderFlags& flags);

/// Whom they choose. "auto": a known model that is installed, and minerva beside this program; else
/// nobody. Throws base::Error: usage, not_found.
cinecut::engines::EngineChoice embedder_choice(const EmbedderFlags& flags);
bool is_named(const EmbedderFlags& flags);

/// Whom they choose; nobody if measures are to do. Throws base::Error: usage, not_found.
cinecut::engines::EngineChoice engine_choice(const DescriberFlags& flags);

}  // namespace app
