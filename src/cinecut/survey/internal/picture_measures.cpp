#include "cinecut/survey/internal/picture_measures.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <numeric>

#include "cinecut/survey/internal/words.h"
#include "cinecut/survey/spread.h"

namespace cinecut::survey {
namespace {

constexpr std::size_t kBlocks = 16 * 9;

void fill_blocks(const SmallPicture& small, PictureMeasures& measures) {
  constexpr int w = SmallPicture::kHalfWidth, cw = SmallPicture::kColourWidth;
  for (int by = 0; by < 9; ++by)
    for (int bx = 0; bx < 16; ++bx) {
      int y_sum = 0, cb = 0, cr = 0;
      for (int i = 0; i < 16; ++i)
        y_sum += small.half[static_cast<std::size_t>((by * 4 + i / 4) * w + bx * 4 + i % 4)];
      for (int i = 0; i < 4; ++i) {
        const auto at = static_cast<std::size_t>((by * 2 + i / 2) * cw + bx * 2 + i % 2);
        cb += small.cb[at];
        cr += small.cr[at];
      }
      const auto b = static_cast<std::size_t>(by * 16 + bx);
      measures.blocks[b] = static_cast<std::uint8_t>((y_sum + 8) / 16);
      measures.blocks[b + kBlocks] = static_cast<std::uint8_t>((cb + 2) / 4);
      measures.blocks[b + 2 * kBlocks] = static_cast<std::uint8_t>((cr + 2) / 4);
    }
}

// Colourfulness and warmth from chroma: how far from grey, and towards orange or blue.
void fill_colour(const SmallPicture& small, PictureMeasures& measures) {
  float away = 0, warm = 0;
  for (std::size_t i = 0; i < small.cb.size(); ++i) {
    const float u = static_cast<float>(small.cb[i]) - 128,
                v = static_cast<float>(small.cr[i]) - 128;
    away += std::hypot(u, v);
    warm += v - u;
  }
  const auto n = static_cast<float>(small.cb.size());
  measures.saturation = std::min(1.0f, away / n / 48);
  measures.warmth = std::clamp(0.5f + warm / n / 80, 0.0f, 1.0f);
}

// Strength of fine detail against coarse contrast: strongest second differences of the picture.
float sharpness_of(const GrayPicture& gray) {
  std::array<int, 512> count{};
  int total = 0;
  for (int y = 1; y + 1 < gray.height_px; y += 2) {
    const auto* row = gray.pixels.data() + y * gray.width_px;
    for (int x = 1; x + 1 < gray.width_px; ++x, ++total) {
      const int d = std::abs(4 * row[x] - row[x - 1] - row[x + 1] - row[x - gray.width_px] -
                             row[x + gray.width_px]);
      ++count[static_cast<std::size_t>(std::min(511, d))];
    }
  }
  int left = total / 50;  // The sharpest fiftieth decides: much of a sharp picture is out of focus.
  for (int d = 511; d > 0; --d) {
    left -= count[static_cast<std::size_t>(d)];
    if (left <= 0) return std::min(1.0f, static_cast<float>(d) / 200);
  }
  return 0;
}

}  // namespace

GrayPicture make_gray(const media::Picture& picture, int width_px) {
  const auto plane = picture.plane(0);
  GrayPicture gray;
  gray.width_px = std::min(width_px, plane.width_px);
  gray.height_px = std::max(1, plane.height_px * gray.width_px / std::max(1, plane.width_px));
  gray.pixels.resize(static_cast<std::size_t>(gray.width_px * gray.height_px));
  if (picture.format() == media::PixelFormat::yuv420p10)
    shrink_plane(reinterpret_cast<const std::uint16_t*>(plane.data), plane.stride_bytes / 2,
                 plane.width_px, plane.height_px, gray.pixels.data(), gray.width_px, gray.height_px,
                 2);
  else
    shrink_plane(plane.data, plane.stride_bytes, plane.width_px, plane.height_px,
                 gray.pixels.data(), gray.width_px, gray.height_px);
  return gray;
}

PictureMeasures measure_picture(const SmallPicture& small, const GrayPicture& gray) {
  PictureMeasures measures;
  measures.time = small.time;
  measures.duration = small.duration;
  fill_blocks(small, measures);
  const auto luma = spread_of(small.luma);
  measures.light = std::clamp((luma.mean - 16) / 219, 0.0f, 1.0f);
  measures.contrast = std::min(1.0f, luma.deviation / 80);
  fill_colour(small, measures);
  measures.sharpness = sharpness_of(gray);
  measures.words = find_words(gray);
  measures.is_plain = luma.deviation < 3;
  measures.is_black = luma.mean < 24 && luma.deviation < 4;
  return measures;
}

float distance(const PictureMeasures& a, const PictureMeasures& b) {
  int luma = 0, colour = 0;
  for (std::size_t i = 0; i < kBlocks; ++i) luma += std::abs(a.blocks[i] - b.blocks[i]);
  for (std::size_t i = kBlocks; i < 3 * kBlocks; ++i) colour += std::abs(a.blocks[i] - b.blocks[i]);
  const float sum = static_cast<float>(luma) + 1.5f * static_cast<float>(colour);
  return std::min(1.0f, sum / kBlocks / 80);
}

namespace {

int level(const media::Plane& plane, int shift, int x, int y) {
  const auto* row = plane.data + y * plane.stride_bytes;
  return shift ? reinterpret_cast<const std::uint16_t*>(row)[x] >> shift : row[x];
}

// Nothing but black along a row or column; single bright pixels are noise.
template <typename At>
bool is_bar(int length, At at) {
  int sum = 0, bright = 0;
  const int step = std::max(1, length / 256);
  int n = 0;
  for (int i = 0; i < length; i += step, ++n) {
    const int v = at(i);
    sum += v;
    bright += v > 34;
  }
  return sum <= 22 * n && bright <= n / 64;
}

}  // namespace

bool find_bars(const media::Picture& picture, PictureBars& bars) {
  const auto plane = picture.plane(0);
  const int shift = picture.format() == media::PixelFormat::yuv420p10 ? 2 : 0;
  const int w = plane.width_px, h = plane.height_px;
  const auto row = [&](int y) {
    return is_bar(w, [&](int x) { return level(plane, shift, x, y); });
  };
  const auto column = [&](int x) {
    return is_bar(h, [&](int y) { return level(plane, shift, x, y); });
  };
  bars = {};
  while (bars.top < h / 3 && row(bars.top)) ++bars.top;
  while (bars.bottom < h / 3 && row(h - 1 - bars.bottom)) ++bars.bottom;
  while (bars.left < w / 3 && column(bars.left)) ++bars.left;
  while (bars.right < w / 3 && column(w - 1 - bars.right)) ++bars.right;
  return bars.top < h / 3 && bars.bottom < h / 3 && bars.left < w / 3 && bars.right < w / 3;
}

PictureBars as_shown(const PictureBars& bars, const media::Picture& picture,
                     const media::VideoInfo& film) {
  const int width = picture.width_px(), height = picture.height_px();
  const auto p = media::place(width * picture.sample_aspect().value(), height, film);
  // A line or two at an edge is the encoder's, not a bar.
  const auto scaled = [](int bar, double scale) {
    return bar < 4 ? 0 : static_cast<int>(std::ceil(bar * scale / 2)) * 2;
  };
  const double x = static_cast<double>(p.width_px) / width;
  const double y = static_cast<double>(p.height_px) / height;
  return {p.y_px + scaled(bars.top, y),
          film.display_height_px - p.y_px - p.height_px + scaled(bars.bottom, y),
          p.x_px + scaled(bars.left, x),
          film.display_width_px - p.x_px - p.width_px + scaled(bars.right, x)};
}

}  // namespace cinecut::survey
