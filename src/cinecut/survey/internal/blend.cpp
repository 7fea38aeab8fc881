#include "cinecut/survey/internal/blend.h"

#include <algorithm>

#include "cinecut/survey/internal/blocks.h"

namespace cinecut::survey {
namespace {

constexpr int kReach = 4;  // At half size.
constexpr int kWidth = SmallPicture::kHalfWidth, kHeight = SmallPicture::kHalfHeight;
using Plane = Padded<kWidth, kHeight, kReach>;

struct Place {
  int dx = 0, dy = 0, cost = 0;
};

// Where `cost_at` is least.
template <typename CostAt>
Place search(CostAt cost_at) {
  Place best{0, 0, cost_at(0, 0)};
  for (int dy = -kReach; dy <= kReach; ++dy)
    for (int dx = -kReach; dx <= kReach; ++dx) {
      const int cost = cost_at(dx, dy);
      if (cost < best.cost) best = {dx, dy, cost};
    }
  return best;
}

}  // namespace

float blend_residual(const SmallPicture& from, const SmallPicture& middle, const SmallPicture& to) {
  const Plane a(from.half), b(to.half);
  constexpr int stride = Plane::kStride;
  long mixed = 0, alone = 0;
  for (int row = 0; row < kHeight; row += kBlock)
    for (int x = 0; x < kWidth; x += kBlock) {
      const int y = std::min(row, kHeight - kBlock);
      const auto* target = middle.half.data() + y * kWidth + x;
      const auto one = [&](const Plane& plane) {
        return search([&](int dx, int dy) {
                 return difference(target, kWidth, plane.at(x + dx, y + dy), stride);
               })
            .cost;
      };
      // In turns: the best place in one while the other stays.
      const auto both = [&](const Plane& moving, const std::uint8_t* still) {
        return search([&](int dx, int dy) {
          return difference_to_mean(target, kWidth, moving.at(x + dx, y + dy), still, stride);
        });
      };
      Place in_a, in_b;
      for (int turn = 0; turn < 2; ++turn) {
        in_a = both(a, b.at(x + in_b.dx, y + in_b.dy));
        in_b = both(b, a.at(x + in_a.dx, y + in_a.dy));
      }
      mixed += in_b.cost;
      alone += std::min(one(a), one(b));
    }
  const long noise = kWidth * kHeight;  // A level for each pixel.
  return static_cast<float>(mixed + noise) / static_cast<float>(alone + noise);
}

}  // namespace cinecut::survey
