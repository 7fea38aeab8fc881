#include "cinecut/scenes/alike.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <span>
#include <tuple>

namespace cinecut {
namespace {

constexpr std::size_t kPlaces = std::tuple_size_v<Blocks> / 3;

// What tells stills of one camera position from others (bench/README.md, "alike").
/// How far the blocks differ in the mean, in 8-bit levels.
constexpr int kMostLuma = 12, kMostColour = 4;
/// Of the luma of all places.
constexpr double kLeastCorrelation = 0.8;
/// How far luma deviates: below, correlation means nothing, and only equals are alike.
constexpr double kFlat = 4;

using Levels = std::span<const std::uint8_t, kPlaces>;

Levels luma_of(const Still& s) { return Levels(s.blocks.data(), kPlaces); }

int difference(std::span<const std::uint8_t> a, std::span<const std::uint8_t> b) {
  int sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += std::abs(a[i] - b[i]);
  return sum;
}

double covariance(Levels a, Levels b) {
  int products = 0, a_sum = 0, b_sum = 0;
  for (std::size_t i = 0; i < kPlaces; ++i) {
    products += a[i] * b[i];
    a_sum += a[i];
    b_sum += b[i];
  }
  constexpr double n = kPlaces;
  return products / n - a_sum / n * b_sum / n;
}

bool are_alike(const Still& a, const Still& b) {
  if (a.jpeg == b.jpeg) return true;
  const auto luma_a = luma_of(a), luma_b = luma_of(b);
  if (difference(luma_a, luma_b) > kMostLuma * static_cast<int>(kPlaces)) return false;
  const auto colours = [](const Still& s) { return std::span(s.blocks).subspan(kPlaces); };
  if (difference(colours(a), colours(b)) > 2 * kMostColour * static_cast<int>(kPlaces))
    return false;
  const double of_a = covariance(luma_a, luma_a), of_b = covariance(luma_b, luma_b);
  return std::min(of_a, of_b) >= kFlat * kFlat &&
         covariance(luma_a, luma_b) >= kLeastCorrelation * std::sqrt(of_a * of_b);
}

}  // namespace

std::vector<int> described_by(const std::vector<Still>& stills) {
  std::vector<int> by(stills.size());
  std::vector<int> described;
  for (std::size_t i = 0; i < stills.size(); ++i) {
    by[i] = static_cast<int>(i);
    // The latest first: pictures come back soon, if at all.
    for (auto earlier = described.rbegin(); earlier != described.rend(); ++earlier)
      if (are_alike(stills[static_cast<std::size_t>(*earlier)], stills[i])) {
        by[i] = *earlier;
        break;
      }
    if (by[i] == static_cast<int>(i)) described.push_back(by[i]);
  }
  return by;
}

}  // namespace cinecut
