#pragma once
// One component of a picture in floating point, and a soft blur of it.

#include <cstddef>
#include <vector>

namespace cinecut::conform {

struct GrayPlane {
  int width_px = 0;
  int height_px = 0;
  std::vector<float> values;

  float& at(int x, int y) { return values[static_cast<std::size_t>(y) * width_px + x]; }
  float at(int x, int y) const { return values[static_cast<std::size_t>(y) * width_px + x]; }
  /// Between pixels; the edge continues outside.
  float sample(double x, double y) const;
};

/// Three box blurs, which is nearly a Gaussian of this deviation (Wells 1986).
void blur(GrayPlane& plane, double deviation_px);

}  // namespace cinecut::conform
