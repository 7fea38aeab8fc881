#pragma once
// Which subtitles are read, as the command line tells it.

#include <memory>
#include <optional>
#include <string>

#include "cinecut/subtitles/cues.h"

namespace CLI {
class App;
}

namespace app {

struct SubtitleFlags {
  std::string file;
  std::optional<int> track;
  std::optional<std::string> language;
};

/// --subtitle, --subtitle-track, --subtitle-language. `flags` must outlive `app`.
void add_subtitle_flags(CLI::App& app, SubtitleFlags& flags);

/// Throws Error: usage if they do not go together.
cinecut::subtitles::SubtitleChoice subtitle_choice(const SubtitleFlags& flags);

}  // namespace app
