#pragma once
// A stream of subtitles as text: packets in, events out.

#include <cstdint>
#include <string>
#include <vector>

#include "media/internal/ffmpeg.h"
#include "media/text_track.h"

namespace media {

/// Times in the stream's ticks.
struct DecodedText {
  std::int64_t start = 0;
  std::int64_t length = 0;  ///< 0: it stays until the next one.
  std::string ass;          ///< Empty: what was there before is taken away.
};

class TextDecoder {
 public:
  /// `stream` must outlive it. Throws Error: unsupported if this FFmpeg cannot decode it, or if its
  /// subtitles are pictures.
  TextDecoder(const AVStream& stream, const std::string& path);

  /// What `packet` completes; what cannot be decoded gives nothing. A packet without data, at the
  /// end, gives what is left.
  std::vector<DecodedText> decode(AVPacket& packet);

 private:
  std::vector<DecodedText> decode_once(AVPacket& packet, bool& has_any);
  std::int64_t start_of(const AVSubtitle& subtitle, const AVPacket& packet) const;
  std::int64_t length_of(const AVSubtitle& subtitle, const AVPacket& packet) const;

  const AVStream& stream_;
  CodecPtr decoder_;
  bool has_own_times_ = false;  ///< Events are not timed like the packets they come from.
};

/// Ends each event that does not say how long it stays where the next one starts, and drops those
/// without text. In the order of `events`.
void end_open_events(std::vector<TextEvent>& events);

}  // namespace media
