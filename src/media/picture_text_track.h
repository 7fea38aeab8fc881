#pragma once
// Subtitles that are pictures (Blu-ray, DVD, DVB), as the bitmaps that FFmpeg's decoders give.

#include <cstdint>
#include <filesystem>
#include <functional>
#include <vector>

#include "base/progress.h"
#include "base/time.h"
#include "media/film.h"

namespace media {

/// One bitmap of a subtitle, somewhere in a picture of the film's size.
struct TextBitmap {
  int x_px = 0, y_px = 0;
  int width_px = 0, height_px = 0;  ///< 1 to 8192 each.
  std::vector<std::uint8_t> rgba;   ///< Row by row, without gaps; alpha is straight.
};

struct PictureEvent {
  base::FilmRange range;  ///< Not empty.
  /// Never empty; from top to bottom, then from left to right. Some may show nothing.
  std::vector<TextBitmap> bitmaps;
};

/// The tracks of subtitles in a file of nothing else: a .sup, or an .idx with its .sub beside it.
/// Throws Error: not_found, corrupt.
std::vector<TextTrack> probe_picture_file(const std::filesystem::path& path);

/// Calls `take` with each event of one of FilmInfo::text_tracks or of probe_picture_file(), in the
/// file's order. Times are on the film's clock; those of a file of its own are as they stand there.
/// Damaged events are left out. Throws Error: corrupt, unsupported, cancelled, and what `take`
/// throws. Memory: one event.
void read_picture_track(const std::filesystem::path& path, int stream,
                        const std::function<void(PictureEvent)>& take,
                        const base::Progress& progress = {});

}  // namespace media
