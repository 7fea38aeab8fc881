#pragma once
// Explaining: why a clip stands where it does.

#include <string>

#include "cinecut/edit/manifest.h"

namespace cinecut::edit {

/// What a person may want to know about one clip: where it is from and why, its signals, what else
/// could stand there and why it does not. Several lines of plain text. Throws Error: usage if there
/// is no such clip.
std::string explain(const Manifest& manifest, int clip);

/// The film over its time, as text: where it turns, and from where each act of the trailer, the
/// lines that tell the story and the voices are. `film`: its length; zero: as far as the edit
/// knows.
std::string explain_film(const Manifest& manifest, base::Duration film = {});

}  // namespace cinecut::edit
