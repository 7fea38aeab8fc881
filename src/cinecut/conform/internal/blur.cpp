#include "cinecut/conform/internal/blur.h"

#include <algorithm>
#include <cmath>

namespace cinecut::conform {
namespace {

/// One row or column, `step` values apart, replaced by the means of 2 * radius + 1 neighbours.
void box(float* line, int count, std::ptrdiff_t step, int radius, std::vector<float>& copy) {
  copy.resize(static_cast<std::size_t>(count));
  for (int i = 0; i < count; ++i) copy[static_cast<std::size_t>(i)] = line[i * step];
  const auto value = [&](int i) {
    return copy[static_cast<std::size_t>(std::clamp(i, 0, count - 1))];
  };
  double sum = 0;
  for (int i = -radius; i <= radius; ++i) sum += static_cast<double>(value(i));
  for (int i = 0; i < count; ++i) {
    line[i * step] = static_cast<float>(sum / (2 * radius + 1));
    sum += static_cast<double>(value(i + radius + 1)) - static_cast<double>(value(i - radius));
  }
}

}  // namespace

float GrayPlane::sample(double x, double y) const {
  x = std::clamp(x, 0.0, width_px - 1.0);
  y = std::clamp(y, 0.0, height_px - 1.0);
  const int x0 = static_cast<int>(x), y0 = static_cast<int>(y);
  const int x1 = std::min(x0 + 1, width_px - 1), y1 = std::min(y0 + 1, height_px - 1);
  const auto fx = static_cast<float>(x - x0), fy = static_cast<float>(y - y0);
  return (at(x0, y0) * (1 - fx) + at(x1, y0) * fx) * (1 - fy) +
         (at(x0, y1) * (1 - fx) + at(x1, y1) * fx) * fy;
}

void blur(GrayPlane& plane, double deviation_px) {
  // Three boxes of width w have the variance (w^2 - 1) / 4.
  const int radius =
      static_cast<int>(std::lround((std::sqrt(4 * deviation_px * deviation_px + 1) - 1) / 2));
  if (radius < 1) return;
  std::vector<float> copy;
  for (int pass = 0; pass < 3; ++pass) {
    for (int y = 0; y < plane.height_px; ++y) box(&plane.at(0, y), plane.width_px, 1, radius, copy);
    for (int x = 0; x < plane.width_px; ++x)
      box(&plane.at(x, 0), plane.height_px, plane.width_px, radius, copy);
  }
}

}  // namespace cinecut::conform
