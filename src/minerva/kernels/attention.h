#pragma once
// Attention of one query of one head over the cells of 16-bit keys and values, as ggml's CPU back
// end computes it for batches of few tokens: cell for cell, the sum so far rounded to 16 bits.

#include <cstddef>
#include <cstdint>

namespace minerva {

/// Keys and values of one head: cells of 16-bit floats, so many bytes apart.
struct HeadCells {
  const std::byte *keys, *values;
  std::size_t key_bytes, value_bytes;
  /// What is added to a cell's score, in 16-bit floats; minus infinity leaves it out.
  const std::uint16_t* mask;
  int count;
};

/// `query` and `out` have as many numbers as a key. `out` may not overlap anything.
using Attention = void (*)(const float* query, float scale, const HeadCells& cells, float* out);

/// For keys and values of this length; null if there is none, or where this processor's ggml adds
/// up in another order (it has AVX-512, or lacks AVX2).
Attention attention_of_length(int length);

}  // namespace minerva
