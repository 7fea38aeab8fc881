// Compiled for AVX2: nothing inline of other headers may be used here, or the linker could keep
// this file's copy of it for processors that lack AVX2.
#include "minerva/kernels/internal/tile.h"

#ifdef __AVX2__
#include <immintrin.h>

namespace minerva::kernels {
namespace {

// Blocks as GGUF files and ggml have them; 16-bit floats.
struct Q4_1 {
  std::uint16_t scale, least;
  std::uint8_t nibbles[16];
};
struct Q8_1 {  // What Q4_1 is multiplied with.
  std::uint16_t scale, sum;
  std::int8_t values[32];
};
struct Q5_K {
  std::uint16_t scale, least;
  std::uint8_t scales[12];  // And leasts, of 6 bits each.
  std::uint8_t high[32], nibbles[128];
};
struct Q6_K {
  std::uint8_t low[128], high[64];
  std::int8_t scales[16];
  std::uint16_t scale;
};
struct Q8_K {  // What Q5_K and Q6_K are multiplied with.
  float scale;
  std::int8_t values[256];
  std::int16_t sums[16];
};
static_assert(sizeof(Q4_1) == 20 && sizeof(Q8_1) == 36);
static_assert(sizeof(Q5_K) == 176 && sizeof(Q6_K) == 210 && sizeof(Q8_K) == 292);

// A block of each column of a panel.
template <int kWidth>
struct PanelQ8_1 {
  std::int8_t values[kWidth][32];
  float scales[kWidth], sums[kWidth];

  void put(const Q8_1& block, int place) {
    __builtin_memcpy(values[place], block.values, sizeof block.values);
    scales[place] = _cvtsh_ss(block.scale);
    sums[place] = _cvtsh_ss(block.sum);
  }
};
template <int kWidth>
struct PanelQ8_K {
  std::int8_t values[kWidth][256];
  std::int16_t sums[kWidth][16];
  float scales[kWidth];

  void put(const Q8_K& block, int place) {
    __builtin_memcpy(values[place], block.values, sizeof block.values);
    __builtin_memcpy(sums[place], block.sums, sizeof block.sums);
    scales[place] = block.scale;
  }
};

template <typename T>
__m256i load(const T* at) {
  return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(at));
}
template <typename T>
__m128i load_half(const T* at) {
  return _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
}

// In the order in which ggml adds the lanes.
float sum_of(__m256 lanes) {
  __m128 sum = _mm_add_ps(_mm256_extractf128_ps(lanes, 1), _mm256_castps256_ps128(lanes));
  sum = _mm_add_ps(sum, _mm_movehl_ps(sum, sum));
  return _mm_cvtss_f32(_mm_add_ss(sum, _mm_movehdup_ps(sum)));
}

// Several rows of Q4_1 at once, so that there are eight sums under way whatever the width.
template <int kRows, int kWidth>
void multiply_rows(const Q4_1* rows, const PanelQ8_1<kWidth>* panel, int columns,
                   std::ptrdiff_t blocks, float* out, std::size_t stride) {
  __m256 sums[kRows][kWidth], leasts_of_eight[kRows];
  float leasts[kRows][kWidth];
  for (int r = 0; r < kRows; ++r) {
    leasts_of_eight[r] = _mm256_setzero_ps();
    for (int c = 0; c < kWidth; ++c) {
      sums[r][c] = _mm256_setzero_ps();
      leasts[r][c] = 0;
    }
  }
  const __m256i ones = _mm256_set1_epi16(1), nibble = _mm256_set1_epi8(15);
  for (int b = 0; b < blocks; ++b)
    for (int r = 0; r < kRows; ++r) {
      const Q4_1& block = rows[r * blocks + b];
      const __m128 both = _mm_cvtph_ps(
          _mm_cvtsi32_si128(static_cast<int>(block.scale | std::uint32_t{block.least} << 16)));
      const __m128 least = _mm_movehdup_ps(both);
      if constexpr (kWidth == 8)
        leasts_of_eight[r] = _mm256_fmadd_ps(_mm256_broadcastss_ps(least),
                                             _mm256_loadu_ps(panel[b].sums), leasts_of_eight[r]);
      else
        for (int c = 0; c < kWidth; ++c)
          leasts[r][c] = __builtin_fmaf(_mm_cvtss_f32(least), panel[b].sums[c], leasts[r][c]);
      const __m128i packed = load_half(block.nibbles);
      const __m256i weights = _mm256_and_si256(
          nibble,
          _mm256_inserti128_si256(_mm256_castsi128_si256(packed), _mm_srli_epi16(packed, 4), 1));
      alignas(32) float scales[kWidth];
      if constexpr (kWidth == 8)
        _mm256_store_ps(
            scales, _mm256_mul_ps(_mm256_broadcastss_ps(both), _mm256_loadu_ps(panel[b].scales)));
      else
        for (int c = 0; c < kWidth; ++c) scales[c] = _mm_cvtss_f32(both) * panel[b].scales[c];
      for (int c = 0; c < kWidth; ++c) {
        const __m256i pairs = _mm256_maddubs_epi16(weights, load(panel[b].values[c]));
        const __m256 dot = _mm256_cvtepi32_ps(_mm256_madd_epi16(ones, pairs));
        sums[r][c] = _mm256_fmadd_ps(_mm256_broadcast_ss(&scales[c]), dot, sums[r][c]);
      }
    }
  for (int r = 0; r < kRows; ++r) {
    if constexpr (kWidth == 8) _mm256_storeu_ps(leasts[r], leasts_of_eight[r]);
    for (int c = 0; c < kWidth && c < columns; ++c)
      out[static_cast<std::size_t>(c) * stride + static_cast<std::size_t>(r)] =
          sum_of(sums[r][c]) + leasts[r][c];
  }
}

// A block of 256 weights: a scale for each, and what the columns' sums of 16 are multiplied with.
struct Unpacked {
  __m256i weights[8], scales[8], of_sums;
};

void unpack(const Q6_K& block, Unpacked& to) {
  const __m256i nibble = _mm256_set1_epi8(15), two_bits = _mm256_set1_epi8(0x30);
  for (std::ptrdiff_t half = 0; half < 2; ++half) {
    const __m256i low0 = load(block.low + 64 * half), low1 = load(block.low + 64 * half + 32);
    const __m256i high = load(block.high + 32 * half);
    const auto put = [&](int i, __m256i low, __m256i high_bits) {
      to.weights[4 * half + i] =
          _mm256_or_si256(_mm256_and_si256(low, nibble), _mm256_and_si256(high_bits, two_bits));
    };
    put(0, low0, _mm256_slli_epi16(high, 4));
    put(1, low1, _mm256_slli_epi16(high, 2));
    put(2, _mm256_srli_epi16(low0, 4), high);
    put(3, _mm256_srli_epi16(low1, 4), _mm256_srli_epi16(high, 2));
  }
  const __m128i scales = load_half(block.scales);
  const __m128i first_two = _mm_set_epi8(1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0);
  for (int i = 0; i < 8; ++i) {
    const __m128i two = _mm_add_epi8(first_two, _mm_set1_epi8(static_cast<char>(2 * i)));
    to.scales[i] = _mm256_cvtepi8_epi16(_mm_shuffle_epi8(scales, two));
  }
  to.of_sums = _mm256_cvtepi8_epi16(scales);
}

void unpack(const Q5_K& block, Unpacked& to) {
  const __m256i nibble = _mm256_set1_epi8(15), fifth = _mm256_set1_epi8(16);
  const __m256i high = load(block.high);
  for (int i = 0; i < 8; i += 2) {
    const __m256i both = load(block.nibbles + std::ptrdiff_t{16} * i);
    const auto bits = [&](int k) {  // Bit k of each byte, as its fifth.
      const __m256i moved = k < 4 ? _mm256_slli_epi16(high, 4 - k) : _mm256_srli_epi16(high, k - 4);
      return _mm256_and_si256(moved, fifth);
    };
    to.weights[i] = _mm256_or_si256(_mm256_and_si256(both, nibble), bits(i));
    to.weights[i + 1] =
        _mm256_or_si256(_mm256_and_si256(_mm256_srli_epi16(both, 4), nibble), bits(i + 1));
  }
  std::int16_t leasts[16];
  const auto* packed = block.scales;
  for (std::ptrdiff_t i = 0; i < 8; ++i) {
    const int scale = i < 4 ? packed[i] & 63 : (packed[i + 4] & 15) | (packed[i - 4] >> 6) << 4;
    const int least = i < 4 ? packed[i + 4] & 63 : packed[i + 4] >> 4 | (packed[i] >> 6) << 4;
    to.scales[i] = _mm256_set1_epi16(static_cast<std::int16_t>(scale));
    leasts[2 * i] = leasts[2 * i + 1] = static_cast<std::int16_t>(least);
  }
  to.of_sums = load(leasts);
}

int sum_of(__m256i lanes) {
  __m128i sum = _mm_add_epi32(_mm256_extracti128_si256(lanes, 1), _mm256_castsi256_si128(lanes));
  sum = _mm_add_epi32(sum, _mm_unpackhi_epi64(sum, sum));
  return _mm_cvtsi128_si32(_mm_add_epi32(sum, _mm_shuffle_epi32(sum, 1)));
}

template <typename Block, int kWidth>
void multiply_row(const Block* row, const PanelQ8_K<kWidth>* panel, int columns,
                  std::ptrdiff_t blocks, float* out, std::size_t stride) {
  constexpr bool has_leasts = requires { row->least; };
  __m256 sums[kWidth];
  float leasts[kWidth];
  for (int c = 0; c < kWidth; ++c) {
    sums[c] = _mm256_setzero_ps();
    leasts[c] = 0;
  }
  Unpacked unpacked;
  for (int b = 0; b < blocks; ++b) {
    unpack(row[b], unpacked);
    const float scale = _cvtsh_ss(row[b].scale);
    float least = 0;
    if constexpr (has_leasts) least = _cvtsh_ss(row[b].least);
    for (int c = 0; c < kWidth; ++c) {
      const __m256i of_sums = _mm256_madd_epi16(load(panel[b].sums[c]), unpacked.of_sums);
      __m256i dot = _mm256_setzero_si256();
      if constexpr (has_leasts)
        leasts[c] = __builtin_fmaf(-panel[b].scales[c] * least, static_cast<float>(sum_of(of_sums)),
                                   leasts[c]);
      else  // Weights are stored 32 too large.
        dot = _mm256_sub_epi32(dot, _mm256_slli_epi32(of_sums, 5));
      for (std::ptrdiff_t i = 0; i < 8; ++i) {
        const __m256i pairs =
            _mm256_maddubs_epi16(unpacked.weights[i], load(panel[b].values[c] + 32 * i));
        dot = _mm256_add_epi32(dot, _mm256_madd_epi16(unpacked.scales[i], pairs));
      }
      sums[c] = _mm256_fmadd_ps(_mm256_set1_ps(panel[b].scales[c] * scale), _mm256_cvtepi32_ps(dot),
                                sums[c]);
    }
  }
  for (int c = 0; c < kWidth && c < columns; ++c) {
    const float sum = sum_of(sums[c]);
    out[static_cast<std::size_t>(c) * stride] = has_leasts ? sum + leasts[c] : sum;
  }
}

struct ForQ4_1 {
  using Column = Q8_1;
  template <int kWidth>
  using Panel = PanelQ8_1<kWidth>;

  template <int kWidth>
  static void multiply(const void* rows, int row_count, const Panel<kWidth>* panel, int columns,
                       std::ptrdiff_t blocks, float* out, std::size_t stride) {
    constexpr int rows_at_once = kWidth == 8 ? 1 : kWidth == 4 ? 2 : 4;
    const auto* row = static_cast<const Q4_1*>(rows);
    int r = 0;
    for (; r + rows_at_once <= row_count; r += rows_at_once)
      multiply_rows<rows_at_once>(row + r * blocks, panel, columns, blocks, out + r, stride);
    for (; r < row_count; ++r)
      multiply_rows<1>(row + r * blocks, panel, columns, blocks, out + r, stride);
  }
};

template <typename Block>
struct ForBlocksOf256 {
  using Column = Q8_K;
  template <int kWidth>
  using Panel = PanelQ8_K<kWidth>;

  template <int kWidth>
  static void multiply(const void* rows, int row_count, const Panel<kWidth>* panel, int columns,
                       std::ptrdiff_t blocks, float* out, std::size_t stride) {
    const auto* row = static_cast<const Block*>(rows);
    for (int r = 0; r < row_count; ++r)
      multiply_row(row + r * blocks, panel, columns, blocks, out + r, stride);
  }
};

// Calls what is made for 1, 2, 4 or 8 columns.
template <typename Call>
void for_width_of(int columns, Call call) {
  columns > 4    ? call.template operator()<8>()
  : columns > 2  ? call.template operator()<4>()
  : columns == 2 ? call.template operator()<2>()
                 : call.template operator()<1>();
}

template <typename Weights>
constexpr TileKernel kKernel = {
    sizeof(typename Weights::template Panel<1>),
    [](const void* column, Panel panel, int place) {
      for_width_of(panel.columns, [&]<int kWidth> {
        auto* to = reinterpret_cast<typename Weights::template Panel<kWidth>*>(panel.bytes);
        const auto* from = static_cast<const typename Weights::Column*>(column);
        for (int b = 0; b < panel.blocks; ++b) to[b].put(from[b], place);
      });
    },
    [](const void* rows, int row_count, Panel panel, float* out, std::size_t stride) {
      for_width_of(panel.columns, [&]<int kWidth> {
        using Typed = const typename Weights::template Panel<kWidth>;
        Weights::template multiply<kWidth>(rows, row_count, reinterpret_cast<Typed*>(panel.bytes),
                                           panel.columns, panel.blocks, out, stride);
      });
    }};

bool has_avx2() {
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") &&
         __builtin_cpu_supports("f16c");
}

}  // namespace

const TileKernel* tile_kernel_q4_1() { return has_avx2() ? &kKernel<ForQ4_1> : nullptr; }
const TileKernel* tile_kernel_q5_k() {
  return has_avx2() ? &kKernel<ForBlocksOf256<Q5_K>> : nullptr;
}
const TileKernel* tile_kernel_q6_k() {
  return has_avx2() ? &kKernel<ForBlocksOf256<Q6_K>> : nullptr;
}

}  // namespace minerva::kernels

#else
namespace minerva::kernels {

const TileKernel* tile_kernel_q4_1() { return nullptr; }
const TileKernel* tile_kernel_q5_k() { return nullptr; }
const TileKernel* tile_kernel_q6_k() { return nullptr; }

}  // namespace minerva::kernels
#endif
