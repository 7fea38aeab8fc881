#include "cinecut/survey/change.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <vector>

#include "cinecut/survey/internal/blocks.h"

namespace cinecut::survey {
namespace {

constexpr int kMargin = 24;  // The longest movement.

using HalfPlane = Padded<SmallPicture::kHalfWidth, SmallPicture::kHalfHeight, kMargin>;

struct Move {
  int x = 0, y = 0, cost = 0;
};

constexpr int kCoarseColumns = SmallPicture::kHalfWidth / kBlock;               // 8
constexpr int kCoarseRows = (SmallPicture::kHalfHeight + kBlock - 1) / kBlock;  // 5
constexpr int kColumns = SmallPicture::kWidth / kBlock;                         // 16
constexpr int kRows = SmallPicture::kHeight / kBlock;                           // 9
constexpr int kReachX = 8, kReachY = 6;                                         // At half size.

using CoarseMoves = std::array<Move, kCoarseColumns * kCoarseRows>;
using Moves = std::array<Move, kColumns * kRows>;

// Longer movements must be worth it, or flat blocks wander.
int price(int x, int y) { return 2 * (std::abs(x) + std::abs(y)); }

// Every second place, then those around the best: half the detail is lost at half size anyway.
Move search_block(const std::uint8_t* block, int x, int y, const HalfPlane& reference) {
  constexpr int good_enough = kBlock * kBlock;  // One level for each pixel.
  const auto cost_at = [&](int dx, int dy) {
    return difference(block, SmallPicture::kHalfWidth, reference.at(x + dx, y + dy),
                      HalfPlane::kStride) +
           price(dx, dy);
  };
  Move best{0, 0, cost_at(0, 0)};
  if (best.cost <= good_enough) return best;
  const auto try_around = [&](Move centre, int reach_x, int reach_y, int step) {
    for (int dy = centre.y - reach_y; dy <= centre.y + reach_y; dy += step)
      for (int dx = centre.x - reach_x; dx <= centre.x + reach_x; dx += step) {
        const int cost = cost_at(dx, dy);
        if (cost < best.cost) best = {dx, dy, cost};
      }
  };
  try_around({}, kReachX, kReachY, 2);
  try_around(best, 1, 1, 1);
  return best;
}

CoarseMoves search_coarse(const SmallPicture& from, const SmallPicture& to) {
  constexpr int w = SmallPicture::kHalfWidth, h = SmallPicture::kHalfHeight;
  const HalfPlane reference(from.half);
  CoarseMoves moves;
  for (int row = 0; row < kCoarseRows; ++row)
    for (int column = 0; column < kCoarseColumns; ++column) {
      const int x = column * kBlock, y = std::min(row * kBlock, h - kBlock);
      moves[static_cast<std::size_t>(row * kCoarseColumns + column)] =
          search_block(to.half.data() + y * w + x, x, y, reference);
    }
  return moves;
}

class Refining {
 public:
  Refining(const SmallPicture& from, const SmallPicture& to) : reference_(from.luma), to_(to) {}

  Move best_of(int column, int row, const CoarseMoves& coarse) const {
    Move best{0, 0, cost_of(column, row, 0, 0)};
    if (best.cost <= kBlock * kBlock) return best;
    const int r = std::min(row / 2, kCoarseRows - 1), c = column / 2;
    for (const auto& [dr, dc] : {std::pair{0, 0}, {-1, 0}, {1, 0}, {0, -1}, {0, 1}}) {
      if (r + dr < 0 || r + dr >= kCoarseRows || c + dc < 0 || c + dc >= kCoarseColumns) continue;
      const auto& near = coarse[static_cast<std::size_t>((r + dr) * kCoarseColumns + c + dc)];
      try_at(column, row, 2 * near.x, 2 * near.y, best);
    }
    for (int step = 0; step < 2; ++step) {
      const Move centre = best;
      for (int dy = -1; dy <= 1; ++dy)
        for (int dx = -1; dx <= 1; ++dx)
          if (dx || dy) try_at(column, row, centre.x + dx, centre.y + dy, best);
      if (best.x == centre.x && best.y == centre.y) break;
    }
    return best;
  }

  // How far the block is from being plain, and its mean.
  int texture(int column, int row) const {
    const auto* block = block_at(column, row);
    std::array<std::uint8_t, kBlock * kBlock> plain{};
    const int mean = difference(block, SmallPicture::kWidth, plain.data(), kBlock) / 64;
    plain.fill(static_cast<std::uint8_t>(mean));
    return difference(block, SmallPicture::kWidth, plain.data(), kBlock);
  }

 private:
  const std::uint8_t* block_at(int column, int row) const {
    return to_.luma.data() + row * kBlock * SmallPicture::kWidth + column * kBlock;
  }
  int cost_of(int column, int row, int dx, int dy) const {
    return difference(block_at(column, row), SmallPicture::kWidth,
                      reference_.at(column * kBlock + dx, row * kBlock + dy), reference_.kStride);
  }
  void try_at(int column, int row, int dx, int dy, Move& best) const {
    if (std::abs(dx) > kMargin || std::abs(dy) > kMargin) return;
    const int cost = cost_of(column, row, dx, dy);
    if (cost < best.cost) best = {dx, dy, cost};
  }

  Padded<SmallPicture::kWidth, SmallPicture::kHeight, kMargin> reference_;
  const SmallPicture& to_;
};

// Colour of each block, 2x2 pixels, at the place it came from.
float colour_left(const SmallPicture& from, const SmallPicture& to, const Moves& moves) {
  constexpr int w = SmallPicture::kColourWidth, h = SmallPicture::kColourHeight;
  int sum = 0;
  for (int y = 0; y < h; ++y)
    for (int x = 0; x < w; ++x) {
      const auto& move = moves[static_cast<std::size_t>((y / 2) * kColumns + x / 2)];
      const int fx = std::clamp(x + (move.x >= 0 ? move.x + 2 : move.x - 2) / 4, 0, w - 1);
      const int fy = std::clamp(y + (move.y >= 0 ? move.y + 2 : move.y - 2) / 4, 0, h - 1);
      const auto here = static_cast<std::size_t>(y * w + x);
      const auto there = static_cast<std::size_t>(fy * w + fx);
      sum += std::abs(int{to.cb[here]} - int{from.cb[there]}) +
             std::abs(int{to.cr[here]} - int{from.cr[there]});
    }
  return static_cast<float>(sum) / static_cast<float>(2 * w * h);
}

float median(std::vector<int>& values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return static_cast<float>(*middle);
}

}  // namespace

Change change_between(const SmallPicture& from, const SmallPicture& to) {
  const auto coarse = search_coarse(from, to);
  const Refining refining(from, to);
  Moves moves;
  Change change;
  std::vector<int> xs, ys;
  long left = 0;
  float detail = 0, lost = 0;
  constexpr float kFaint = 0.5f * kBlock * kBlock;
  for (int row = 0; row < kRows; ++row)
    for (int column = 0; column < kColumns; ++column) {
      const auto move = refining.best_of(column, row, coarse);
      moves[static_cast<std::size_t>(row * kColumns + column)] = move;
      left += move.cost;
      const int texture = refining.texture(column, row);
      change.share += std::min(1.0f, static_cast<float>(move.cost) /
                                         (static_cast<float>(texture) + 2.0f * kBlock * kBlock));
      detail += static_cast<float>(texture) + kFaint;
      lost += std::min(static_cast<float>(move.cost), static_cast<float>(texture) + kFaint);
      if (texture < 4 * kBlock * kBlock) continue;  // Movement of plain blocks means nothing.
      xs.push_back(move.x);
      ys.push_back(move.y);
    }
  constexpr float pixels = SmallPicture::kWidth * SmallPicture::kHeight;
  change.luma = static_cast<float>(left) / pixels;
  change.share /= kColumns * kRows;
  change.detail = lost / detail;
  change.colour = colour_left(from, to, moves);
  long plain = 0;
  for (std::size_t i = 0; i < to.luma.size(); ++i)
    plain += std::abs(int{to.luma[i]} - int{from.luma[i]});
  change.plain = static_cast<float>(plain) / pixels;
  if (!xs.empty()) {
    change.camera_x = median(xs) / SmallPicture::kWidth;
    change.camera_y = median(ys) / SmallPicture::kWidth;
  }
  return change;
}

}  // namespace cinecut::survey
