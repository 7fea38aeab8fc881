#pragma once
// Mean and standard deviation of 8-bit levels.

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace cinecut::survey {

struct Spread {
  float mean = 0, deviation = 0;
};

/// Of a range with a size() that is not 0.
template <typename Levels>
Spread spread_of(const Levels& levels) {
  std::int64_t sum = 0, squares = 0;
  for (const int v : levels) {
    sum += v;
    squares += v * v;
  }
  const auto n = static_cast<double>(levels.size());
  const double mean = static_cast<double>(sum) / n;
  const double variance = static_cast<double>(squares) / n - mean * mean;
  return {static_cast<float>(mean), static_cast<float>(std::sqrt(std::max(0.0, variance)))};
}

}  // namespace cinecut::survey
