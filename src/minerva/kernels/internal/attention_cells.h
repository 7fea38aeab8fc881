#pragma once
// What the kernels of attention have in common. Each file of kernels has a copy of its own,
// compiled for its own processors: nothing here may be seen by the linker, nor anything inline of
// other headers be used.

#include <immintrin.h>
#include <math.h>  // For expf, which is not inline.

#include "minerva/kernels/internal/float_kernels.h"

namespace minerva::kernels {
namespace {

// Cells of other sequences come in long rows.
bool is_left_out(const std::uint16_t* mask) {
  const __m128i minus_infinity = _mm_set1_epi16(static_cast<short>(0xfc00));
  const __m128i eight = _mm_loadu_si128(reinterpret_cast<const __m128i*>(mask));
  return _mm_movemask_epi8(_mm_cmpeq_epi16(eight, minus_infinity)) == 0xffff;
}

/// Lanes: a register and its instructions. Score: the product of a query in such registers with a
/// key. Keys and values are read once for as many heads as have room for their sums.
template <typename Lanes, typename Score, int kLength>
class Kernel {
  using Register = typename Lanes::Register;
  static constexpr int kRegisters = kLength / Lanes::kWidth;
  /// Cells that are fetched before they are needed: those of a head lie too far apart for the
  /// processor to foresee.
  static constexpr std::size_t kAhead = 8;

  static Register query_at(const float* at) { return Lanes::rounded(Lanes::load(at)); }

  struct Head {
    Register query[kRegisters], sums[kRegisters];
    float most = -INFINITY, whole = 0;

    /// How much the values of a cell with this score count.
    float weigh(float score) {
      if (!(score > most)) {
        const float weight = expf(score - most);
        whole += weight;
        return weight;
      }
      const float shrink = expf(most - score);
      most = score;
      for (auto& sum : sums) sum = Lanes::rounded(sum * shrink);
      whole = __builtin_fmaf(whole, shrink, 1);
      return 1;
    }
  };

  template <int kHeads>
  static void attend_some(const Heads& heads, int first, float scale, const AttentionCells& cells) {
    Head at_work[kHeads];
    for (int h = 0; h < kHeads; ++h) {
      const float* query = heads.queries + static_cast<std::size_t>(first + h) * heads.query_stride;
      for (int i = 0; i < kRegisters; ++i) {
        at_work[h].query[i] = query_at(query + i * Lanes::kWidth);
        at_work[h].sums[i] = Register{};
      }
    }
    for (int c = 0; c < cells.count; ++c) {
      if (c % 8 == 0 && c + 8 <= cells.count && is_left_out(cells.mask + c)) {
        c += 7;
        continue;
      }
      const float masked = _cvtsh_ss(cells.mask[c]);
      if (masked == -INFINITY) continue;
      const auto at = static_cast<std::size_t>(c);
      const auto *key = cells.keys + at * cells.key_bytes,
                 *value = cells.values + at * cells.value_bytes;
      for (int at_byte = 0; at_byte < 2 * kLength; at_byte += 64) {
        _mm_prefetch(key + kAhead * cells.key_bytes + at_byte, _MM_HINT_T0);
        _mm_prefetch(value + kAhead * cells.value_bytes + at_byte, _MM_HINT_T0);
      }
      Register held[kRegisters];
      for (int i = 0; i < kRegisters; ++i) held[i] = Lanes::halves(key + 2 * i * Lanes::kWidth);
      float weights[kHeads];
      for (int h = 0; h < kHeads; ++h)  // Fused, as compilers fuse ggml's.
        weights[h] =
            __builtin_fmaf(Score::template of<kRegisters>(at_work[h].query, held), scale, masked);
      for (int h = 0; h < kHeads; ++h) weights[h] = at_work[h].weigh(weights[h]);
      for (int i = 0; i < kRegisters; ++i) {
        const Register numbers = Lanes::halves(value + 2 * i * Lanes::kWidth);
        for (int h = 0; h < kHeads; ++h)
          at_work[h].sums[i] = Lanes::rounded(
              Lanes::times_plus(numbers, Lanes::spread(weights[h]), at_work[h].sums[i]));
      }
    }
    for (int h = 0; h < kHeads; ++h) {
      const auto& head = at_work[h];
      const float share = head.whole == 0 ? 0 : 1 / head.whole;
      float* result = heads.results + std::ptrdiff_t{kLength} * (first + h);
      for (int i = 0; i < kRegisters; ++i)
        Lanes::store(result + i * Lanes::kWidth, head.sums[i] * share);
    }
  }

  /// From `first` on: as many at once as `kMost`, then fewer.
  template <int kMost>
  static void attend_from(const Heads& heads, int first, float scale, const AttentionCells& cells) {
    for (; first + kMost <= heads.count; first += kMost)
      attend_some<kMost>(heads, first, scale, cells);
    if constexpr (kMost > 1) attend_from<kMost - 1>(heads, first, scale, cells);
  }

  static void attend(const Heads& heads, float scale, const AttentionCells& cells) {
    constexpr int kMost = Lanes::kSums / kRegisters;
    attend_from<(kMost > 1 ? kMost : 1)>(heads, 0, scale, cells);
  }

  static float score(const float* query, const std::byte* key) {
    Register asked[kRegisters], held[kRegisters];
    for (int i = 0; i < kRegisters; ++i) {
      asked[i] = query_at(query + i * Lanes::kWidth);
      held[i] = Lanes::halves(key + 2 * i * Lanes::kWidth);
    }
    return Score::template of<kRegisters>(asked, held);
  }

 public:
  static constexpr FloatKernels::OfLength kKernel{kLength, attend, score};
};

}  // namespace
}  // namespace minerva::kernels
