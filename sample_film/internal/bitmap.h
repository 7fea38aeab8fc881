#pragma once
// Pictures under construction, and the fast loops that put one on another.

#include <cstddef>
#include <cstdint>
#include <vector>

#include "sample_film/internal/colour.h"

namespace media {
class Picture;
}

namespace sample_film {

/// Pixels 0xAARRGGBB, colours multiplied by alpha; starts transparent. Spare pixels on the right of
/// each row and a spare row, so that neighbours may be read without a check.
class Bitmap {
 public:
  Bitmap() = default;
  Bitmap(int width, int height);

  int width() const { return width_; }
  int height() const { return height_; }
  int stride() const { return stride_; }  ///< In pixels; even.
  std::uint32_t* row(int y) { return pixels_.data() + static_cast<std::ptrdiff_t>(y) * stride_; }
  const std::uint32_t* row(int y) const {
    return pixels_.data() + static_cast<std::ptrdiff_t>(y) * stride_;
  }
  void clear(std::uint32_t pixel = 0);

 private:
  int width_ = 0, height_ = 0, stride_ = 0;
  std::vector<std::uint32_t> pixels_;
};

/// Where a bitmap lands: target pixel = source pixel * scale + offset.
struct Placement {
  double scale = 1;
  double x = 0, y = 0;
};

/// Columns of a row: contains `first`, does not contain `last`.
struct Columns {
  int first = 0, last = 0;
  bool is_empty() const { return first >= last; }
};

/// What is in each row of a bitmap; made once for a bitmap that is placed often.
struct Spans {
  explicit Spans(const Bitmap& bitmap);
  std::vector<Columns> seen;   ///< All pixels that are not transparent.
  std::vector<Columns> solid;  ///< The longest run of opaque ones.
};

/// Which columns of each row of a picture are wanted.
using Rows = std::vector<Columns>;
Rows everything(const Bitmap& bitmap);

/// The columns that `place` would cover entirely, per row of a picture of this size.
Rows solid_rows(int width, int height, const Spans& spans, const Placement& where);

/// Puts `source` over `target`, scaled with bilinear interpolation, but only where `wanted` says.
void place(Bitmap& target, const Bitmap& source, const Spans& spans, const Placement& where,
           const Rows& wanted);

/// Brightens `target` by `light` (colours, alpha ignored), stretched over the whole of it:
/// t + l - t * l ("screen").
void shine(Bitmap& target, const Bitmap& light);

/// A soft round light in pixels: over the target, or brightening it as `shine` does. Ten times
/// as fast as Cairo's radial gradients.
void add_glow(Bitmap& target, Point centre, double radius, Colour colour, bool brightens);

/// Puts `source`, repeated without end, over the target, at whole pixels: target (0, 0) shows
/// source (x, y). Source sizes are powers of two.
void tile(Bitmap& target, const Bitmap& source, int x, int y);

/// target = target * (256 - share) + other * share, share 0 to 256. Same sizes.
void dissolve(Bitmap& target, const Bitmap& other, int share);

/// What happens to a picture between paint and film.
struct Print {
  double gain = 1;        ///< 0: black.
  double flash = 0;       ///< 1: white.
  double vignette = 0.3;  ///< Darkening of the corners.
  int grain = 0;          ///< In luma steps; costs the encoder dearly.
  std::uint32_t seed = 0;
};

/// The bitmap as a yuv420p picture in BT.709, limited range.
media::Picture print(const Bitmap& bitmap, const Print& options);

}  // namespace sample_film
