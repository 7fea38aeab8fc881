#include "cinecut/descriptions/internal/alike.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <span>
#include <tuple>

#include "cinecut/survey/spread.h"

namespace cinecut::descriptions {
namespace {

constexpr std::size_t kPlaces = std::tuple_size_v<survey::Blocks> / 3;

// What tells stills of one camera position from others (bench/README.md, "alike").
/// How far the blocks differ in the mean, in 8-bit levels.
constexpr int kMostLuma = 12, kMostColour = 4;
/// At any one place, in deviations of the picture's luma: who comes in is seen there first.
constexpr float kMostAtOnePlace = 1;
/// How far luma deviates: below, places mean nothing, and only equals are alike.
constexpr float kFlat = 4;

int difference(std::span<const std::uint8_t> a, std::span<const std::uint8_t> b) {
  int sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += std::abs(a[i] - b[i]);
  return sum;
}

/// What of a still is compared again and again.
struct Seen {
  explicit Seen(const survey::Still& s) : still(s) {
    const auto luma = std::span(s.blocks).first(kPlaces);
    const auto spread = survey::spread_of(luma);
    is_flat = spread.deviation < kFlat;
    for (std::size_t i = 0; i < kPlaces && !is_flat; ++i)
      places[i] = (luma[i] - spread.mean) / spread.deviation;
  }

  const survey::Still& still;
  bool is_flat = false;
  std::array<float, kPlaces> places{};  ///< Luma with mean 0 and deviation 1.
};

bool are_alike(const Seen& a, const Seen& b) {
  if (a.still.jpeg == b.still.jpeg) return true;
  if (a.is_flat || b.is_flat) return false;
  constexpr int n = kPlaces;
  const std::span all_a(a.still.blocks), all_b(b.still.blocks);
  return difference(all_a.first(kPlaces), all_b.first(kPlaces)) <= kMostLuma * n &&
         difference(all_a.subspan(kPlaces), all_b.subspan(kPlaces)) <= 2 * kMostColour * n &&
         std::ranges::equal(a.places, b.places,
                            [](float x, float y) { return std::abs(x - y) <= kMostAtOnePlace; });
}

}  // namespace

std::vector<int> described_by(const std::vector<survey::Still>& stills) {
  std::vector<int> by(stills.size());
  std::vector<int> described;
  const std::vector<Seen> seen(stills.begin(), stills.end());
  for (std::size_t i = 0; i < stills.size(); ++i) {
    by[i] = static_cast<int>(i);
    // The latest first: pictures come back soon, if at all.
    for (auto earlier = described.rbegin(); earlier != described.rend(); ++earlier)
      if (are_alike(seen[static_cast<std::size_t>(*earlier)], seen[i])) {
        by[i] = *earlier;
        break;
      }
    if (by[i] == static_cast<int>(i)) described.push_back(by[i]);
  }
  return by;
}

}  // namespace cinecut::descriptions
