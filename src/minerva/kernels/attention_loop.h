#pragma once
// What the kernels of attention have in common. Each file of kernels has a copy of its own,
// compiled for its own processors: nothing here may be seen by the linker, nor anything inline of
// other headers be used.

#include <immintrin.h>
#include <math.h>  // The C one, which defines nothing inline.

#include "minerva/kernels/attention.h"

namespace minerva {
namespace {

// Cells of other sequences come in long rows.
bool is_left_out(const std::uint16_t* mask) {
  const __m128i minus_infinity = _mm_set1_epi16(static_cast<short>(0xfc00));
  const __m128i eight = _mm_loadu_si128(reinterpret_cast<const __m128i*>(mask));
  return _mm_movemask_epi8(_mm_cmpeq_epi16(eight, minus_infinity)) == 0xffff;
}

/// Lanes: a register of numbers rounded to 16 bits, and what is done with it. Score: the product of
/// a query in such registers with a key.
template <typename Lanes, typename Score, int kLength>
struct Kernel {
  using Register = typename Lanes::Register;
  static constexpr int kRegisters = kLength / Lanes::kWidth;

  static float score(const float* query, const std::byte* key) {
    Register asked[kRegisters];
    for (int i = 0; i < kRegisters; ++i) asked[i] = Lanes::rounded(query + i * Lanes::kWidth);
    return Score::template of<kRegisters>(asked, key);
  }

  static void attend(const float* query, float scale, const HeadCells& cells, float* out) {
    Register asked[kRegisters], sums[kRegisters];
    for (int i = 0; i < kRegisters; ++i) {
      asked[i] = Lanes::rounded(query + i * Lanes::kWidth);
      sums[i] = Lanes::zero();
    }
    float most = -INFINITY, whole = 0;
    for (int c = 0; c < cells.count; ++c) {
      if (c % 8 == 0 && c + 8 <= cells.count && is_left_out(cells.mask + c)) {
        c += 7;
        continue;
      }
      const float masked = _cvtsh_ss(cells.mask[c]);
      if (masked == -INFINITY) continue;
      const auto at = static_cast<std::size_t>(c);
      // Fused, as compilers fuse ggml's.
      const float s = __builtin_fmaf(
          Score::template of<kRegisters>(asked, cells.keys + at * cells.key_bytes), scale, masked);
      float shrink = 1, weight = 1;
      if (s > most) {
        shrink = expf(most - s);
        most = s;
        for (auto& sum : sums) sum = Lanes::times(sum, shrink);
      } else {
        weight = expf(s - most);
      }
      const auto* value = cells.values + at * cells.value_bytes;
      for (int i = 0; i < kRegisters; ++i)
        sums[i] = Lanes::plus(sums[i], Lanes::halves(value + 2 * i * Lanes::kWidth), weight);
      whole = __builtin_fmaf(whole, shrink, weight);
    }
    const float share = whole == 0 ? 0 : 1 / whole;
    for (int i = 0; i < kRegisters; ++i) Lanes::store(out + i * Lanes::kWidth, sums[i], share);
  }

  static constexpr AttentionKernel kKernel{kLength, attend, score};
};

template <int kCount>
AttentionKernels all_of(const AttentionKernel (&kernels)[kCount]) {
  return {kernels, kCount};
}

}  // namespace
}  // namespace minerva
