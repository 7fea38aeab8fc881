#pragma once
// What the kernels of attention by tiles have in common; what attention_cells.h says of itself is
// true of this file, too.
//
// ggml converts keys, values and masks anew for each head, and pads a few rows to 64. Here that is
// done once for all heads that share keys, and tiles that nobody may look at cost a glance.

#include <immintrin.h>
#include <math.h>  // For expf, which is not inline.

#include "minerva/kernels/internal/attention_cells.h"

/// ggml's own: exponentials of x less max, and their sum. Its last bits depend on what ggml was
/// compiled for.
extern "C" double ggml_vec_soft_max_f32(int n, float* y, const float* x, float max);

namespace minerva::kernels {
namespace {

// Parts are small: their numbers fit an int.
// NOLINTBEGIN(bugprone-implicit-widening-of-multiplication-result,bugprone-misplaced-widening-cast)
template <typename Lanes>
class Tiles {
  using Register = typename Lanes::Register;
  static constexpr int kWidth = Lanes::kWidth, kRows = 6, kColumns = Lanes::kTileColumns;

  struct Room {
    float *keys, *values, *queries, *scores, *sums, *most, *whole;

    Room(float* at, int length)
        : keys(at),
          values(keys + kTileCells * length),
          queries(values + kTileCells * length),
          scores(queries + kMostRows * length),
          sums(scores + kMostRows * kTileCells),
          most(sums + kMostRows * length),
          whole(most + kMostRows) {}
  };

  /// c[kRows][of n] = or += a[kRows][k] * b[k][n], some registers of n; each number is added up in
  /// the order of k.
  template <int kSome, bool kAdds>
  static void multiply_some(float* c, const float* a, const float* b, int k, int n) {
    Register sums[kRows][kSome];
    for (int r = 0; r < kRows; ++r)
      for (int i = 0; i < kSome; ++i)
        sums[r][i] = kAdds ? Lanes::load(c + r * n + i * kWidth) : Register{};
    for (int j = 0; j < k; ++j) {
      Register held[kSome];
      for (int i = 0; i < kSome; ++i) held[i] = Lanes::load(b + j * n + i * kWidth);
      for (int r = 0; r < kRows; ++r) {
        const Register one = Lanes::spread(a[r * k + j]);
        for (int i = 0; i < kSome; ++i) sums[r][i] = Lanes::times_plus(held[i], one, sums[r][i]);
      }
    }
    for (int r = 0; r < kRows; ++r)
      for (int i = 0; i < kSome; ++i) Lanes::store(c + r * n + i * kWidth, sums[r][i]);
  }

  template <bool kAdds>
  static void multiply(float* c, const float* a, const float* b, int rows, int k, int n) {
    for (int row = 0; row < rows; row += kRows, c += kRows * n, a += kRows * k) {
      int column = 0;
      for (; column + kColumns * kWidth <= n; column += kColumns * kWidth)
        multiply_some<kColumns, kAdds>(c + column, a, b + column, k, n);
      for (; column < n; column += kWidth) multiply_some<1, kAdds>(c + column, a, b + column, k, n);
    }
  }

  static void transpose(__m256 (&rows)[8]) {
    __m256 pairs[8], fours[8];
    for (int i = 0; i < 8; i += 2) {
      pairs[i] = _mm256_unpacklo_ps(rows[i], rows[i + 1]);
      pairs[i + 1] = _mm256_unpackhi_ps(rows[i], rows[i + 1]);
    }
    for (int i = 0; i < 8; i += 4)
      for (int k = 0; k < 2; ++k) {
        fours[i + 2 * k] = _mm256_shuffle_ps(pairs[i + k], pairs[i + k + 2], 0x44);
        fours[i + 2 * k + 1] = _mm256_shuffle_ps(pairs[i + k], pairs[i + k + 2], 0xee);
      }
    for (int i = 0; i < 4; ++i) {
      rows[i] = _mm256_permute2f128_ps(fours[i], fours[i + 4], 0x20);
      rows[i + 4] = _mm256_permute2f128_ps(fours[i], fours[i + 4], 0x31);
    }
  }

  /// Keys become columns. Behind the last cell it is repeated.
  static void unpack_keys(const AttentionCells& cells, int first, int length, float* keys) {
    for (int cell = 0; cell < kTileCells; cell += 8)
      for (int at = 0; at < length; at += 8) {
        __m256 rows[8];
        for (int i = 0; i < 8; ++i) {
          const int wanted = first + cell + i, last = cells.count - 1;
          const auto index = static_cast<std::size_t>(wanted < last ? wanted : last);
          rows[i] = _mm256_cvtph_ps(_mm_loadu_si128(
              reinterpret_cast<const __m128i*>(cells.keys + index * cells.key_bytes + 2 * at)));
        }
        transpose(rows);
        for (int i = 0; i < 8; ++i) _mm256_storeu_ps(keys + (at + i) * kTileCells + cell, rows[i]);
      }
  }

  /// Behind the last cell are zeros.
  static void unpack_values(const AttentionCells& cells, int first, int length, float* values) {
    for (int cell = 0; cell < kTileCells; ++cell)
      for (int at = 0; at < length; at += kWidth) {
        const auto index = static_cast<std::size_t>(first + cell);
        Lanes::store(values + cell * length + at,
                     first + cell < cells.count
                         ? Lanes::halves(cells.values + index * cells.value_bytes + 2 * at)
                         : Register{});
      }
  }

  static const std::uint16_t* mask_of(const Tokens& tokens, const AttentionCells& cells,
                                      int token) {
    return cells.mask + static_cast<std::size_t>(token) * tokens.mask_stride;
  }

  static bool is_seen(const Tokens& tokens, const AttentionCells& cells, int first,
                      int cell_count) {
    if (!cells.mask) return true;
    for (int token = 0; token < tokens.count; ++token) {
      const auto* mask = mask_of(tokens, cells, token) + first;
      int cell = 0;
      for (; cell + 8 <= cell_count; cell += 8)
        if (!is_left_out(mask + cell)) return true;
      for (; cell < cell_count; ++cell)
        if (mask[cell] != 0xfc00) return true;
    }
    return false;
  }

  /// The products of a row become scores, and these weights of the values.
  static void weigh(float* row, const std::uint16_t* mask, int cell_count, float scale, float* sums,
                    int length, float& most, float& whole) {
    const Register scales = Lanes::spread(scale);
    for (int i = 0; i < kTileCells; i += kWidth)
      Lanes::store(row + i, Lanes::load(row + i) * scales);
    for (int i = cell_count; i < kTileCells; ++i) row[i] = -INFINITY;
    if (mask) {
      int i = 0;
      for (; i + kWidth <= cell_count; i += kWidth)
        Lanes::store(row + i, Lanes::load(row + i) +
                                  Lanes::halves(reinterpret_cast<const std::byte*>(mask + i)));
      for (; i < cell_count; ++i) row[i] += _cvtsh_ss(mask[i]);
    }
    Register highest = Lanes::load(row);
    for (int i = kWidth; i < kTileCells; i += kWidth)
      highest = Lanes::greater(highest, Lanes::load(row + i));
    const float tile_most = Lanes::greatest(highest);
    if (tile_most == -INFINITY) {
      for (int i = 0; i < kTileCells; i += kWidth) Lanes::store(row + i, Register{});
      return;
    }
    if (tile_most > most) {
      const float shrink = expf(most - tile_most);
      for (int i = 0; i < length; i += kWidth)
        Lanes::store(sums + i, Lanes::load(sums + i) * shrink);
      whole *= shrink;
      most = tile_most;
    }
    whole = static_cast<float>(whole + ggml_vec_soft_max_f32(kTileCells, row, row, most));
  }

  static void copy(float* to, const float* from, int length, float times) {
    for (int i = 0; i < length; i += kWidth) Lanes::store(to + i, Lanes::load(from + i) * times);
  }

 public:
  static void attend(const Tokens& tokens, int length, float scale, const AttentionCells& cells,
                     float* room) {
    const Room at(room, length);
    const int rows = tokens.count * tokens.heads;
    const int whole_rows = (rows + kRows - 1) / kRows * kRows;
    for (int row = 0; row < rows; ++row)
      copy(at.queries + row * length,
           tokens.queries + static_cast<std::size_t>(row / tokens.heads) * tokens.token_stride +
               static_cast<std::size_t>(row % tokens.heads) * tokens.head_stride,
           length, 1);
    for (int i = rows * length; i < whole_rows * length; ++i) at.queries[i] = 0;
    for (int i = 0; i < whole_rows * length; ++i) at.sums[i] = 0;
    for (int row = 0; row < rows; ++row) {
      at.most[row] = -INFINITY;
      at.whole[row] = 0;
    }
    for (int first = 0; first < cells.count; first += kTileCells) {
      const int left = cells.count - first, cell_count = left < kTileCells ? left : kTileCells;
      if (!is_seen(tokens, cells, first, cell_count)) continue;
      unpack_keys(cells, first, length, at.keys);
      multiply<false>(at.scores, at.queries, at.keys, whole_rows, length, kTileCells);
      for (int row = 0; row < rows; ++row)
        weigh(at.scores + row * kTileCells,
              cells.mask ? mask_of(tokens, cells, row / tokens.heads) + first : nullptr, cell_count,
              scale, at.sums + row * length, length, at.most[row], at.whole[row]);
      unpack_values(cells, first, length, at.values);
      multiply<true>(at.sums, at.scores, at.values, whole_rows, kTileCells, length);
    }
    for (int row = 0; row < rows; ++row)
      copy(tokens.results + static_cast<std::size_t>(row / tokens.heads) * tokens.result_stride +
               row % tokens.heads * length,
           at.sums + row * length, length, at.whole[row] == 0 ? 0 : 1 / at.whole[row]);
  }
};
// NOLINTEND(bugprone-implicit-widening-of-multiplication-result,bugprone-misplaced-widening-cast)

}  // namespace
}  // namespace minerva::kernels
