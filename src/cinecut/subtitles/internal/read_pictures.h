#pragma once
// Subtitles that are pictures: their times always, their words where recognition can read them.

#include <filesystem>
#include <string_view>

#include "base/progress.h"
#include "cinecut/subtitles/cues.h"
#include "media/film.h"

namespace cinecut::subtitles {

/// Of a track of pictures in `path`, a film or a file of subtitles. Cues whose words nobody could
/// read have an empty text; where none can be read, a line in the log says why. `film` as in
/// parse_subtitles. `source` stays empty, `format` is "pictures". Throws what reading throws, and
/// Error: cancelled. Uses all cores.
Subtitles read_pictures(const std::filesystem::path& path, const media::TextTrack& track,
                        base::Duration film, const base::Progress& progress = {});

/// A file of its own: a .sup, or either of an .idx and its .sub, which lie side by side; of several
/// tracks the one in `language`, else the first. Throws Error: corrupt, and as above.
Subtitles read_picture_file(const std::filesystem::path& path, std::string_view language,
                            base::Duration film, const base::Progress& progress = {});

/// By its first bytes, not its name. False if it cannot be read.
bool is_picture_file(const std::filesystem::path& path);

}  // namespace cinecut::subtitles
