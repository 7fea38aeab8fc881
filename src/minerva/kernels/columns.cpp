#include "minerva/kernels/columns.h"

#include <ggml-cpu.h>
#include <ggml.h>
#include <omp.h>

#include <algorithm>

#include "minerva/kernels/float_kernels.h"

namespace minerva {
namespace {

const TileKernel* kernel_of(ggml_type type) {
  switch (type) {
    case GGML_TYPE_Q4_1:
      return tile_kernel_q4_1();
    case GGML_TYPE_Q5_K:
      return tile_kernel_q5_k();
    case GGML_TYPE_Q6_K:
      return tile_kernel_q6_k();
    default:
      return nullptr;
  }
}

std::size_t lines_of(std::size_t bytes) {
  return (bytes + sizeof(CacheLine) - 1) / sizeof(CacheLine);
}

void grow(std::vector<CacheLine>& lines, std::size_t count) {
  if (lines.size() < count) lines.resize(count);
}

float* floats_of(std::vector<CacheLine>& lines) { return reinterpret_cast<float*>(lines.data()); }

const float* column(const ggml_tensor& factor, std::int64_t c) {
  return static_cast<const float*>(factor.data) + c * factor.ne[0];
}

}  // namespace

bool QuantisedColumns::suit(const ggml_tensor& product) {
  return kernel_of(product.src[0]->type) != nullptr;
}

void QuantisedColumns::prepare(const ggml_tensor& product, int /*unused*/) {
  const auto &weights = *product.src[0], &factor = *product.src[1];
  factor_ = &factor;
  kernel_ = kernel_of(weights.type);
  const auto type = ggml_get_type_traits_cpu(weights.type)->vec_dot_type;
  quantise_ = ggml_get_type_traits_cpu(type)->from_float;
  quantised_bytes_ = ggml_row_size(type, factor.ne[0]);
  blocks_ = static_cast<int>(weights.ne[0] / ggml_blck_size(weights.type));
  count_ = static_cast<int>(ggml_nrows(&factor));
  panel_lines_ = lines_of(kernel_->block_bytes * static_cast<std::size_t>(blocks_) * kMostColumns);
  grow(lines_, panel_lines_ * static_cast<std::size_t>(panel_count()));
}

Panel QuantisedColumns::panel(int p) {
  return {.bytes = lines_[static_cast<std::size_t>(p) * panel_lines_].bytes,
          .columns = std::min(kMostColumns, count_ - p * kMostColumns),
          .blocks = blocks_};
}

void QuantisedColumns::pack() {
  std::vector<std::byte> quantised(quantised_bytes_);
#pragma omp for schedule(dynamic)
  for (int c = 0; c < count_; ++c) {
    quantise_(column(*factor_, c), quantised.data(), factor_->ne[0]);
    kernel_->pack(quantised.data(), panel(c / kMostColumns), c % kMostColumns);
  }
}

void QuantisedColumns::multiply(const ggml_tensor& product) {
  const auto& weights = *product.src[0];
  constexpr int rows_at_once = 16;  // Their weights stay near while the panels pass.
  const int rows = static_cast<int>(weights.ne[1]);
  const auto stride = static_cast<std::size_t>(product.ne[0]);
#pragma omp for schedule(dynamic) nowait
  for (int first = 0; first < rows; first += rows_at_once)
    for (int p = 0; p < panel_count(); ++p)
      kernel_->multiply(static_cast<const std::byte*>(weights.data) +
                            static_cast<std::size_t>(first) * weights.nb[1],
                        std::min(rows_at_once, rows - first), panel(p),
                        static_cast<float*>(product.data) + first +
                            static_cast<std::size_t>(p) * kMostColumns * stride,
                        stride);
}

// ggml has other ways for few columns, and for lengths and rows that are not multiples. So few that
// making floats of weights would not pay are left to it, too.
bool HalfColumns::suit(const ggml_tensor& product) {
  const auto &weights = *product.src[0], &factor = *product.src[1];
  constexpr int fewest = 32;
  return float_kernels() && weights.type == GGML_TYPE_F16 && factor.ne[1] >= fewest &&
         weights.ne[0] % 16 == 0 && weights.ne[1] % 4 == 0;
}

void HalfColumns::prepare(const ggml_tensor& product, int threads) {
  const int together = float_kernels()->halves.group;
  factor_ = product.src[1];
  length_ = static_cast<int>(factor_->ne[0]);
  count_ = static_cast<int>(ggml_nrows(factor_));
  group_ = static_cast<std::size_t>(together * length_);
  room_ = half_room(length_);
  const auto groups = static_cast<std::size_t>((count_ + together - 1) / together);
  grow(columns_, lines_of(groups * group_ * sizeof(float)));
  grow(rooms_, lines_of(room_ * static_cast<std::size_t>(threads) * sizeof(float)));
}

void HalfColumns::pack() {
  const auto& kernel = float_kernels()->halves;
  const auto to_halves = ggml_get_type_traits_cpu(GGML_TYPE_F16)->from_float;
  std::vector<ggml_fp16_t> halves(static_cast<std::size_t>(length_));
#pragma omp for schedule(dynamic, 8)
  for (int c = 0; c < count_; ++c) {
    to_halves(column(*factor_, c), halves.data(), length_);
    kernel.pack(halves.data(), length_,
                floats_of(columns_) + static_cast<std::size_t>(c / kernel.group) * group_,
                c % kernel.group);
  }
}

void HalfColumns::multiply(const ggml_tensor& product) {
  const auto& weights = *product.src[0];
  const auto& kernel = float_kernels()->halves;
  // Columns that stay in the second cache while rows pass.
  constexpr std::size_t near_floats = (std::size_t{1} << 20) / sizeof(float);
  const int part = std::max(1, static_cast<int>(near_floats / group_)) * kernel.group;
  const int rows = static_cast<int>(weights.ne[1]);
  const auto result_stride = static_cast<std::size_t>(product.ne[0]);
#pragma omp for collapse(2) schedule(dynamic) nowait
  for (int first = 0; first < count_; first += part)
    for (int row = 0; row < rows; row += kMostHalfRows)
      kernel.multiply(
          {.weights = static_cast<const std::uint16_t*>(weights.data) +
                      static_cast<std::size_t>(row) * factor_->ne[0],
           .columns = floats_of(columns_) + static_cast<std::size_t>(first / kernel.group) * group_,
           .results = static_cast<float*>(product.data) +
                      static_cast<std::size_t>(first) * result_stride + row,
           .result_stride = result_stride,
           .rows = std::min(kMostHalfRows, rows - row),
           .count = std::min(part, count_ - first),
           .length = length_},
          floats_of(rooms_) + room_ * static_cast<std::size_t>(omp_get_thread_num()));
}

}  // namespace minerva
