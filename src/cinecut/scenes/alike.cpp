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
/// At any one place, in deviations of the picture's luma: who comes in is seen there first.
constexpr double kMostAtOnePlace = 1;
/// How far luma deviates: below, places mean nothing, and only equals are alike.
constexpr double kFlat = 4;

using Levels = std::span<const std::uint8_t, kPlaces>;

Levels luma_of(const Still& s) { return Levels(s.blocks.data(), kPlaces); }

int difference(std::span<const std::uint8_t> a, std::span<const std::uint8_t> b) {
  int sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += std::abs(a[i] - b[i]);
  return sum;
}

struct Spread {
  double mean, deviation;
};
Spread spread_of(Levels a) {
  int sum = 0, squares = 0;
  for (const int v : a) {
    sum += v;
    squares += v * v;
  }
  constexpr double n = kPlaces;
  return {sum / n, std::sqrt(std::max(0.0, squares / n - sum / n * sum / n))};
}

double farthest_apart(Levels a, Spread of_a, Levels b, Spread of_b) {
  double most = 0;
  for (std::size_t i = 0; i < kPlaces; ++i)
    most = std::max(
        most, std::abs((a[i] - of_a.mean) / of_a.deviation - (b[i] - of_b.mean) / of_b.deviation));
  return most;
}

bool are_alike(const Still& a, const Still& b) {
  if (a.jpeg == b.jpeg) return true;
  const auto luma_a = luma_of(a), luma_b = luma_of(b);
  if (difference(luma_a, luma_b) > kMostLuma * static_cast<int>(kPlaces)) return false;
  const auto colours = [](const Still& s) { return std::span(s.blocks).subspan(kPlaces); };
  if (difference(colours(a), colours(b)) > 2 * kMostColour * static_cast<int>(kPlaces))
    return false;
  const auto of_a = spread_of(luma_a), of_b = spread_of(luma_b);
  return std::min(of_a.deviation, of_b.deviation) >= kFlat &&
         farthest_apart(luma_a, of_a, luma_b, of_b) <= kMostAtOnePlace;
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
