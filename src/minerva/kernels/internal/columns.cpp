#include "minerva/kernels/internal/columns.h"

#include "minerva/kernels/internal/openmp.h"

#ifdef MINERVA_HAS_KERNELS
#include <ggml-cpu.h>
#include <ggml.h>

#include <new>

#include "minerva/kernels/internal/float_kernels.h"

namespace minerva::kernels {
namespace {

constexpr std::size_t kLine = 64;

std::size_t whole_lines(std::size_t bytes) { return (bytes + kLine - 1) / kLine * kLine; }

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

const float* column(const ggml_tensor& factor, std::int64_t c) {
  return static_cast<const float*>(factor.data) + c * factor.ne[0];
}

}  // namespace

void Lines::Free::operator()(std::byte* bytes) const noexcept {
  ::operator delete(bytes, std::align_val_t{kLine});
}

void Lines::reserve(std::size_t bytes) {
  if (bytes <= size_) return;
  bytes_.reset();
  size_ = 0;
  bytes_.reset(static_cast<std::byte*>(::operator new(bytes, std::align_val_t{kLine})));
  size_ = bytes;
}

void Rooms::prepare(std::size_t bytes, int threads) {
  bytes_ = whole_lines(bytes);
  lines_.reserve(bytes_ * static_cast<std::size_t>(threads));
}

// Quantised weights ------------------------------------------------------------------------------

bool QuantisedColumns::suit(const ggml_tensor& product) {
  return kernel_of(product.src[0]->type) != nullptr;
}

void QuantisedColumns::prepare(const ggml_tensor& product, int threads) {
  const auto &weights = *product.src[0], &factor = *product.src[1];
  factor_ = &factor;
  kernel_ = kernel_of(weights.type);
  const auto type = ggml_get_type_traits_cpu(weights.type)->vec_dot_type;
  quantise_ = ggml_get_type_traits_cpu(type)->from_float;
  blocks_ = static_cast<int>(weights.ne[0] / ggml_blck_size(weights.type));
  count_ = static_cast<int>(ggml_nrows(&factor));
  panel_bytes_ =
      whole_lines(kernel_->block_bytes * static_cast<std::size_t>(blocks_) * kMostColumns);
  panels_.reserve(panel_bytes_ * static_cast<std::size_t>(panel_count()));
  rooms_.prepare(ggml_row_size(type, factor.ne[0]), threads);
}

Panel QuantisedColumns::panel(int p) const {
  return {.bytes = panels_.as<std::byte>() + static_cast<std::size_t>(p) * panel_bytes_,
          .columns = std::min(kMostColumns, count_ - p * kMostColumns),
          .blocks = blocks_};
}

void QuantisedColumns::pack(int /*unused*/) {
  auto* quantised = rooms_.of<std::byte>(omp_get_thread_num());
#pragma omp for schedule(dynamic)
  for (int c = 0; c < count_; ++c) {
    quantise_(column(*factor_, c), quantised, factor_->ne[0]);
    kernel_->pack(quantised, panel(c / kMostColumns), c % kMostColumns);
  }
}

void QuantisedColumns::multiply(const ggml_tensor& product, int /*unused*/) {
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

// Weights of 16 bits -----------------------------------------------------------------------------

// ggml has other ways for few columns, for lengths and rows that are not multiples, and if it is
// built without llamafile's products. So few that making floats of weights would not pay are left
// to it, too.
bool HalfColumns::suit(const ggml_tensor& product) {
  const auto &weights = *product.src[0], &factor = *product.src[1];
  constexpr int fewest = 32;
  return float_kernels() && ggml_cpu_has_llamafile() && weights.type == GGML_TYPE_F16 &&
         factor.ne[1] >= fewest && weights.ne[0] % 16 == 0 && weights.ne[1] % 4 == 0;
}

void HalfColumns::prepare(const ggml_tensor& product, int threads) {
  constexpr std::size_t near_floats = (std::size_t{1} << 20) / sizeof(float);
  const int together = float_kernels()->halves.group;
  factor_ = product.src[1];
  length_ = static_cast<int>(factor_->ne[0]);
  count_ = static_cast<int>(ggml_nrows(factor_));
  group_ = static_cast<std::size_t>(together) * static_cast<std::size_t>(length_);
  const int groups =
      std::clamp(static_cast<int>(near_floats / group_), 1, (count_ + together - 1) / together);
  part_ = groups * together;
  columns_.reserve(static_cast<std::size_t>(groups) * group_ * sizeof(float));
  rooms_.prepare(half_room(length_) * sizeof(float), threads);
}

void HalfColumns::pack(int part) {
  const auto& kernel = float_kernels()->halves;
  const auto to_halves = ggml_get_type_traits_cpu(GGML_TYPE_F16)->from_float;
  auto* halves = rooms_.of<std::uint16_t>(omp_get_thread_num());
#pragma omp for schedule(dynamic, 8)
  for (int c = 0; c < count_of(part); ++c) {
    to_halves(column(*factor_, part * part_ + c), halves, length_);
    kernel.pack(halves, length_,
                columns_.as<float>() + static_cast<std::size_t>(c / kernel.group) * group_,
                c % kernel.group);
  }
}

void HalfColumns::multiply(const ggml_tensor& product, int part) {
  const auto& weights = *product.src[0];
  const int rows = static_cast<int>(weights.ne[1]);
  const auto stride = static_cast<std::size_t>(product.ne[0]);
  auto* results =
      static_cast<float*>(product.data) + static_cast<std::size_t>(part * part_) * stride;
#pragma omp for schedule(dynamic) nowait
  for (int row = 0; row < rows; row += kMostHalfRows)
    float_kernels()->halves.multiply({.weights = static_cast<const std::uint16_t*>(weights.data) +
                                                 static_cast<std::size_t>(row) * factor_->ne[0],
                                      .columns = columns_.as<float>(),
                                      .results = results + row,
                                      .result_stride = stride,
                                      .rows = std::min(kMostHalfRows, rows - row),
                                      .count = count_of(part),
                                      .length = length_},
                                     rooms_.of<float>(omp_get_thread_num()));
}

}  // namespace minerva::kernels
#endif
