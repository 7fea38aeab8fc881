#pragma once
// Pictures: what a decoder gives and an encoder takes, and plain images to look at.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"

struct AVFrame;

namespace media {

enum class PixelFormat {
  as_decoded,  ///< Whatever the film holds. Only as a wish; no Picture says so.
  gray8,       ///< One plane of luma.
  yuv420p,     ///< Three planes, 8 bits.
  yuv420p10,   ///< Three planes, 10 bits in 16.
  rgb24,       ///< One plane, R G B.
  other
};

/// One component of a picture. Rows are `stride_bytes` apart.
struct Plane {
  std::uint8_t* data = nullptr;
  std::ptrdiff_t stride_bytes = 0;
  int width_px = 0;
  int height_px = 0;
};

/// A decoded picture. A handle: copies share the pixels, which are freed with the last copy.
/// Pixels may be written only through a picture made by `make`, before it is shared.
class Picture {
 public:
  Picture() = default;
  /// Takes over a reference to `frame`. Only src/media calls this.
  Picture(AVFrame* frame, base::FilmTime time, base::Duration duration);
  /// A new picture with undefined pixels.
  static Picture make(int width_px, int height_px, PixelFormat format);

  explicit operator bool() const { return frame_ != nullptr; }
  base::FilmTime time() const { return time_; }
  base::Duration duration() const { return duration_; }  ///< On screen; 0 if not known.
  int width_px() const;
  int height_px() const;
  base::Rational sample_aspect() const;  ///< Width of a pixel over its height.
  PixelFormat format() const;
  bool is_key() const;
  Plane plane(int index) const;
  /// For src/media only.
  AVFrame* frame() const { return frame_.get(); }

 private:
  std::shared_ptr<AVFrame> frame_;
  base::FilmTime time_{};
  base::Duration duration_{};
};

/// An image that stands alone: 8 bits, interleaved, rows without gaps.
struct Image {
  int width_px = 0;
  int height_px = 0;
  int channels = 3;  ///< 3: R G B. 1: luma.
  std::vector<std::uint8_t> pixels;

  friend bool operator==(const Image&, const Image&) = default;
};

/// Any picture as an 8-bit RGB image, scaled to fit `width_px` (0: as it is) with square pixels
/// kept square; colours converted by the picture's own tags.
Image to_image(const Picture& picture, int width_px = 0);

/// JPEG bytes of an image; quality 1 (small) to 100 (good).
std::string encode_jpeg(const Image& image, int quality = 85);
/// The same of a yuv420p picture that is in JPEG's own colours already: BT.601, full range.
std::string encode_jpeg(const Picture& picture, int quality = 85);
/// PNG bytes of an image.
std::string encode_png(const Image& image);
/// The image in `bytes` (JPEG or PNG). Throws Error: corrupt.
Image decode_image(std::string_view bytes);

}  // namespace media
