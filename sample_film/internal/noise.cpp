#include "sample_film/internal/noise.h"

#include <cmath>

namespace sample_film {
namespace {

double smooth(double t) { return t * t * (3 - 2 * t); }

double mixed(double a, double b, double t) { return a + (b - a) * t; }

}  // namespace

double noise(std::uint32_t key, double x) {
  const double cell = std::floor(x);
  const auto n = static_cast<std::int64_t>(cell);
  return mixed(random_at(key, n), random_at(key, n + 1), smooth(x - cell));
}

double noise(std::uint32_t key, double x, double y) {
  const double row = std::floor(y);
  const auto n = static_cast<std::uint32_t>(static_cast<std::int64_t>(row));
  return mixed(noise(key ^ hash(n), x), noise(key ^ hash(n + 1), x), smooth(y - row));
}

double fractal(std::uint32_t key, double x, int octaves) {
  double sum = 0, strength = 0.5;
  for (int i = 0; i < octaves; ++i, strength /= 2, x *= 2)
    sum += strength * noise(key + static_cast<std::uint32_t>(i), x);
  return sum;
}

double fractal(std::uint32_t key, double x, double y, int octaves) {
  double sum = 0, strength = 0.5;
  for (int i = 0; i < octaves; ++i, strength /= 2, x *= 2, y *= 2)
    sum += strength * noise(key + static_cast<std::uint32_t>(i), x, y);
  return sum;
}

}  // namespace sample_film
