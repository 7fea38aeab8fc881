#pragma once
// Pictures changed in size and format.

#include "media/internal/ffmpeg.h"
#include "media/picture.h"

namespace media {

AVPixelFormat to_ffmpeg(PixelFormat format);  ///< as_decoded, other: AV_PIX_FMT_NONE.
PixelFormat from_ffmpeg(int format);

/// Colours of pictures that do not say theirs: BT.709 from 720 lines up, else BT.601 (and limited
/// range, except for formats that imply the full one).
struct Colours {
  int matrix = SWS_CS_ITU709;
  bool is_full_range = false;
};
Colours colours_of(const AVFrame& frame);

/// Keeps what it prepared from one picture to the next. One thread at a time.
class Scaler {
 public:
  /// `flags`: swscale's.
  explicit Scaler(int flags) : flags_(flags) {}

  /// `from` in another size and format; same time and properties. Range and matrix are kept, except
  /// for RGB. gray8 is the luma as coded. Throws Error: unsupported.
  FramePtr scale(const AVFrame& from, int width_px, int height_px, AVPixelFormat format);

 private:
  void prepare(const AVFrame& from, const AVFrame& to, AVPixelFormat from_format);

  int flags_;
  ScalerPtr context_;
  struct Key {
    int from_width, from_height, from_format, width, height, format, matrix, is_full_range;
    friend bool operator==(const Key&, const Key&) = default;
  } key_{};
};

}  // namespace media
