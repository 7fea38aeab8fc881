#include "cinecut/check/look.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <vector>

namespace cinecut {
namespace {

/// Means of a plane's parts in sixteenths of a level. `Sample` is the plane's stored type.
template <typename Sample, std::size_t size>
void shrink(const media::Plane& plane, int columns, double scale,
            std::array<std::int16_t, size>& out) {
  const int rows = static_cast<int>(size) / columns;
  for (int row = 0; row < rows; ++row) {
    const int top = row * plane.height_px / rows;
    const int bottom = std::max(top + 1, (row + 1) * plane.height_px / rows);
    for (int column = 0; column < columns; ++column) {
      const int left = column * plane.width_px / columns;
      const int right = std::max(left + 1, (column + 1) * plane.width_px / columns);
      std::uint64_t sum = 0;
      for (int y = std::min(top, plane.height_px - 1); y < std::min(bottom, plane.height_px); ++y) {
        const auto* line = reinterpret_cast<const Sample*>(plane.data + y * plane.stride_bytes);
        std::uint32_t line_sum = 0;
        for (int x = left; x < std::min(right, plane.width_px); ++x) line_sum += line[x];
        sum += line_sum;
      }
      const double count = static_cast<double>(bottom - top) * (right - left);
      out[static_cast<std::size_t>(row * columns + column)] =
          static_cast<std::int16_t>(std::lround(static_cast<double>(sum) / count * scale));
    }
  }
}

template <typename Sample>
void shrink_planes(const media::Picture& picture, double scale, Look& look) {
  shrink<Sample>(picture.plane(0), look_width, scale, look.luma);
  shrink<Sample>(picture.plane(1), look_width / 2, scale, look.blue);
  shrink<Sample>(picture.plane(2), look_width / 2, scale, look.red);
}

/// By way of RGB, with BT.601 luma in the limited range: near enough to see cuts and black.
void shrink_any(const media::Picture& picture, Look& look) {
  const media::Image image = media::to_image(picture, 2 * look_width);
  const auto width = static_cast<std::size_t>(image.width_px);
  const auto height = static_cast<std::size_t>(image.height_px);
  std::vector<std::uint8_t> planes(3 * width * height);
  for (std::size_t i = 0; i < width * height; ++i) {
    const double r = image.pixels[i * 3], g = image.pixels[i * 3 + 1], b = image.pixels[i * 3 + 2];
    const double y = 0.299 * r + 0.587 * g + 0.114 * b;
    planes[i] = static_cast<std::uint8_t>(16 + y * 219 / 255);
    planes[width * height + i] = static_cast<std::uint8_t>(128 + (b - y) * 0.496);
    planes[2 * width * height + i] = static_cast<std::uint8_t>(128 + (r - y) * 0.627);
  }
  const auto plane = [&](std::size_t i) {
    return media::Plane{planes.data() + i * width * height, static_cast<std::ptrdiff_t>(width),
                        image.width_px, image.height_px};
  };
  shrink<std::uint8_t>(plane(0), look_width, 16, look.luma);
  shrink<std::uint8_t>(plane(1), look_width / 2, 16, look.blue);
  shrink<std::uint8_t>(plane(2), look_width / 2, 16, look.red);
}

void describe_light(Look& look) {
  double sum = 0, squares = 0;
  for (const std::int16_t v : look.luma) {
    sum += v;
    squares += static_cast<double>(v) * v;
  }
  const double n = static_cast<double>(look.luma.size());
  look.light = static_cast<float>(sum / n / 16);
  look.spread = static_cast<float>(std::sqrt(std::max(0.0, squares / n - sum / n * sum / n)) / 16);
  auto sorted = look.luma;
  const auto place = sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() * 49 / 50);
  std::nth_element(sorted.begin(), place, sorted.end());
  look.brightest = static_cast<float>(*place) / 16.0f;
}

constexpr int kBlockWidth = 8, kBlockHeight = 6, kReach = 4;

int block_difference(const Look& a, const Look& b, int x, int y, int dx, int dy) {
  int sum = 0;
  for (int row = 0; row < kBlockHeight; ++row) {
    const auto* p = a.luma.data() + (y + row) * look_width + x;
    const auto* q = b.luma.data() + (y + dy + row) * look_width + x + dx;
    for (int i = 0; i < kBlockWidth; ++i) sum += std::abs(p[i] - q[i]);
  }
  return sum;
}

/// Mean luma difference, each block of `a` compared with its best place in `b`.
double moved_difference(const Look& a, const Look& b) {
  std::int64_t total = 0;
  for (int y = 0; y < look_height; y += kBlockHeight) {
    for (int x = 0; x < look_width; x += kBlockWidth) {
      int best = std::numeric_limits<int>::max();
      for (int dy = std::max(-kReach, -y); dy <= std::min(kReach, look_height - kBlockHeight - y);
           ++dy) {
        for (int dx = std::max(-kReach, -x); dx <= std::min(kReach, look_width - kBlockWidth - x);
             ++dx) {
          best = std::min(best, block_difference(a, b, x, y, dx, dy));
        }
      }
      total += best;
    }
  }
  return static_cast<double>(total) / (16.0 * look_width * look_height);
}

template <std::size_t size>
double mean_difference(const std::array<std::int16_t, size>& a,
                       const std::array<std::int16_t, size>& b) {
  std::int64_t sum = 0;
  for (std::size_t i = 0; i < size; ++i) sum += std::abs(a[i] - b[i]);
  return static_cast<double>(sum) / (16.0 * static_cast<double>(size));
}

}  // namespace

Look look_of(const media::Picture& picture) {
  Look look;
  switch (picture.format()) {
    case media::PixelFormat::yuv420p:
      shrink_planes<std::uint8_t>(picture, 16, look);
      break;
    case media::PixelFormat::yuv420p10:
      shrink_planes<std::uint16_t>(picture, 4, look);
      break;
    default:
      shrink_any(picture, look);
  }
  describe_light(look);
  return look;
}

double difference(const Look& a, const Look& b) { return mean_difference(a.luma, b.luma); }

double unlikeness(const Look& a, const Look& b) {
  const double colour = mean_difference(a.blue, b.blue) + mean_difference(a.red, b.red);
  const double scale = 5 + 0.5 * static_cast<double>(a.spread + b.spread) / 2;
  const double at_rest = (difference(a, b) + 0.5 * colour) / scale;
  if (at_rest < 0.1) return at_rest;  // Nothing much moves: no need to look where it went.
  // Both ways: what is covered in one picture is to be seen in the other.
  const double luma = std::min(moved_difference(a, b), moved_difference(b, a));
  return (luma + 0.5 * colour) / scale;
}

double unlikeness_but_for_light(const Look& a, const Look& b) {
  constexpr float most_gain = 6;  // There is noise below.
  const bool a_is_clearer = a.spread > b.spread;
  const Look& clear = a_is_clearer ? a : b;
  Look lit = a_is_clearer ? b : a;
  const float gain = std::min(most_gain, clear.spread / std::max(1.0f, lit.spread));
  for (auto& v : lit.luma) {
    const float plain = (static_cast<float>(v) / 16 - lit.light) * gain + clear.light;
    v = static_cast<std::int16_t>(std::lround(16 * plain));
  }
  lit.spread = clear.spread;
  lit.blue = clear.blue;
  lit.red = clear.red;
  return unlikeness(clear, lit);
}

}  // namespace cinecut
