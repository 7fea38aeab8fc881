#pragma once
// Products of quantised weights with several columns at once. ggml's own kernels unpack a row of
// weights anew for each column; these unpack it once for up to eight. Each number is added up in
// ggml's order, so that it is the same to the bit.

#include <cstddef>
#include <cstdint>

namespace minerva::kernels {

/// Columns that one pass over a row of weights can serve.
inline constexpr int kMostColumns = 8;

/// Columns packed for one pass: block for block those of all columns. There is room for 1, 2, 4 or
/// 8, whichever are enough; places without a column are computed too, and must hold some number.
struct Panel {
  std::byte* bytes;  ///< Fastest where a cache line begins.
  int columns;       ///< 1 to kMostColumns.
  int blocks;        ///< Of a column, and of a row of weights.
};

/// What multiplies one type of weights. Weights and columns are in ggml's own layouts.
struct TileKernel {
  /// Bytes of one block of one column in a panel.
  std::size_t block_bytes;
  /// Puts a quantised column into its place among a panel's. From any thread, each column once.
  void (*pack)(const void* column, Panel panel, int place);
  /// Rows of weights, one behind the other, times the panel's columns; the number of row r and
  /// column c goes to out[c * stride + r].
  void (*multiply)(const void* rows, int row_count, Panel panel, float* out, std::size_t stride);
};

/// The kernels of AVX2, FMA and F16C, if this processor has them: else null.
const TileKernel* tile_kernel_q4_1();
const TileKernel* tile_kernel_q5_k();
const TileKernel* tile_kernel_q6_k();

}  // namespace minerva::kernels
