#pragma once
// Masters keep each channel of their sound in a track of its own; these belong together.

#include <vector>

#include "media/internal/ffmpeg.h"

namespace media {

/// Streams of one channel each that are one sound.
struct JoinedStreams {
  std::vector<int> streams;         ///< In the file's order.
  std::vector<AVChannel> channels;  ///< Of each stream.
};

/// Finds neighbours of one codec, rate, language and length whose speakers are told by their
/// channel layouts or their names ("Ls", "Left Surround", "5.1 LFE"); else, of uncompressed sound
/// in QuickTime and MXF without names, by custom: two are left and right; six are L R C LFE Ls Rs;
/// eight are these and a stereo pair; four are two pairs. Each has left and right at least.
/// Commentaries and the like are never joined.
std::vector<JoinedStreams> join_mono_streams(const AVFormatContext& input);

}  // namespace media
