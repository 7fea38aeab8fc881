#pragma once
// Test films whose pictures say which one they are.

#include <cstdint>
#include <filesystem>

#include "media/movie_writer.h"
#include "media/picture.h"

namespace testing_numbers {

constexpr int kWidth = 320;
constexpr int kHeight = 176;
constexpr int kBits = 10;

/// `n` as dark and light blocks in the upper half; the lower half is all `luma`.
inline media::Picture picture(int n, int luma) {
  auto p = media::Picture::make(kWidth, kHeight, media::PixelFormat::yuv420p);
  for (int k = 0; k < 3; ++k) {
    const media::Plane plane = p.plane(k);
    for (int y = 0; y < plane.height_px; ++y)
      for (int x = 0; x < plane.width_px; ++x) {
        const bool bit = (n >> (x * kBits / plane.width_px) & 1) != 0;
        const int code = k != 0 ? 128 : y >= plane.height_px / 2 ? luma : bit ? 200 : 40;
        plane.data[y * plane.stride_bytes + x] = static_cast<std::uint8_t>(code);
      }
  }
  return p;
}

inline int luma_at(const media::Picture& p, int x, int y) {
  return p.plane(0).data[y * p.plane(0).stride_bytes + x];
}

inline int number_of(const media::Picture& p) {
  int n = 0;
  for (int bit = 0; bit < kBits; ++bit)
    n |= (luma_at(p, (2 * bit + 1) * kWidth / (2 * kBits), kHeight / 4) > 120 ? 1 : 0) << bit;
  return n;
}

/// Pictures 0 to count - 1; the lower half is 60 in the first `half` of them and 180 in the rest.
inline void write_film(const std::filesystem::path& path, int count, int half,
                       base::Rational rate = {24, 1}) {
  media::MovieOptions options;
  options.width_px = kWidth;
  options.height_px = kHeight;
  options.frame_rate = rate;
  options.crf = 12;
  options.preset = "superfast";
  options.x264_options = "keyint=40:bframes=2";
  options.sound_rate_hz = 0;
  media::MovieWriter movie(path, options);
  for (int n = 0; n < count; ++n) movie.write(picture(n, n < half ? 60 : 180));
  movie.finish();
}

}  // namespace testing_numbers
