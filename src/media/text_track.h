#pragma once
// Embedded text tracks, as the events FFmpeg's demuxers and decoders give.

#include <filesystem>
#include <string>
#include <vector>

#include "base/time.h"
#include "media/film.h"

namespace media {

struct TextEvent {
  base::FilmRange range;
  std::string ass;  ///< An ASS event line without "Dialogue:", start and end (FFmpeg's form).
};

/// All events of one of FilmInfo::text_tracks. Reads through the file's packets without decoding
/// pictures. Throws Error: corrupt, unsupported.
std::vector<TextEvent> read_text_track(const std::filesystem::path& path, int stream);

}  // namespace media
