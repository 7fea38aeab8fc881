#include "minerva/kernels/internal/float_kernels.h"

#include <ggml-cpu.h>
#include <ggml.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace minerva::kernels {
namespace {

/// Whether it adds up in the order of this ggml, which cannot be asked for it: shown by numbers
/// whose sum is rounded otherwise in each order.
bool adds_up_as_ggml(const FloatKernels::OfLength& kernel) {
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

}  // namespace

const FloatKernels* float_kernels() {
  static const auto* const found = []() -> const FloatKernels* {
    for (const auto* kernels : {float_kernels_avx512(), float_kernels_avx2()})
      if (kernels && std::ranges::all_of(kernels->by_length, adds_up_as_ggml)) return kernels;
    return nullptr;
  }();
  return found;
}

Attention attention_of_length(int length) {
  const auto* kernels = float_kernels();
  if (!kernels) return nullptr;
  const auto* found =
      std::ranges::find(kernels->by_length, length, &FloatKernels::OfLength::length);
  return found == std::end(kernels->by_length) ? nullptr : found->attend;
}

}  // namespace minerva::kernels
