#pragma once
// Embedded text tracks, as the events FFmpeg's demuxers and decoders give.

#include <expected>
#include <filesystem>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/time.h"
#include "media/film.h"

namespace media {

struct TextEvent {
  base::FilmRange range;
  std::string ass;  ///< An ASS event line without "Dialogue:", start and end (FFmpeg's form).
};

/// All events of one track, or why it cannot be read: it is none, its subtitles are pictures, or
/// this FFmpeg has no decoder for it (unsupported).
using TextTrackEvents = std::expected<std::vector<TextEvent>, base::Error>;

/// Of several of FilmInfo::text_tracks, in the order of `streams`. Reads once through the file's
/// packets, without decoding pictures. Throws Error: corrupt, unsupported.
std::vector<TextTrackEvents> read_text_tracks(const std::filesystem::path& path,
                                              const std::vector<int>& streams);

/// Of one of them. Throws what read_text_tracks throws or gives.
std::vector<TextEvent> read_text_track(const std::filesystem::path& path, int stream);

}  // namespace media
