// device_test.cpp compares with ggml, which adds up as one kind of processor does. Here are the
// kernels of every kind that this processor can be.
#include "minerva/kernels/internal/float_kernels.h"

#include <ggml.h>
#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace minerva::kernels {
namespace {

struct Kind {
  const FloatKernels* kernels;
  std::size_t lanes;
};

std::vector<Kind> kinds() {
  std::vector<Kind> found;
  for (const auto& kind : {Kind{float_kernels_avx2(), 8}, Kind{float_kernels_avx512(), 16}})
    if (kind.kernels) found.push_back(kind);
  return found;
}

/// Numbers that 16 bits can hold.
std::vector<float> numbers(std::size_t count, float factor) {
  std::vector<float> all(count);
  for (std::size_t i = 0; i < count; ++i)
    all[i] = ggml_fp16_to_fp32(ggml_fp32_to_fp16(std::sin(static_cast<float>(i) * factor)));
  return all;
}

float added_up(const float* a, const float* b, std::size_t length, std::size_t lanes) {
  std::vector<float> sums(lanes);
  for (std::size_t i = 0; i < length; ++i) sums[i % lanes] = std::fma(a[i], b[i], sums[i % lanes]);
  for (auto half = lanes / 2; half > 0; half /= 2)
    for (std::size_t i = 0; i < half; ++i) sums[i] += sums[i + half];
  return sums[0];
}

TEST(FloatKernels, MultiplyHalvesLaneForLane) {
  if (kinds().empty()) GTEST_SKIP() << "not for this processor";
  for (const auto& [kernels, lanes] : kinds())
    for (const std::size_t length : {16U, 1040U})
      for (const int count : {1, 2, 5, 6, 7, 13}) {
        constexpr std::size_t rows = 12;
        const auto weights = numbers(rows * length, 1.3F);
        std::vector<std::uint16_t> halves(weights.size());
        ggml_fp32_to_fp16_row(weights.data(), halves.data(), static_cast<int>(halves.size()));
        const auto columns = numbers(static_cast<std::size_t>(count) * length, 0.7F);
        std::vector<std::uint16_t> column_halves(columns.size());
        ggml_fp32_to_fp16_row(columns.data(), column_halves.data(),
                              static_cast<int>(columns.size()));
        const auto group = static_cast<std::size_t>(kernels->halves.group);
        std::vector<float> packed(columns.size() + group * length), room(half_room(1040));
        std::vector<float> results(rows * static_cast<std::size_t>(count));
        for (std::size_t c = 0; c < static_cast<std::size_t>(count); ++c)
          kernels->halves.pack(&column_halves[c * length], static_cast<int>(length),
                               &packed[c / group * group * length], static_cast<int>(c % group));
        kernels->halves.multiply({.weights = halves.data(),
                                  .columns = packed.data(),
                                  .results = results.data(),
                                  .result_stride = rows,
                                  .rows = rows,
                                  .count = count,
                                  .length = static_cast<int>(length)},
                                 room.data());
        for (std::size_t i = 0; i < results.size(); ++i)
          ASSERT_EQ(results[i], added_up(&weights[i % rows * length], &columns[i / rows * length],
                                         length, lanes))
              << lanes << " lanes, " << length << " numbers, " << i << " of " << count;
      }
}

TEST(FloatKernels, AttendByTilesAsDefined) {
  if (kinds().empty()) GTEST_SKIP() << "not for this processor";
  constexpr int length = 80, tokens = 30, heads = 3, cells = 150;
  const auto queries = numbers(std::size_t{length} * tokens * heads, 0.9F);
  const auto kept = numbers(std::size_t{length} * cells, 1.7F);
  std::vector<std::uint16_t> halves(kept.size()), mask(std::size_t{tokens} * cells);
  ggml_fp32_to_fp16_row(kept.data(), halves.data(), static_cast<int>(halves.size()));
  for (std::size_t i = 0; i < mask.size(); ++i)
    mask[i] = ggml_fp32_to_fp16(i % cells > 120 + i / cells ? -INFINITY : 0);
  std::vector<std::vector<float>> all;
  for (const auto& [kernels, lanes] : kinds()) {
    std::vector<float> results(queries.size()), room(tile_room(length));
    const auto* bytes = reinterpret_cast<const std::byte*>(halves.data());
    kernels->attend_by_tiles({.queries = queries.data(),
                              .token_stride = std::size_t{heads} * length,
                              .head_stride = length,
                              .results = results.data(),
                              .result_stride = std::size_t{heads} * length,
                              .mask_stride = cells,
                              .count = tokens,
                              .heads = heads},
                             length, 0.1F,
                             {.keys = bytes,
                              .values = bytes,
                              .key_bytes = 2 * length,
                              .value_bytes = 2 * length,
                              .mask = mask.data(),
                              .count = cells},
                             room.data());
    all.push_back(results);
  }
  for (const auto& results : all) EXPECT_EQ(results, all.front());
  for (int row = 0; row < tokens * heads; ++row) {
    std::vector<double> expected(length);
    double whole = 0;
    for (int cell = 0; cell < cells && cell <= 120 + row / heads; ++cell) {
      double score = 0;
      for (int i = 0; i < length; ++i)
        score += double{queries[row * length + i]} * double{kept[cell * length + i]};
      const double weight = std::exp(0.1 * score);
      whole += weight;
      for (int i = 0; i < length; ++i) expected[i] += weight * double{kept[cell * length + i]};
    }
    for (int i = 0; i < length; ++i)
      ASSERT_NEAR(all.front()[row * length + i], expected[i] / whole, 1e-5) << row << " " << i;
  }
}

}  // namespace
}  // namespace minerva::kernels
