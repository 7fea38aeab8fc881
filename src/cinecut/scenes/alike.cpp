#include "cinecut/scenes/alike.h"

#include <bit>
#include <cstdint>

namespace cinecut {
namespace {

/// Of 64 bits of the difference hash. Of pairs that were looked at, all up to 2 bits apart show the
/// same, and of those 3 to 6 apart not even half (bench/README.md, "vision").
constexpr int kMostBits = 2;
/// Pictures that are nearly flat have hashes that mean nothing: they are alike only if equal.
constexpr int kFewestEdges = 6;

bool is_flat(std::uint64_t hash) {
  const int edges = std::popcount(hash);
  return edges < kFewestEdges || edges > 64 - kFewestEdges;
}

bool are_alike(const Still& a, const Still& b) {
  if (a.jpeg == b.jpeg) return true;
  if (is_flat(a.fingerprint) || is_flat(b.fingerprint)) return false;
  return std::popcount(a.fingerprint ^ b.fingerprint) <= kMostBits;
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
