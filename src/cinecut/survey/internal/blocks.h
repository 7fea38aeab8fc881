#pragma once
// Blocks of 8x8 pixels compared.

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <cstring>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace cinecut::survey {

inline constexpr int kBlock = 8;

#ifdef __SSE2__
inline __m128i two_rows(const std::uint8_t* p, int stride) {
  const __m128i low = _mm_loadl_epi64(reinterpret_cast<const __m128i*>(p));
  const __m128i high = _mm_loadl_epi64(reinterpret_cast<const __m128i*>(p + stride));
  return _mm_unpacklo_epi64(low, high);
}
inline int sum_of(__m128i sums) {
  return _mm_cvtsi128_si32(sums) + _mm_cvtsi128_si32(_mm_srli_si128(sums, 8));
}
#endif

/// Sum of absolute differences.
inline int difference(const std::uint8_t* a, int a_stride, const std::uint8_t* b, int b_stride) {
#ifdef __SSE2__
  __m128i sum = _mm_setzero_si128();
  for (int y = 0; y < kBlock; y += 2)
    sum = _mm_add_epi32(sum, _mm_sad_epu8(two_rows(a + y * a_stride, a_stride),
                                          two_rows(b + y * b_stride, b_stride)));
  return sum_of(sum);
#else
  int sum = 0;
  for (int y = 0; y < kBlock; ++y)
    for (int x = 0; x < kBlock; ++x)
      sum += std::abs(int{a[y * a_stride + x]} - int{b[y * b_stride + x]});
  return sum;
#endif
}

/// The same against the mean of two blocks.
inline int difference_to_mean(const std::uint8_t* target, int target_stride, const std::uint8_t* a,
                              const std::uint8_t* b, int stride) {
#ifdef __SSE2__
  __m128i sum = _mm_setzero_si128();
  for (int y = 0; y < kBlock; y += 2) {
    const __m128i mean =
        _mm_avg_epu8(two_rows(a + y * stride, stride), two_rows(b + y * stride, stride));
    sum =
        _mm_add_epi32(sum, _mm_sad_epu8(two_rows(target + y * target_stride, target_stride), mean));
  }
  return sum_of(sum);
#else
  int sum = 0;
  for (int y = 0; y < kBlock; ++y)
    for (int x = 0; x < kBlock; ++x)
      sum += std::abs((a[y * stride + x] + b[y * stride + x] + 1) / 2 -
                      int{target[y * target_stride + x]});
  return sum;
#endif
}

/// A plane with its border pixels repeated outwards, so that blocks may reach out of it.
template <int W, int H, int Margin>
struct Padded {
  static constexpr int kStride = W + 2 * Margin;
  std::array<std::uint8_t, kStride*(H + 2 * Margin)> pixels;

  explicit Padded(const std::array<std::uint8_t, W * H>& plane) {
    for (int y = -Margin; y < H + Margin; ++y) {
      const auto* from = plane.data() + std::clamp(y, 0, H - 1) * W;
      auto* to = pixels.data() + (y + Margin) * kStride;
      std::memset(to, from[0], Margin);
      std::memcpy(to + Margin, from, W);
      std::memset(to + Margin + W, from[W - 1], Margin);
    }
  }
  const std::uint8_t* at(int x, int y) const {
    return pixels.data() + (y + Margin) * kStride + x + Margin;
  }
};

}  // namespace cinecut::survey
