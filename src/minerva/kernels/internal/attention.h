#pragma once
// Attention over cells of 16-bit keys and values, as ggml's CPU back end computes it: for batches
// of few tokens cell for cell, the sum so far rounded to 16 bits; for 64 and more by tiles of 64
// cells.

#include <cstddef>
#include <cstdint>

namespace minerva::kernels {

/// Keys and values that some heads have in common: cells of 16-bit floats, so many bytes apart.
struct AttentionCells {
  const std::byte *keys, *values;
  std::size_t key_bytes, value_bytes;
  /// What is added to a cell's score, in 16-bit floats; minus infinity leaves it out. Of the first
  /// token, where there are several; null, which only tiles may have: nothing is added.
  const std::uint16_t* mask;
  int count;
};

/// Heads that ask the same cells: each has a query and a result, of as many numbers as a key has.
struct Heads {
  const float* queries;
  std::size_t query_stride;  ///< Numbers from one to the next.
  float* results;            ///< One behind the other; may not overlap anything.
  int count;
};

/// For fewer than 64 tokens. The length of keys and values is the kernel's.
using Attention = void (*)(const Heads& heads, float scale, const AttentionCells& cells);

/// Tokens of heads that ask the same cells.
struct Tokens {
  const float* queries;
  std::size_t token_stride, head_stride;  ///< Numbers from one query to the next.
  float* results;  ///< Those of a token's heads one behind the other. May not overlap anything.
  std::size_t result_stride;  ///< Numbers from one token's to the next.
  std::size_t mask_stride;    ///< Numbers from one token's mask to the next.
  int count, heads;           ///< At most kMostRows when multiplied.
};

inline constexpr int kMostRows = 96, kTileCells = 64, kMostTileLength = 256;

/// Floats that attention by tiles works in, for keys and values of this length.
constexpr std::size_t tile_room(int length) {
  const auto n = static_cast<std::size_t>(length);
  return std::size_t{2} * kTileCells * n + kMostRows * (2 * n + kTileCells + 2);
}

/// For 64 tokens and more. The length of keys and values is a multiple of 16, and kMostTileLength
/// at most. Each thread has room of its own.
using TileAttention = void (*)(const Tokens& tokens, int length, float scale,
                               const AttentionCells& cells, float* room);

}  // namespace minerva::kernels
