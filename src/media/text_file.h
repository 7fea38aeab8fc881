#pragma once
// Files of subtitles in the text formats that FFmpeg reads.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "media/text_track.h"

namespace media {

struct TextFile {
  std::string format;  ///< FFmpeg's name: "microdvd", "sami", …
  std::vector<TextEvent> events;
};

/// Reads MicroDVD, SAMI, SubViewer 1 and 2, MPL2, MPsub, JACOsub, PJS, VPlayer, RealText, Spruce
/// STL, SCC, AQTitle and LRC, whichever `text` looks like. Formats that count pictures count them
/// at `frame_rate`, unless they say another. `text`: valid UTF-8. Nothing: it is none of them,
/// holds no event, or is larger than 16 MiB.
std::optional<TextFile> read_text_file(std::string_view text, base::Rational frame_rate);

}  // namespace media
