#pragma once
// The kernels of attention and of 16-bit weights, which are written once and compiled for several
// kinds of processors.

#include <cstddef>

#include "minerva/kernels/internal/attention.h"
#include "minerva/kernels/internal/halves.h"

namespace minerva::kernels {

/// Those for one kind of processor. They add up in the order in which ggml does if it is compiled
/// for that kind.
struct FloatKernels {
  struct OfLength {
    int length;  ///< Of keys and values.
    Attention attend;
    /// The product of a query, whose numbers must be 16-bit ones, with a key.
    float (*score)(const float* query, const std::byte* key);
  };
  OfLength by_length[4];
  TileAttention attend_by_tiles;
  HalfKernel halves;
};

/// Null if this processor cannot compute them. AVX2 stands for FMA and F16C, too.
const FloatKernels* float_kernels_avx2();
const FloatKernels* float_kernels_avx512();

/// The ones that add up as ggml does here; null if there are none. From any thread.
const FloatKernels* float_kernels();

/// For keys and values of this length; null if there is none.
Attention attention_of_length(int length);

}  // namespace minerva::kernels
