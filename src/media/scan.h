#pragma once
// A scan: one pass over a film's file in which every packet is noted, the wanted pictures are
// decoded, and the sound is decoded too. Half of what a survey needs is in the packets: which
// pictures are key pictures, and how many bytes each took.

#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>

#include "base/progress.h"
#include "base/time.h"
#include "media/picture.h"
#include "media/video_reader.h"

namespace media {

/// A coded picture that was seen and perhaps not decoded.
struct PacketNote {
  enum class Kind : std::uint8_t { unknown, intra, predicted, bidirectional };

  base::FilmTime time{};
  base::Duration duration{};  ///< 0: not said.
  std::int32_t size_bytes = 0;
  bool is_key = false;
  Kind kind = Kind::unknown;
};

/// Decoded sound at the rate at which the film's begins: interleaved stereo.
struct SoundPiece {
  base::FilmTime start{};
  int rate_hz = 0;
  std::span<const float> samples;
};

struct ScanOptions {
  Effort effort = Effort::key_frames;
  bool with_sound = true;
  int sound_track = 0;  ///< Which one, as in SoundChoice.
  /// Speed: key pictures nearer than this to the one before are not decoded (Effort::key_frames
  /// only), so that a film of key pictures alone costs no full decode. With Effort::key_frames,
  /// pictures coded by themselves are decoded as well where a parser tells them.
  base::Duration least_distance{};
  int threads = 0;  ///< Decoder threads. 0: as many as cores.
};

/// Called from the thread that called scan; packets in decoding order, pictures in display order,
/// but of key pictures alone nearly so. Empty ones are not called. Pictures are plain, as
/// VideoOptions::is_plain says.
struct ScanSinks {
  std::function<void(const PacketNote&)> packet;
  std::function<void(const Picture&)> picture;
  std::function<void(const SoundPiece&)> sound;
};

/// Reads `path` to its end, or to where it is damaged beyond reading. `duration` is the film's, for
/// progress. Throws what VideoReader throws, and Error: cancelled.
void scan(const std::filesystem::path& path, base::Duration duration, const ScanOptions& options,
          const ScanSinks& sinks, const base::Progress& progress = {});

}  // namespace media
