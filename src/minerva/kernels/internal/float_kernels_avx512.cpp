// Compiled for AVX-512: see float_kernels.h.
#ifdef __AVX512F__
#include "minerva/kernels/internal/attention_cells.h"
#include "minerva/kernels/internal/attention_tiles.h"
#include "minerva/kernels/internal/float_kernels.h"
#include "minerva/kernels/internal/halves_loop.h"

namespace minerva::kernels {
namespace {

struct Sixteen {
  using Register = __m512;
  static constexpr int kWidth = 16, kSums = 16, kTileColumns = 4, kHalfColumns = 6;

  static __m512 load(const float* at) { return _mm512_loadu_ps(at); }
  static __m512 spread(float x) { return _mm512_set1_ps(x); }
  static __m512 halves(const std::byte* at) {
    return _mm512_cvtph_ps(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(at)));
  }
  static void store(float* at, __m512 x) { _mm512_storeu_ps(at, x); }
  static __m512 rounded(__m512 x) { return _mm512_cvtph_ps(_mm512_cvtps_ph(x, 0)); }
  static __m512 greater(__m512 a, __m512 b) { return _mm512_max_ps(a, b); }
  static float greatest(__m512 x) { return _mm512_reduce_max_ps(x); }
  /// The sum of each.
  static __m128 together(const __m512 (&x)[4]) {
    __m128 four[4];
    for (int i = 0; i < 4; ++i) {
      const __m256 eight =
          _mm256_add_ps(_mm512_extractf32x8_ps(x[i], 1), _mm512_castps512_ps256(x[i]));
      four[i] = _mm_add_ps(_mm256_extractf128_ps(eight, 1), _mm256_castps256_ps128(eight));
    }
    return sums_of(four);
  }
  static __m512 times_plus(__m512 a, __m512 b, __m512 c) { return _mm512_fmadd_ps(a, b, c); }
};

struct Score {
  template <int kRegisters>
  static float of(const __m512* query, const __m512* key) {
    constexpr int kWhole = kRegisters / 4 * 4;
    __m512 sums[4];
    for (auto& sum : sums) sum = _mm512_setzero_ps();
    for (int i = 0; i < kWhole; ++i) sums[i % 4] = _mm512_fmadd_ps(key[i], query[i], sums[i % 4]);
    const float whole = _mm512_reduce_add_ps(
        _mm512_add_ps(_mm512_add_ps(sums[0], sums[2]), _mm512_add_ps(sums[1], sums[3])));
    if constexpr (kWhole == kRegisters) return whole;
    // The rest, which ggml adds one by one in 64 bits. These products are exact in 32 bits, and
    // their sum but for such as are too far apart to matter: the order is no question.
    __m512d rest = _mm512_setzero_pd();
    for (int i = kWhole; i < kRegisters; ++i) {
      const __m512 products = _mm512_mul_ps(key[i], query[i]);
      rest = _mm512_add_pd(rest, _mm512_cvtps_pd(_mm512_castps512_ps256(products)));
      rest = _mm512_add_pd(rest, _mm512_cvtps_pd(_mm512_extractf32x8_ps(products, 1)));
    }
    return static_cast<float>(whole + _mm512_reduce_add_pd(rest));
  }
};

constexpr FloatKernels kKernels{
    .by_length = {Kernel<Sixteen, Score, 64>::kKernel, Kernel<Sixteen, Score, 96>::kKernel,
                  Kernel<Sixteen, Score, 128>::kKernel, Kernel<Sixteen, Score, 256>::kKernel},
    .attend_by_tiles = Tiles<Sixteen>::attend,
    .halves = Halves<Sixteen>::kKernel};

bool is_able() {
  return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
         __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512bw") &&
         __builtin_cpu_supports("fma") && __builtin_cpu_supports("f16c");
}

}  // namespace

const FloatKernels* float_kernels_avx512() { return is_able() ? &kKernels : nullptr; }

}  // namespace minerva::kernels

#else
#include "minerva/kernels/internal/float_kernels.h"

namespace minerva::kernels {

const FloatKernels* float_kernels_avx512() { return nullptr; }

}  // namespace minerva::kernels
#endif
