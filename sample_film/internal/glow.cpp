// Soft round lights.

#include <algorithm>
#include <array>
#include <cmath>

#include "sample_film/internal/bitmap.h"

namespace sample_film {
namespace {

// How bright a glow is, by the square of the distance from its centre.
constexpr int kFallSteps = 256;
const std::array<std::uint16_t, kFallSteps + 1>& fall() {
  static const std::array<std::uint16_t, kFallSteps + 1> table = [] {
    std::array<std::uint16_t, kFallSteps + 1> t{};
    for (int i = 0; i < kFallSteps; ++i) {
      const double r = std::sqrt((i + 0.5) / kFallSteps);
      t[i] = static_cast<std::uint16_t>(256 * std::pow(1 - r, 2) * (0.45 + 0.55 * (1 - r)));
    }
    return t;
  }();
  return table;
}

}  // namespace

void add_glow(Bitmap& bitmap, Point centre, double radius, Colour c, bool adds) {
  const auto part = [&](float v) { return static_cast<std::uint32_t>(std::lround(v * c.a * 255)); };
  const std::uint32_t alpha = part(1), red = part(c.r), green = part(c.g), blue = part(c.b);
  const int top = std::max(0, static_cast<int>(centre.y - radius));
  const int bottom = std::min(bitmap.height(), static_cast<int>(centre.y + radius) + 1);
  const auto scale = static_cast<float>(kFallSteps / (radius * radius));
  for (int y = top; y < bottom; ++y) {
    const double dy = y + 0.5 - centre.y, half = radius * radius - dy * dy;
    if (half <= 0) continue;
    const double reach = std::sqrt(half);
    const int left = std::max(0, static_cast<int>(centre.x - reach));
    const int right = std::min(bitmap.width(), static_cast<int>(centre.x + reach) + 1);
    std::uint32_t* row = bitmap.row(y);
    for (int x = left; x < right; ++x) {
      const auto dx = static_cast<float>(x + 0.5 - centre.x);
      const int step = static_cast<int>((dx * dx + static_cast<float>(dy * dy)) * scale);
      const std::uint32_t f = fall()[std::min(step, kFallSteps)];
      const std::uint32_t p = row[x];
      const std::uint32_t a = alpha * f >> 8, r = red * f >> 8, g = green * f >> 8,
                          b = blue * f >> 8;
      const auto join = [&](std::uint32_t old, std::uint32_t added) {
        return added + (old * (255 - (adds ? added : a)) + 127) / 255;
      };
      row[x] = join(p >> 24, a) << 24 | join(p >> 16 & 255, r) << 16 | join(p >> 8 & 255, g) << 8 |
               join(p & 255, b);
    }
  }
}

}  // namespace sample_film
