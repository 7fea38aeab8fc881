#pragma once
// Attention of a token over the cells of 16-bit keys and values, as ggml's CPU back end computes it
// for batches of few tokens: cell for cell, the sum so far rounded to 16 bits.

#include <cstddef>
#include <cstdint>

namespace minerva {

/// Keys and values that some heads have in common: cells of 16-bit floats, so many bytes apart.
struct Cells {
  const std::byte *keys, *values;
  std::size_t key_bytes, value_bytes;
  /// What is added to a cell's score, in 16-bit floats; minus infinity leaves it out.
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

using Attention = void (*)(const Heads& heads, float scale, const Cells& cells);

/// Adds up in one of the orders in which ggml does, which differ by what ggml is compiled for.
struct AttentionKernel {
  int length;  ///< Of keys and values.
  Attention attend;
  /// The product of a query, whose numbers must be 16-bit ones, with a key.
  float (*score)(const float* query, const std::byte* key);
};

struct AttentionKernels {
  const AttentionKernel* first = nullptr;
  int count = 0;
};

/// What this processor can compute of the kernels of AVX2, FMA and F16C, and of AVX-512.
AttentionKernels attention_kernels_avx2();
AttentionKernels attention_kernels_avx512();

/// The one that adds up as ggml does here; null if there is none. From any thread.
Attention attention_of_length(int length);

}  // namespace minerva
