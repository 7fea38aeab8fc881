#pragma once
// The columns that weights are multiplied with, prepared for the kernels of these weights. The
// products of a graph that follow each other and have the same columns are computed in one go:
//
//   columns.prepare(products.front(), threads);
//   #pragma omp parallel num_threads(threads)
//   { columns.pack(); for (product : products) columns.multiply(product); }

#include <cstddef>
#include <cstdint>
#include <vector>

#include "minerva/kernels/halves.h"
#include "minerva/kernels/tile.h"

struct ggml_tensor;

namespace minerva {

struct alignas(64) CacheLine {
  std::byte bytes[64];
};

/// Of weights of 4 to 6 bits.
class QuantisedColumns {
 public:
  /// Whether there is a kernel for the product's weights.
  static bool suit(const ggml_tensor& product);

  void prepare(const ggml_tensor& product, int threads);
  /// In the threads of a team, all of which call this and wait for each other.
  void pack();
  /// In the threads of a team, which do not wait for each other at the end.
  void multiply(const ggml_tensor& product);

 private:
  int panel_count() const { return (count_ + kMostColumns - 1) / kMostColumns; }
  Panel panel(int p);

  const ggml_tensor* factor_ = nullptr;
  const TileKernel* kernel_ = nullptr;
  void (*quantise_)(const float* column, void* quantised, std::int64_t length) = nullptr;
  int count_ = 0, blocks_ = 0;
  std::size_t quantised_bytes_ = 0;  ///< Of a column.
  std::size_t panel_lines_ = 0;
  std::vector<CacheLine> lines_;
};

/// Of weights of 16-bit floats.
class HalfColumns {
 public:
  /// Whether ggml computes this product as the kernel does.
  static bool suit(const ggml_tensor& product);

  void prepare(const ggml_tensor& product, int threads);
  void pack();
  void multiply(const ggml_tensor& product);

 private:
  const ggml_tensor* factor_ = nullptr;
  int length_ = 0, count_ = 0;
  std::size_t group_ = 0, room_ = 0;  ///< Floats.
  std::vector<CacheLine> columns_, rooms_;
};

}  // namespace minerva
