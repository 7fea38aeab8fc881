#include "minerva/kernels/attention.h"

#include <ggml-cpu.h>
#include <ggml.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <span>
#include <vector>

namespace minerva {
namespace {

/// Whether it adds up in the order of this ggml, which cannot be asked for it: shown by numbers
/// whose sum is rounded otherwise in each order.
bool adds_up_as_ggml(const AttentionKernel& kernel) {
  constexpr int queries = 64;
  const auto length = static_cast<std::size_t>(kernel.length);
  const auto dot = ggml_get_type_traits_cpu(GGML_TYPE_F16)->vec_dot;
  std::vector<float> query(length);
  std::vector<ggml_fp16_t> halves(length), key(length);
  for (int q = 0; q < queries; ++q) {
    for (std::size_t i = 0; i < length; ++i) {
      const auto n = static_cast<float>(static_cast<std::size_t>(q) * length + i);
      halves[i] = ggml_fp32_to_fp16(std::sin(n * 1.7F));
      query[i] = ggml_fp16_to_fp32(halves[i]);
      key[i] = ggml_fp32_to_fp16(5 * std::cos(n * n));
    }
    float expected = 0;
    dot(kernel.length, &expected, 0, key.data(), 0, halves.data(), 0, 1);
    if (kernel.score(query.data(), reinterpret_cast<const std::byte*>(key.data())) != expected)
      return false;
  }
  return true;
}

std::vector<AttentionKernel> kernels_like_ggml() {
  std::vector<AttentionKernel> found;
  for (const auto& some : {attention_kernels_avx512(), attention_kernels_avx2()})
    std::ranges::copy_if(std::span(some.first, static_cast<std::size_t>(some.count)),
                         std::back_inserter(found), adds_up_as_ggml);
  return found;
}

}  // namespace

Attention attention_of_length(int length) {
  static const auto kernels = kernels_like_ggml();
  const auto found = std::ranges::find(kernels, length, &AttentionKernel::length);
  return found == kernels.end() ? nullptr : found->attend;
}

TileAttention attention_by_tiles() {
  const auto widest = tile_attention_avx512();
  return widest ? widest : tile_attention_avx2();
}

}  // namespace minerva
