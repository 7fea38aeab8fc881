// Compiled for AVX2: see float_kernels.h.
#ifdef __AVX2__
#include "minerva/kernels/internal/attention_cells.h"
#include "minerva/kernels/internal/attention_tiles.h"
#include "minerva/kernels/internal/float_kernels.h"
#include "minerva/kernels/internal/halves_loop.h"

namespace minerva::kernels {
namespace {

struct Eight {
  using Register = __m256;
  static constexpr int kWidth = 8, kSums = 8, kTileColumns = 2, kHalfColumns = 3;

  static __m256 load(const float* at) { return _mm256_loadu_ps(at); }
  static __m256 spread(float x) { return _mm256_set1_ps(x); }
  static __m256 halves(const std::byte* at) {
    return _mm256_cvtph_ps(_mm_loadu_si128(reinterpret_cast<const __m128i*>(at)));
  }
  static void store(float* at, __m256 x) { _mm256_storeu_ps(at, x); }
  static __m256 rounded(__m256 x) { return _mm256_cvtph_ps(_mm256_cvtps_ph(x, 0)); }
  static __m256 greater(__m256 a, __m256 b) { return _mm256_max_ps(a, b); }
  static float greatest(__m256 x) {
    __m128 four = _mm_max_ps(_mm256_castps256_ps128(x), _mm256_extractf128_ps(x, 1));
    four = _mm_max_ps(four, _mm_movehl_ps(four, four));
    return _mm_cvtss_f32(_mm_max_ss(four, _mm_movehdup_ps(four)));
  }
  /// The sum of each.
  static __m128 together(const __m256 (&x)[4]) {
    __m128 four[4];
    for (int i = 0; i < 4; ++i)
      four[i] = _mm_add_ps(_mm256_extractf128_ps(x[i], 1), _mm256_castps256_ps128(x[i]));
    return sums_of(four);
  }
  static __m256 times_plus(__m256 a, __m256 b, __m256 c) { return _mm256_fmadd_ps(a, b, c); }
};

struct Score {
  template <int kRegisters>
  static float of(const __m256* query, const __m256* key) {
    __m256 sums[4];
    for (auto& sum : sums) sum = _mm256_setzero_ps();
    for (int i = 0; i < kRegisters; ++i)
      sums[i % 4] = _mm256_fmadd_ps(key[i], query[i], sums[i % 4]);
    const __m256 all =
        _mm256_add_ps(_mm256_add_ps(sums[0], sums[2]), _mm256_add_ps(sums[1], sums[3]));
    __m128 sum = _mm_add_ps(_mm256_castps256_ps128(all), _mm256_extractf128_ps(all, 1));
    sum = _mm_hadd_ps(sum, sum);
    return _mm_cvtss_f32(_mm_hadd_ps(sum, sum));
  }
};

constexpr FloatKernels kKernels{
    .by_length = {Kernel<Eight, Score, 64>::kKernel, Kernel<Eight, Score, 96>::kKernel,
                  Kernel<Eight, Score, 128>::kKernel, Kernel<Eight, Score, 256>::kKernel},
    .attend_by_tiles = Tiles<Eight>::attend,
    .halves = Halves<Eight>::kKernel};

bool is_able() {
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") &&
         __builtin_cpu_supports("f16c");
}

}  // namespace

const FloatKernels* float_kernels_avx2() { return is_able() ? &kKernels : nullptr; }

}  // namespace minerva::kernels

#else
#include "minerva/kernels/internal/float_kernels.h"

namespace minerva::kernels {

const FloatKernels* float_kernels_avx2() { return nullptr; }

}  // namespace minerva::kernels
#endif
