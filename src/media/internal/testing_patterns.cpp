#include "media/internal/testing_patterns.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace testing_media {
namespace {

constexpr int kNumberBits = 14;  // Of which the last two check the others.

struct Yuv {
  double y, u, v;  ///< y: 0 to 1. u, v: -0.5 to 0.5.
};

// BT.709. The tags of a film are not heeded: they are what its test is about.
Yuv to_yuv(std::uint32_t rgb) {
  const double r = (rgb >> 16 & 255) / 255.0, g = (rgb >> 8 & 255) / 255.0, b = (rgb & 255) / 255.0;
  const double y = 0.2126 * r + 0.7152 * g + 0.0722 * b;
  return {y, (b - y) / 1.8556, (r - y) / 1.5748};
}

double hash01(std::uint32_t a, std::uint32_t b, std::uint32_t seed) {
  std::uint32_t h = a * 0x9e3779b1u ^ b * 0x85ebca77u ^ seed * 0xc2b2ae3du;
  h = (h ^ h >> 15) * 0x2c1b3c6du;
  h = (h ^ h >> 12) * 0x297a2d39u;
  return static_cast<double>(h ^ h >> 15) / 4294967296.0;
}

// Value noise on a grid of 12 pixels.
double blobs(double x, double y, std::uint32_t seed) {
  constexpr double grid = 12;
  const double gx = x / grid, gy = y / grid;
  const double fx = gx - std::floor(gx), fy = gy - std::floor(gy);
  const auto at = [&](int dx, int dy) {
    return hash01(static_cast<std::uint32_t>(static_cast<std::int64_t>(std::floor(gx)) + dx),
                  static_cast<std::uint32_t>(static_cast<std::int64_t>(std::floor(gy)) + dy), seed);
  };
  return std::lerp(std::lerp(at(0, 0), at(1, 0), fx), std::lerp(at(0, 1), at(1, 1), fx), fy);
}

double level(const Shot& shot, int picture, double x, double y, int width) {
  const double moved = x + shot.pan_px * picture;
  switch (shot.pattern) {
    case Pattern::gradient:
      return std::fmod(moved / width, 1.0);
    case Pattern::texture:
      return 0.15 + 0.85 * blobs(moved, y, shot.seed);
    default:
      return 1;
  }
}

class Canvas {
 public:
  explicit Canvas(AVFrame& frame) : frame_(frame) {
    const auto* d = av_pix_fmt_desc_get(static_cast<AVPixelFormat>(frame.format));
    shift_ = d->comp[0].depth - 8;
  }
  void set(int plane, int x, int y, double value) {
    const int top = (1 << (8 + shift_)) - 1;
    const int whole = std::clamp(static_cast<int>(std::lround(value * (1 << shift_))), 0, top);
    auto* row = frame_.data[plane] + std::ptrdiff_t{frame_.linesize[plane]} * y;
    if (shift_ == 0)
      row[x] = static_cast<std::uint8_t>(whole);
    else
      reinterpret_cast<std::uint16_t*>(row)[x] = static_cast<std::uint16_t>(whole);
  }
  void set_luma(int x, int y, double value) { set(0, x, y, 16 + 219 * value); }

 private:
  AVFrame& frame_;
  int shift_ = 0;
};

int square_px(int width_px) { return std::max(1, width_px / kNumberBits); }

void draw_number(AVFrame& frame, Canvas& canvas, int number) {
  const int bits = number << 2 | ((number % 3) + 1);
  const int side = square_px(frame.width);
  for (int i = 0; i < kNumberBits; ++i)
    for (int y = 0; y < std::min(side, frame.height); ++y)
      for (int x = i * side; x < (i + 1) * side; ++x) {
        canvas.set_luma(x, y, bits >> i & 1 ? 1 : 0);
        canvas.set(1, x / 2, y / 2, 128);
        canvas.set(2, x / 2, y / 2, 128);
      }
}

}  // namespace

Place place_of(const std::vector<Shot>& shots, base::Rational rate, int n) {
  base::Duration start{};
  int first = 0;
  for (std::size_t i = 0; i < shots.size(); ++i) {
    start += shots[i].length;
    const auto end = static_cast<int>(base::nearest_frame(start, rate));
    if (n < end || i + 1 == shots.size()) return {i, n - first};
    first = end;
  }
  return {};
}

void draw(AVFrame& frame, const Shot& shot, int picture_of_shot, std::optional<int> number) {
  const auto colour = to_yuv(shot.rgb);
  Canvas canvas(frame);
  for (int y = 0; y < frame.height; ++y)
    for (int x = 0; x < frame.width; ++x)
      canvas.set_luma(x, y, colour.y * level(shot, picture_of_shot, x, y, frame.width));
  for (int y = 0; y < (frame.height + 1) / 2; ++y)
    for (int x = 0; x < (frame.width + 1) / 2; ++x) {
      const double share = level(shot, picture_of_shot, 2 * x, 2 * y, frame.width);
      canvas.set(1, x, y, 128 + 224 * colour.u * share);
      canvas.set(2, x, y, 128 + 224 * colour.v * share);
    }
  if (number) draw_number(frame, canvas, *number);
}

std::optional<int> number_of(const media::Picture& picture) {
  const auto plane = picture.plane(0);
  const bool is_wide = picture.format() == media::PixelFormat::yuv420p10;
  const int side = square_px(plane.width_px);
  int bits = 0;
  for (int i = 0; i < kNumberBits; ++i) {
    const auto* row = plane.data + plane.stride_bytes * (side / 2);
    const int x = i * side + side / 2;
    const int value = is_wide ? reinterpret_cast<const std::uint16_t*>(row)[x] / 4 : row[x];
    bits |= (value > 125) << i;
  }
  const int number = bits >> 2;
  if ((bits & 3) != number % 3 + 1) return {};
  return number;
}

int count_pictures(const std::vector<Shot>& shots, base::Rational rate) {
  base::Duration length{};
  for (const auto& shot : shots) length += shot.length;
  return static_cast<int>(base::nearest_frame(length, rate));
}

}  // namespace testing_media
