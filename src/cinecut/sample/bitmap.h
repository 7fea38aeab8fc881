#pragma once
// Pictures under construction, and the fast loops that put one on another.

#include <cstdint>
#include <vector>

namespace media {
class Picture;
}

namespace cinecut::sample {

/// Pixels 0xAARRGGBB, colours multiplied by alpha; starts transparent. One spare pixel on the right
/// of each row and one spare row, so that neighbours may be read without a check.
class Bitmap {
 public:
  Bitmap() = default;
  Bitmap(int width, int height);

  int width() const { return width_; }
  int height() const { return height_; }
  int stride() const { return stride_; }  ///< In pixels.
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

/// The pixels of each row that are not transparent; made once for a bitmap that is placed often.
struct Spans {
  explicit Spans(const Bitmap& bitmap);
  std::vector<int> first, last;  ///< Per row; last is excluded.
};

/// Puts `source` over `target`, scaled with bilinear interpolation.
void place(Bitmap& target, const Bitmap& source, const Spans& spans, const Placement& where);

/// Brightens `target` by `light` (colours, alpha ignored), stretched over the whole of it:
/// t + l - t * l ("screen").
void shine(Bitmap& target, const Bitmap& light);

/// Puts `source`, repeated without end, over the target, at whole pixels: target (0, 0) shows
/// source (x, y). Source sizes are powers of two.
void tile(Bitmap& target, const Bitmap& source, int x, int y, int first_row, int last_row);

/// target = target * (256 - share) + other * share, share 0 to 256. Same sizes.
void dissolve(Bitmap& target, const Bitmap& other, int share);

/// What happens to a picture between paint and film.
struct Print {
  double gain = 1;        ///< 0: black.
  double flash = 0;       ///< 1: white.
  double vignette = 0.3;  ///< Darkening of the corners.
  int grain = 2;          ///< In luma steps.
  std::uint32_t seed = 0;
};

/// The bitmap as a yuv420p picture in BT.709, limited range.
media::Picture print(const Bitmap& bitmap, const Print& options);

}  // namespace cinecut::sample
