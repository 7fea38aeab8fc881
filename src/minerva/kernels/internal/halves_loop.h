#pragma once
// What the kernels of halves.h have in common; what attention_cells.h says of itself is true of
// this file, too.

#include <immintrin.h>

#include "minerva/kernels/internal/halves.h"

namespace minerva::kernels {
namespace {

/// Of each: the first and the third, the second and the fourth, and these two.
__m128 sums_of(const __m128 (&x)[4]) {
  const __m128 a = _mm_add_ps(_mm_unpacklo_ps(x[0], x[1]), _mm_unpackhi_ps(x[0], x[1]));
  const __m128 b = _mm_add_ps(_mm_unpacklo_ps(x[2], x[3]), _mm_unpackhi_ps(x[2], x[3]));
  return _mm_add_ps(_mm_movelh_ps(a, b), _mm_movehl_ps(b, a));
}

// Parts are small: their numbers fit an int.
// NOLINTBEGIN(bugprone-implicit-widening-of-multiplication-result,bugprone-misplaced-widening-cast)
template <typename Lanes>
class Halves {
  using Register = typename Lanes::Register;
  static constexpr int kWidth = Lanes::kWidth, kRows = 4, kGroup = Lanes::kHalfColumns;
  static constexpr int kPart = 1024;  ///< Of a row: a part of a group fits the first cache.

  /// The next part of kRows rows times the first kSome columns of a group.
  template <int kSome>
  static void add_part(const float* rows, const float* columns, int length,
                       Register (&sums)[kSome][kRows]) {
    Register at_work[kSome][kRows];
    for (int c = 0; c < kSome; ++c)
      for (int r = 0; r < kRows; ++r) at_work[c][r] = sums[c][r];
    for (int i = 0; i < length; i += kWidth) {
      Register held[kSome];
      for (int c = 0; c < kSome; ++c) held[c] = Lanes::load(columns + c * kWidth);
      for (int r = 0; r < kRows; ++r) {
        const Register row = Lanes::load(rows + r * kWidth);
        for (int c = 0; c < kSome; ++c)
          at_work[c][r] = Lanes::times_plus(row, held[c], at_work[c][r]);
      }
      columns += kGroup * kWidth;
      rows += kRows * kWidth;
    }
    for (int c = 0; c < kSome; ++c)
      for (int r = 0; r < kRows; ++r) sums[c][r] = at_work[c][r];
  }

  template <int kSome>
  static void write(const Register (&sums)[kSome][kRows], float* to, std::size_t stride) {
    for (int c = 0; c < kSome; ++c)
      _mm_storeu_ps(to + static_cast<std::size_t>(c) * stride, Lanes::together(sums[c]));
  }

  template <int kSome>
  static void multiply_some(const HalfProduct& product, const float* rows, int column) {
    const auto first = static_cast<std::size_t>(column);
    const auto* columns = product.columns + first * static_cast<std::size_t>(product.length);
    auto* results = product.results + first * product.result_stride;
    if (product.length <= kPart) {
      for (int row = 0; row < product.rows; row += kRows) {
        Register sums[kSome][kRows] = {};
        add_part<kSome>(rows + row * product.length, columns, product.length, sums);
        write<kSome>(sums, results + row, product.result_stride);
      }
      return;
    }
    Register sums[kMostHalfRows / kRows][kSome][kRows] = {};
    for (int part = 0; part < product.length; part += kPart) {
      const int left = product.length - part, length = left < kPart ? left : kPart;
      for (int row = 0; row < product.rows; row += kRows)
        add_part<kSome>(rows + row * product.length + part * kRows, columns + part * kGroup, length,
                        sums[row / kRows]);
    }
    for (int row = 0; row < product.rows; row += kRows)
      write<kSome>(sums[row / kRows], results + row, product.result_stride);
  }

  /// From `column` on: as many at once as `kMost`, then the rest of the last group.
  template <int kMost>
  static void multiply_from(const HalfProduct& product, const float* rows, int column) {
    for (; column + kMost <= product.count; column += kMost)
      multiply_some<kMost>(product, rows, column);
    if constexpr (kMost > 1)
      if (column < product.count) multiply_from<kMost - 1>(product, rows, column);
  }

  static Register halves_at(const std::uint16_t* at) {
    return Lanes::halves(reinterpret_cast<const std::byte*>(at));
  }

  static void multiply(const HalfProduct& product, float* room) {
    for (int row = 0; row < product.rows; ++row) {
      const auto* weights = product.weights + row * product.length;
      float* to = room + row / kRows * kRows * product.length + row % kRows * kWidth;
      for (int i = 0; i < product.length; i += kWidth, to += kRows * kWidth)
        Lanes::store(to, halves_at(weights + i));
    }
    multiply_from<kGroup>(product, room, 0);
  }

  static void pack(const std::uint16_t* column, int length, float* group, int place) {
    group += place * kWidth;
    for (int i = 0; i < length; i += kWidth, group += kGroup * kWidth)
      Lanes::store(group, halves_at(column + i));
  }

 public:
  static constexpr HalfKernel kKernel{kGroup, pack, multiply};
};
// NOLINTEND(bugprone-implicit-widening-of-multiplication-result,bugprone-misplaced-widening-cast)

}  // namespace
}  // namespace minerva::kernels
