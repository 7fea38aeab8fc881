#pragma once
// Colours and points of the drawings.

#include <algorithm>
#include <cstdint>

namespace sample_film {

/// Straight (not premultiplied) colour, each 0 to 1, coded as on a screen.
struct Colour {
  float r = 0, g = 0, b = 0, a = 1;
};

constexpr Colour rgb(std::uint32_t code, float alpha = 1) {
  return {static_cast<float>(code >> 16 & 255) / 255, static_cast<float>(code >> 8 & 255) / 255,
          static_cast<float>(code & 255) / 255, alpha};
}

constexpr Colour mix(Colour a, Colour b, double share) {
  const auto t = static_cast<float>(share);
  return {a.r + (b.r - a.r) * t, a.g + (b.g - a.g) * t, a.b + (b.b - a.b) * t,
          a.a + (b.a - a.a) * t};
}

constexpr Colour with_alpha(Colour c, double alpha) {
  c.a = static_cast<float>(alpha);
  return c;
}

/// Lighter (gain > 1) or darker; alpha stays.
constexpr Colour scaled(Colour c, double gain) {
  const auto g = static_cast<float>(gain);
  return {std::min(1.0f, c.r * g), std::min(1.0f, c.g * g), std::min(1.0f, c.b * g), c.a};
}

/// In the world of a shot: 1 is the height of the picture, x = 0 its middle, y = 0 its top.
struct Point {
  double x = 0, y = 0;
};

constexpr Point operator+(Point a, Point b) { return {a.x + b.x, a.y + b.y}; }
constexpr Point operator-(Point a, Point b) { return {a.x - b.x, a.y - b.y}; }
constexpr Point operator*(Point a, double k) { return {a.x * k, a.y * k}; }

}  // namespace sample_film
