#pragma once
// A file's sound tracks, and which of them is heard.

#include <optional>
#include <string>
#include <vector>

#include "media/film.h"
#include "media/internal/ffmpeg.h"

namespace media {

/// One stream, or several of one channel each that are one sound.
struct SoundStreams {
  std::vector<int> streams;         ///< Never empty.
  std::vector<AVChannel> channels;  ///< Of each; empty: one stream, whose layout counts.
  AudioInfo info;
};

/// All that can be decoded, in the file's order.
std::vector<SoundStreams> sound_tracks_of(const AVFormatContext& input);

/// The one chosen. Without a choice the one a viewer would hear: no commentary and no description
/// for the blind, then the one marked as default, the original, English, the first. Nothing: the
/// file has no sound, and none was asked for. By its number, the first of joined tracks means all
/// of them, another one only itself. Throws Error: usage, with a list of what there is.
std::optional<SoundStreams> find_sound(const AVFormatContext& input, const SoundChoice& choice,
                                       const std::string& path);

}  // namespace media
