#pragma once
// What weights are tried on: films, each with a song, a vibe and a length.

#include <filesystem>
#include <string>
#include <vector>

#include "cinecut/cut/cut.h"

namespace bench {

struct Case {
  std::string name;
  cinecut::survey::Survey survey;
  std::vector<cinecut::subtitles::Cue> cues;
  std::vector<cinecut::descriptions::Scene> scenes;
  cinecut::story::Story story;
  cinecut::beats::Song song;
  cinecut::vibe::Vibe vibe;
  cinecut::casting::CutOptions options;
};

/// Films without a picture: long and short, with and without words, on scores and on songs.
std::vector<Case> made_up_cases();

/// What a run kept in its work folder, for each vibe that it was looked at closely for. Throws
/// base::Error.
std::vector<Case> cases_in(const std::filesystem::path& work);

}  // namespace bench
