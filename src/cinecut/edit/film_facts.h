#pragma once
// What an edit keeps of what was found out about its film.

#include <string>

#include "base/time.h"

namespace cinecut::edit {

/// The part of the picture that is not letterbox, in pixels of the display size.
struct PictureArea {
  int x_px = 0, y_px = 0, width_px = 0, height_px = 0;

  friend bool operator==(const PictureArea&, const PictureArea&) = default;
};

/// Where the story turns. 0 <= begin < escalation < climax <= the film's duration (of films too
/// short for that, as far apart as nanoseconds allow).
///
/// The three are turning points that screenwriters name: the opportunity, which sets the story
/// going; the point of no return; and the major setback, with which the way to the climax begins
/// (Papalampidi, Keller and Lapata, "Movie Plot Analysis via Turning Point Identification", 2019).
/// In 97 films with dated turning points their medians are 12.5, 58.3 and 82.6 % of the running
/// time. The climax itself, at 95.5 %, is what a trailer must not show.
struct Anchors {
  base::FilmTime begin{};
  base::FilmTime escalation{};
  base::FilmTime climax{};
  /// "priors"; "priors and dialogue" or "priors, dialogue and picture" where these moved an anchor;
  /// or the text model's name.
  std::string source;

  friend bool operator==(const Anchors&, const Anchors&) = default;
};

/// What is seen at one time of the film, in words.
struct SceneDescription {
  std::string visual_content;
  std::string mood;
  std::string action;
  std::string setting;

  friend bool operator==(const SceneDescription&, const SceneDescription&) = default;
};

}  // namespace cinecut::edit
