#pragma once
// Display times for packets that carry decoding times only: all in AVI, some in MPEG programme
// streams.
//
// In MPEG-1, 2 and 4 and their like a picture that others refer to is shown when the next such one
// is decoded, and all others are shown as soon as they are decoded. Decoding is one picture ahead:
//
//   decoded   I0 P1 B2 B3 P4 ...
//   shown     I0 B2 B3 P1 ...

extern "C" {
#include <libavcodec/bsf.h>
}

#include <deque>
#include <memory>
#include <optional>

#include "media/internal/ffmpeg.h"

namespace media {

/// One thread at a time.
class DisplayTimes {
 public:
  /// Whether the above holds for the stream's codec.
  static bool suits(const AVStream& stream);

  enum class Given {
    none,  ///< Decoding of the first picture and its display are at the same time.
    some   ///< They are kept, and the others are made to fit them.
  };
  DisplayTimes(const AVStream& stream, Given given);

  /// Takes the next packet in decoding order.
  void push(PacketPtr packet);
  /// There are no more for now: the rest becomes ready.
  void finish();
  /// After a seek: forgets what it holds.
  void reset();
  /// The next packet, with its display time, or nothing until more are pushed.
  PacketPtr pop();

 private:
  void take(PacketPtr packet);
  bool is_reference(const AVPacket& packet);
  void set_time(AVPacket& packet, std::int64_t shown) const;

  using ParserPtr = std::unique_ptr<AVCodecParserContext, FreeOf<av_parser_close>>;

  std::unique_ptr<AVBSFContext, FreeWith<av_bsf_free>>
      unpacker_;  ///< Of DivX's two pictures in one packet.
  ParserPtr parser_;
  CodecPtr codec_;
  Given given_;
  std::int64_t picture_ticks_ = 1;
  std::deque<PacketPtr> held_;  ///< A reference picture, then those shown before it.
  std::deque<PacketPtr> ready_;
};

}  // namespace media
