#include "cinecut/survey/change.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <vector>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace cinecut {
namespace {

constexpr int kBlock = 8;
constexpr int kMargin = 24;  // Blocks may reach out of the picture by the longest movement.

// Sum of absolute differences of two 8x8 blocks.
#ifdef __SSE2__
inline __m128i two_rows(const std::uint8_t* p, int stride) {
  __m128i low = _mm_loadl_epi64(reinterpret_cast<const __m128i*>(p));
  __m128i high = _mm_loadl_epi64(reinterpret_cast<const __m128i*>(p + stride));
  return _mm_unpacklo_epi64(low, high);
}
inline int difference(const std::uint8_t* a, int a_stride, const std::uint8_t* b, int b_stride) {
  __m128i sum = _mm_setzero_si128();
  for (int y = 0; y < kBlock; y += 2)
    sum = _mm_add_epi32(sum, _mm_sad_epu8(two_rows(a + y * a_stride, a_stride),
                                          two_rows(b + y * b_stride, b_stride)));
  return _mm_cvtsi128_si32(sum) + _mm_cvtsi128_si32(_mm_srli_si128(sum, 8));
}
#else
inline int difference(const std::uint8_t* a, int a_stride, const std::uint8_t* b, int b_stride) {
  int sum = 0;
  for (int y = 0; y < kBlock; ++y)
    for (int x = 0; x < kBlock; ++x)
      sum += std::abs(int{a[y * a_stride + x]} - int{b[y * b_stride + x]});
  return sum;
}
#endif

// A plane with its border pixels repeated outwards.
template <int W, int H>
struct Padded {
  static constexpr int kStride = W + 2 * kMargin;
  std::array<std::uint8_t, kStride*(H + 2 * kMargin)> pixels;

  explicit Padded(const std::array<std::uint8_t, W * H>& plane) {
    for (int y = -kMargin; y < H + kMargin; ++y) {
      const auto* from = plane.data() + std::clamp(y, 0, H - 1) * W;
      auto* to = pixels.data() + (y + kMargin) * kStride;
      std::memset(to, from[0], kMargin);
      std::memcpy(to + kMargin, from, W);
      std::memset(to + kMargin + W, from[W - 1], kMargin);
    }
  }
  const std::uint8_t* at(int x, int y) const {
    return pixels.data() + (y + kMargin) * kStride + x + kMargin;
  }
};

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

CoarseMoves search_coarse(const SmallPicture& from, const SmallPicture& to) {
  constexpr int w = SmallPicture::kHalfWidth, h = SmallPicture::kHalfHeight;
  const Padded<w, h> reference(from.half);
  CoarseMoves moves;
  for (int row = 0; row < kCoarseRows; ++row) {
    for (int column = 0; column < kCoarseColumns; ++column) {
      const int x = column * kBlock, y = std::min(row * kBlock, h - kBlock);
      const auto* block = to.half.data() + y * w + x;
      Move best{0, 0, difference(block, w, reference.at(x, y), reference.kStride)};
      for (int dy = -kReachY; dy <= kReachY && best.cost > 0; ++dy)
        for (int dx = -kReachX; dx <= kReachX; ++dx) {
          const int cost =
              difference(block, w, reference.at(x + dx, y + dy), reference.kStride) + price(dx, dy);
          if (cost < best.cost) best = {dx, dy, cost};
        }
      moves[static_cast<std::size_t>(row * kCoarseColumns + column)] = best;
    }
  }
  return moves;
}

class Refining {
 public:
  Refining(const SmallPicture& from, const SmallPicture& to) : reference_(from.luma), to_(to) {}

  Move best_of(int column, int row, const CoarseMoves& coarse) const {
    Move best{0, 0, cost_of(column, row, 0, 0)};
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

  Padded<SmallPicture::kWidth, SmallPicture::kHeight> reference_;
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
  for (int row = 0; row < kRows; ++row)
    for (int column = 0; column < kColumns; ++column) {
      const auto move = refining.best_of(column, row, coarse);
      moves[static_cast<std::size_t>(row * kColumns + column)] = move;
      left += move.cost;
      const int texture = refining.texture(column, row);
      change.share += std::min(1.0f, static_cast<float>(move.cost) /
                                         (static_cast<float>(texture) + 2.0f * kBlock * kBlock));
      if (texture < 4 * kBlock * kBlock) continue;  // Movement of plain blocks means nothing.
      xs.push_back(move.x);
      ys.push_back(move.y);
    }
  constexpr float pixels = SmallPicture::kWidth * SmallPicture::kHeight;
  change.luma = static_cast<float>(left) / pixels;
  change.share /= kColumns * kRows;
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

}  // namespace cinecut
