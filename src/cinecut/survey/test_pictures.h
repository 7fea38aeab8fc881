#pragma once
// Pictures drawn for the tests of this folder: scenes that look like nothing else, a camera that
// moves over them, and what happens between two of them.

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>

#include "cinecut/survey/borders.h"
#include "cinecut/survey/small_picture.h"

namespace cinecut::survey::testing {

inline constexpr base::Duration kFrame = std::chrono::milliseconds(40);

inline base::FilmTime time_of(int picture) { return base::FilmTime{picture * kFrame}; }
inline base::FilmRange pictures(int from, int to) { return {time_of(from), time_of(to)}; }

/// A number from 0 to 1 that stands for a place of a scene.
inline float noise_at(std::uint32_t seed, int x, int y) {
  std::uint32_t h = seed * 0x9e3779b9u ^ static_cast<std::uint32_t>(x) * 0x85ebca6bu ^
                    static_cast<std::uint32_t>(y) * 0xc2b2ae35u;
  h = (h ^ h >> 15) * 0x2c1b3c6du;
  h = (h ^ h >> 12) * 0x297a2d39u;
  return static_cast<float>((h ^ h >> 15) >> 8) / static_cast<float>(1 << 24);
}

/// Value noise: soft blobs about `size` pixels wide.
inline float blobs(std::uint32_t seed, float x, float y, float size) {
  x /= size, y /= size;
  const int left = static_cast<int>(std::floor(x)), top = static_cast<int>(std::floor(y));
  const float fx = x - static_cast<float>(left), fy = y - static_cast<float>(top);
  const float upper = std::lerp(noise_at(seed, left, top), noise_at(seed, left + 1, top), fx);
  const float lower =
      std::lerp(noise_at(seed, left, top + 1), noise_at(seed, left + 1, top + 1), fx);
  return std::lerp(upper, lower, fy);
}

/// The half-size luma follows from the full-size one.
inline void fill_half(SmallPicture& picture) {
  constexpr int w = SmallPicture::kWidth;
  for (int y = 0; y < SmallPicture::kHalfHeight; ++y)
    for (int x = 0; x < SmallPicture::kHalfWidth; ++x) {
      const auto at = static_cast<std::size_t>(2 * y * w + 2 * x);
      const auto& l = picture.luma;
      picture.half[static_cast<std::size_t>(y * SmallPicture::kHalfWidth + x)] =
          static_cast<std::uint8_t>((l[at] + l[at + 1] + l[at + w] + l[at + w + 1] + 2) / 4);
    }
}

/// The scene of that number, seen from (x, y) in pixels.
inline SmallPicture scene(std::uint32_t seed, float x = 0, float y = 0) {
  SmallPicture picture;
  const float light = 60 + 100 * noise_at(seed, -7, 3);
  for (int row = 0; row < SmallPicture::kHeight; ++row)
    for (int column = 0; column < SmallPicture::kWidth; ++column) {
      const float px = x + static_cast<float>(column), py = y + static_cast<float>(row);
      const float v = light + 110 * (blobs(seed, px, py, 21) - 0.5f) +
                      60 * (blobs(seed + 1000, px, py, 6) - 0.5f);
      picture.luma[static_cast<std::size_t>(row * SmallPicture::kWidth + column)] =
          static_cast<std::uint8_t>(std::clamp(v, 16.0f, 235.0f));
    }
  fill_half(picture);
  picture.cb.fill(static_cast<std::uint8_t>(108 + 40 * noise_at(seed, 5, 5)));
  picture.cr.fill(static_cast<std::uint8_t>(108 + 40 * noise_at(seed, 6, 6)));
  return picture;
}

inline SmallPicture plain(int light) {
  SmallPicture picture;
  picture.luma.fill(static_cast<std::uint8_t>(light));
  picture.half.fill(static_cast<std::uint8_t>(light));
  picture.cb.fill(128);
  picture.cr.fill(128);
  return picture;
}

/// `share` of b, the rest of a.
inline SmallPicture mix(const SmallPicture& a, const SmallPicture& b, float share) {
  SmallPicture mixed;
  const auto each = [share](const auto& from, const auto& to, auto& into) {
    for (std::size_t i = 0; i < into.size(); ++i)
      into[i] = static_cast<std::uint8_t>(
          std::lround(std::lerp(static_cast<float>(from[i]), static_cast<float>(to[i]), share)));
  };
  each(a.luma, b.luma, mixed.luma);
  each(a.cb, b.cb, mixed.cb);
  each(a.cr, b.cr, mixed.cr);
  fill_half(mixed);
  return mixed;
}

/// Shows pictures one after another to a finder of borders.
class Reel {
 public:
  Reel& show(SmallPicture picture) {
    picture.time = time_of(count_++);
    picture.duration = kFrame;
    finder_.add(picture);
    return *this;
  }
  /// A shot; the camera goes (dx, dy) pixels further with each picture.
  Reel& shot(std::uint32_t seed, int length, float dx = 0, float dy = 0) {
    for (int i = 0; i < length; ++i)
      show(scene(seed, dx * static_cast<float>(i), dy * static_cast<float>(i)));
    return *this;
  }
  /// From one scene to the other in that many pictures.
  Reel& dissolve(const SmallPicture& from, const SmallPicture& to, int length) {
    for (int i = 1; i <= length; ++i)
      show(mix(from, to, static_cast<float>(i) / static_cast<float>(length + 1)));
    return *this;
  }
  std::vector<Border> borders() { return finder_.finish(); }

 private:
  BorderFinder finder_;
  int count_ = 0;
};

}  // namespace cinecut::survey::testing
