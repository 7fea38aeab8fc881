#pragma once
// The columns that weights are multiplied with, prepared for the kernels of these weights, part for
// part. Products of a graph that follow each other and have the same columns are computed in one
// go:
//
//   columns.prepare(products.front(), threads);
//   #pragma omp parallel num_threads(threads)
//   for (part = 0; part < columns.parts(); ++part) {
//     columns.pack(part);
//     for (product : products) columns.multiply(product, part);
//     #pragma omp barrier
//   }

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>

#include "minerva/kernels/internal/halves.h"
#include "minerva/kernels/internal/tile.h"

struct ggml_tensor;

namespace minerva::kernels {

/// Memory that begins where a cache line does. It grows, and is not cleared.
class Lines {
 public:
  void reserve(std::size_t bytes);
  template <typename T>
  T* as() const {
    return reinterpret_cast<T*>(bytes_.get());
  }

 private:
  struct Free {
    void operator()(std::byte* bytes) const noexcept;
  };
  std::unique_ptr<std::byte, Free> bytes_;
  std::size_t size_ = 0;
};

/// What each thread of a team works in.
class Rooms {
 public:
  void prepare(std::size_t bytes, int threads);
  template <typename T>
  T* of(int thread) const {
    return reinterpret_cast<T*>(lines_.as<std::byte>() + static_cast<std::size_t>(thread) * bytes_);
  }

 private:
  Lines lines_;
  std::size_t bytes_ = 0;
};

/// Of weights of 4 to 6 bits. All columns are one part.
class QuantisedColumns {
 public:
  /// Whether there is a kernel for the product's weights.
  static bool suit(const ggml_tensor& product);

  void prepare(const ggml_tensor& product, int threads);
  int parts() const { return 1; }
  /// In the threads of a team, all of which call this and wait for each other.
  void pack(int part);
  /// In the threads of a team, which do not wait for each other at the end.
  void multiply(const ggml_tensor& product, int part);

 private:
  int panel_count() const { return (count_ + kMostColumns - 1) / kMostColumns; }
  Panel panel(int p) const;

  const ggml_tensor* factor_ = nullptr;
  const TileKernel* kernel_ = nullptr;
  void (*quantise_)(const float* column, void* quantised, std::int64_t length) = nullptr;
  int count_ = 0, blocks_ = 0;
  std::size_t panel_bytes_ = 0;
  Lines panels_;
  Rooms rooms_;
};

/// Of weights of 16-bit floats. A part is what stays in the second cache while weights pass.
class HalfColumns {
 public:
  /// Whether ggml computes this product as the kernel does.
  static bool suit(const ggml_tensor& product);

  void prepare(const ggml_tensor& product, int threads);
  int parts() const { return (count_ + part_ - 1) / part_; }
  void pack(int part);
  void multiply(const ggml_tensor& product, int part);

 private:
  int count_of(int part) const { return std::min(part_, count_ - part * part_); }

  const ggml_tensor* factor_ = nullptr;
  int length_ = 0, count_ = 0, part_ = 1;  ///< Of a column; columns; columns of a part.
  std::size_t group_ = 0;                  ///< Floats.
  Lines columns_;
  Rooms rooms_;
};

}  // namespace minerva::kernels
