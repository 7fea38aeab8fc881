// Compiled for AVX2: see tile_avx2.cpp.
#include "minerva/kernels/attention.h"

#ifdef __AVX2__
#include <immintrin.h>
#include <math.h>  // The C one, which defines nothing inline.

namespace minerva {
namespace {

__m256 load_halves(const std::byte* at) {
  return _mm256_cvtph_ps(_mm_loadu_si128(reinterpret_cast<const __m128i*>(at)));
}

__m256 rounded(__m256 x) { return _mm256_cvtph_ps(_mm256_cvtps_ph(x, 0)); }

template <int kEights>
float score(const __m256* query, const std::byte* key) {
  __m256 sums[4];
  for (auto& sum : sums) sum = _mm256_setzero_ps();
  for (int i = 0; i < kEights; ++i)
    sums[i % 4] = _mm256_fmadd_ps(load_halves(key + 16 * i), query[i], sums[i % 4]);
  const __m256 all =
      _mm256_add_ps(_mm256_add_ps(sums[0], sums[2]), _mm256_add_ps(sums[1], sums[3]));
  __m128 sum = _mm_add_ps(_mm256_castps256_ps128(all), _mm256_extractf128_ps(all, 1));
  sum = _mm_hadd_ps(sum, sum);
  return _mm_cvtss_f32(_mm_hadd_ps(sum, sum));
}

// Cells of other sequences come in long rows.
bool is_left_out(const std::uint16_t* mask) {
  const __m128i minus_infinity = _mm_set1_epi16(static_cast<short>(0xfc00));
  const __m128i eight = _mm_loadu_si128(reinterpret_cast<const __m128i*>(mask));
  return _mm_movemask_epi8(_mm_cmpeq_epi16(eight, minus_infinity)) == 0xffff;
}

template <int kEights>
void attend(const float* query, float scale, const HeadCells& cells, float* out) {
  __m256 asked[kEights], sums[kEights];
  for (int i = 0; i < kEights; ++i) {
    asked[i] = rounded(_mm256_loadu_ps(query + 8 * i));
    sums[i] = _mm256_setzero_ps();
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
    const float s =
        __builtin_fmaf(score<kEights>(asked, cells.keys + at * cells.key_bytes), scale, masked);
    float shrink = 1, weight = 1;
    if (s > most) {
      shrink = expf(most - s);
      most = s;
      for (auto& sum : sums) sum = rounded(_mm256_mul_ps(sum, _mm256_set1_ps(shrink)));
    } else {
      weight = expf(s - most);
    }
    const auto* value = cells.values + at * cells.value_bytes;
    for (int i = 0; i < kEights; ++i)
      sums[i] =
          rounded(_mm256_fmadd_ps(load_halves(value + 16 * i), _mm256_set1_ps(weight), sums[i]));
    whole = __builtin_fmaf(whole, shrink, weight);
  }
  const __m256 share = _mm256_set1_ps(whole == 0 ? 0 : 1 / whole);
  for (int i = 0; i < kEights; ++i) _mm256_storeu_ps(out + 8 * i, _mm256_mul_ps(sums[i], share));
}

}  // namespace

Attention attention_of_length(int length) {
  if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("fma") ||
      !__builtin_cpu_supports("f16c") || __builtin_cpu_supports("avx512f"))
    return nullptr;
  switch (length) {
    case 64:
      return attend<8>;
    case 96:
      return attend<12>;
    case 128:
      return attend<16>;
    case 256:
      return attend<32>;
    default:
      return nullptr;
  }
}

}  // namespace minerva

#else
namespace minerva {

Attention attention_of_length(int /*unused*/) { return nullptr; }

}  // namespace minerva
#endif
