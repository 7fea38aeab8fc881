#pragma once
// Products of weights that are 16-bit floats, as ggml's CPU back end computes them for two columns
// and more: lane for lane, the lanes together at the end. ggml makes 32-bit floats of every number
// each time it is used; here that is done once for many rows and columns.

#include <cstddef>
#include <cstdint>

namespace minerva::kernels {

inline constexpr int kMostHalfRows = 16;

/// Some rows of weights, and columns whose numbers were 16-bit floats.
struct HalfProduct {
  const std::uint16_t* weights;  ///< One row behind the other.
  const float* columns;          ///< Packed, from the first one of a group on.
  float* results;                ///< Of a column one behind the other.
  std::size_t result_stride;     ///< Numbers from one column's to the next.
  int rows;                      ///< A multiple of 4, and kMostHalfRows at most.
  int count;                     ///< Of columns.
  int length;                    ///< Of rows and columns; a multiple of 16.
};

/// Floats that a product works in.
constexpr std::size_t half_room(int length) {
  return kMostHalfRows * static_cast<std::size_t>(length);
}

struct HalfKernel {
  /// Columns are packed in groups of so many, lane by lane, which makes one stream of them. A group
  /// takes the room of all its columns.
  int group;
  /// Puts a column into its place of a group. From any thread, each column once.
  void (*pack)(const std::uint16_t* column, int length, float* group, int place);
  /// Each thread has room of its own.
  void (*multiply)(const HalfProduct& product, float* room);
};

}  // namespace minerva::kernels
