#include "cinecut/survey/walk.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace cinecut::survey {
namespace {

constexpr std::size_t kBlocks = 16 * 9;

struct Along {
  float share = 0;  // Of the way.
  float off = 0;    // Square distance from the line.
};

Along place_on(const CoarsePicture& at, const CoarsePicture& first, const CoarsePicture& way,
               float length) {
  float along = 0, away = 0;
  for (std::size_t j = 0; j < way.size(); ++j) {
    const float d = at[j] - first[j];
    along += d * way[j];
    away += d * d;
  }
  const float share = along / length;
  return {share, std::max(0.0f, away / length - share * share)};
}

// Of luma blocks, weighed by how far each goes.
float straight_share(std::span<const Step> steps, const CoarsePicture& way,
                     const std::vector<float>& shares) {
  const auto& first = *steps[0].coarse;
  std::array<float, kBlocks> off{};
  for (std::size_t k = 1; k < steps.size(); ++k)
    for (std::size_t j = 0; j < kBlocks; ++j) {
      const float d = (*steps[k].coarse)[j] - first[j] - shares[k] * way[j];
      off[j] += d * d;
    }
  const auto n = static_cast<float>(steps.size() - 1);
  float all = 0, straight = 0;
  for (std::size_t j = 0; j < kBlocks; ++j) {
    const float d = std::abs(way[j]);
    if (d < 6) continue;
    all += d;
    if (std::sqrt(off[j] / n) < 0.15f * d) straight += d;
  }
  return all > 0 ? straight / all : 0;
}

}  // namespace

CoarsePicture make_coarse(const SmallPicture& small) {
  constexpr int w = SmallPicture::kHalfWidth, cw = SmallPicture::kColourWidth;
  CoarsePicture coarse;
  for (int by = 0; by < 9; ++by)
    for (int bx = 0; bx < 16; ++bx) {
      int luma = 0, cb = 0, cr = 0;
      for (int i = 0; i < 16; ++i)
        luma += small.half[static_cast<std::size_t>((by * 4 + i / 4) * w + bx * 4 + i % 4)];
      for (int i = 0; i < 4; ++i) {
        const auto at = static_cast<std::size_t>((by * 2 + i / 2) * cw + bx * 2 + i % 2);
        cb += small.cb[at];
        cr += small.cr[at];
      }
      const auto b = static_cast<std::size_t>(by * 16 + bx);
      coarse[b] = static_cast<float>(luma) / 16;
      coarse[b + kBlocks] = static_cast<float>(cb) / 4;
      coarse[b + 2 * kBlocks] = static_cast<float>(cr) / 4;
    }
  return coarse;
}

Walk walk_along(std::span<const Step> steps) {
  const auto& first = *steps.front().coarse;
  const auto& last = *steps.back().coarse;
  CoarsePicture way;
  float length = 0;
  for (std::size_t j = 0; j < way.size(); ++j) {
    way[j] = last[j] - first[j];
    length += way[j] * way[j];
  }
  Walk walk;
  walk.distance = std::sqrt(length / static_cast<float>(way.size()));
  if (length < 1) return walk;
  walk.residual = walk.back = walk.longest = walk.uneven = 0;
  const auto n = static_cast<float>(steps.size() - 1);
  std::vector<float> shares(steps.size());
  float camera_x = 0, camera_y = 0;
  for (std::size_t k = 1; k < steps.size(); ++k) {
    const auto [share, off] = place_on(*steps[k].coarse, first, way, length);
    const float before = shares[k - 1];
    walk.residual += off;
    walk.back += std::max(0.0f, before - share);
    walk.longest = std::max(walk.longest, share - before);
    walk.uneven = std::max(walk.uneven, std::abs(share - static_cast<float>(k) / n));
    if (before < 0.5f && share >= 0.5f) walk.half = k;
    camera_x += steps[k].change.camera_x;
    camera_y += steps[k].change.camera_y;
    shares[k] = share;
  }
  walk.residual = std::sqrt(walk.residual / n);
  walk.camera = std::hypot(camera_x, camera_y);
  walk.straight = straight_share(steps, way, shares);
  return walk;
}

}  // namespace cinecut::survey
