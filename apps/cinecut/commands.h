#pragma once
// The program's commands. Each adds itself to the command line and is run if it was chosen.

#include <stop_token>
#include <string>
#include <vector>

#include "cinecut/vibe/vibe.h"
#include "media/film.h"
#include "shared/program.h"

namespace CLI {
class App;
}

namespace app {

/// What every command may use. Lives as long as the program.
struct Context {
  std::stop_token stop;  ///< Requested at Ctrl-C and on SIGTERM.
  std::string progress = "auto";
};

/// --audio-track and --audio-language.
void add_sound_options(CLI::App& app, media::SoundChoice& sound);

/// The built-in vibes and those of the user's file, if one was given.
std::vector<cinecut::vibe::Vibe> vibes_of(const std::string& file);

/// FILM --vibe NAME: the program's purpose. Added to the top level.
Command add_trailer(CLI::App& app, Context& context);
/// survey, beats, structure, vibes, explain, validate, check.
void add_inspection(CLI::App& app, Context& context, Command& chosen);
void add_sample(CLI::App& app, Context& context, Command& chosen);
void add_doctor(CLI::App& app, Command& chosen);

}  // namespace app
