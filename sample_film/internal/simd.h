#pragma once
// Pixels, two at a time, in registers of SSE2 or NEON; with AVX2 where the processor has it.

#include <cstdint>
#include <cstring>

// A function marked so is compiled twice, and the better one chosen when the program starts.
// Sanitizers cannot start early enough for that choice.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__SANITIZE_ADDRESS__) && \
    !defined(__SANITIZE_THREAD__) && !defined(__clang__)
#define CINECUT_SAMPLE_FAST __attribute__((target_clones("avx2", "default")))
#else
#define CINECUT_SAMPLE_FAST
#endif
#define CINECUT_SAMPLE_INLINE [[gnu::always_inline]] inline

namespace sample_film {

/// Eight channels of two pixels, 16 bits each.
using Wide = std::uint16_t __attribute__((vector_size(16)));
using Bytes = std::uint8_t __attribute__((vector_size(16)));

CINECUT_SAMPLE_INLINE Wide load_pair(const std::uint32_t* pixels) {
  using Long = std::uint64_t __attribute__((vector_size(16)));
  std::uint64_t both;
  std::memcpy(&both, pixels, sizeof both);
  const auto bytes = reinterpret_cast<Bytes>(Long{both, 0});
  return reinterpret_cast<Wide>(__builtin_shufflevector(bytes, Bytes{}, 0, 16, 1, 17, 2, 18, 3, 19,
                                                        4, 20, 5, 21, 6, 22, 7, 23));
}

/// Requires each channel to be at most 255.
CINECUT_SAMPLE_INLINE void store_pair(std::uint32_t* pixels, Wide value) {
  using Half = std::uint8_t __attribute__((vector_size(8)));
  const Half bytes = __builtin_convertvector(value, Half);
  std::memcpy(pixels, &bytes, sizeof bytes);
}

/// Premultiplied `source` over `target`.
CINECUT_SAMPLE_INLINE Wide over(Wide source, Wide target) {
  const Wide alpha = __builtin_shufflevector(source, source, 3, 3, 3, 3, 7, 7, 7, 7);
  return source + (target * (256 - alpha) >> 8);
}

}  // namespace sample_film
