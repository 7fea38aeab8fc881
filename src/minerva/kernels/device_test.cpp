#include "minerva/kernels/device.h"

#include <ggml-alloc.h>
#include <ggml-backend.h>
#include <ggml-cpp.h>
#include <ggml-cpu.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <string>
#include <vector>

namespace minerva::kernels {
namespace {

ggml_backend_dev_t device() {
  static auto* const device = [] {
    register_kernel_device();
    return ggml_backend_dev_by_name("minerva");
  }();
  return device;
}

/// Numbers without order, the same in every run.
std::vector<float> numbers(std::size_t count) {
  std::vector<float> all(count);
  for (std::size_t i = 0; i < count; ++i)
    all[i] = std::sin(static_cast<float>(i * 7919 % 10007)) * std::cos(static_cast<float>(i));
  return all;
}

void compute(ggml_backend_dev_t on, ggml_backend_t backend, int threads, ggml_cgraph* graph) {
  using SetThreads = void (*)(ggml_backend_t, int);
  reinterpret_cast<SetThreads>(ggml_backend_reg_get_proc_address(
      ggml_backend_dev_backend_reg(on), "ggml_backend_set_n_threads"))(backend, threads);
  EXPECT_EQ(ggml_backend_graph_compute(backend, graph), GGML_STATUS_SUCCESS);
}

struct Shape {
  ggml_type type;
  int length, rows, columns, planes = 1;
};

/// Two products of the same columns, the second with weights in reverse order.
std::vector<float> products(ggml_backend_dev_t on, int threads, const Shape& shape) {
  const ggml_context_ptr context(ggml_init({1 << 20, nullptr, true}));
  auto* weights = ggml_new_tensor_2d(context.get(), shape.type, shape.length, shape.rows);
  auto* others = ggml_new_tensor_2d(context.get(), shape.type, shape.length, shape.rows);
  auto* factor = ggml_new_tensor_3d(context.get(), GGML_TYPE_F32, shape.length,
                                    shape.columns / shape.planes, shape.planes);
  ggml_tensor* made[] = {ggml_mul_mat(context.get(), weights, factor),
                         ggml_mul_mat(context.get(), others, factor)};
  auto* graph = ggml_new_graph(context.get());
  for (auto* product : made) {
    EXPECT_TRUE(ggml_backend_dev_supports_op(on, product));
    ggml_build_forward_expand(graph, product);
  }
  const ggml_backend_ptr backend(ggml_backend_dev_init(on, nullptr));
  const ggml_backend_buffer_ptr buffer(
      ggml_backend_alloc_ctx_tensors(context.get(), backend.get()));

  auto values =
      numbers(static_cast<std::size_t>(shape.length) * static_cast<std::size_t>(shape.rows));
  for (auto* tensor : {weights, others}) {
    ggml_quantize_chunk(shape.type, values.data(), tensor->data, 0, shape.rows, shape.length,
                        nullptr);
    std::ranges::reverse(values);
  }
  const auto columns =
      numbers(static_cast<std::size_t>(shape.length) * static_cast<std::size_t>(shape.columns));
  std::memcpy(factor->data, columns.data(), columns.size() * sizeof(float));

  compute(on, backend.get(), threads, graph);

  std::vector<float> result;
  for (auto* product : made) {
    const auto* data = static_cast<const float*>(product->data);
    result.insert(result.end(), data, data + ggml_nelements(product));
  }
  return result;
}

class KernelDevice : public ::testing::TestWithParam<Shape> {};

TEST_P(KernelDevice, ComputesWhatTheCpuComputesToTheBit) {
  if (!device() || (GetParam().type == GGML_TYPE_F16 && !attention_device()))
    GTEST_SKIP() << "this processor, or this build, has no such device";
  auto* cpu = ggml_backend_dev_by_type(GGML_BACKEND_DEVICE_TYPE_CPU);
  const auto expected = products(cpu, 1, GetParam());
  EXPECT_EQ(products(device(), 1, GetParam()), expected);
  EXPECT_EQ(products(device(), 3, GetParam()), expected);
}

std::vector<Shape> shapes() {
  std::vector<Shape> all;
  for (const auto type : {GGML_TYPE_Q4_1, GGML_TYPE_Q5_K, GGML_TYPE_Q6_K})
    for (const int columns : {2, 3, 4, 5, 7, 8, 9, 13, 50}) all.push_back({type, 768, 37, columns});
  for (const int length : {16, 768, 2064})
    for (const int columns : {32, 47, 300}) all.push_back({GGML_TYPE_F16, length, 52, columns});
  all.push_back({GGML_TYPE_F16, 768, 52, 66, 2});
  return all;
}
INSTANTIATE_TEST_SUITE_P(Shapes, KernelDevice, ::testing::ValuesIn(shapes()),
                         [](const auto& shape) {
                           return std::string(ggml_type_name(shape.param.type)) + "_" +
                                  std::to_string(shape.param.length) + "_times_" +
                                  std::to_string(shape.param.columns);
                         });

struct HeadsCase {
  int length, tokens, heads, sharing, cells;
  bool is_masked = true;
};

/// Attention of tokens of three sequences whose cells lie in rows of different lengths.
std::vector<float> attention(ggml_backend_dev_t on, int threads, const HeadsCase& shape) {
  const ggml_context_ptr context(ggml_init({1 << 20, nullptr, true}));
  const int kept = shape.heads / shape.sharing;
  // As llama.cpp has them: all heads of a token, of a cell, lie together.
  const auto made = [&](ggml_type type, int count, int of_each) {
    return ggml_new_tensor_3d(context.get(), type, shape.length, of_each, count);
  };
  const auto by_head = [&](ggml_tensor* all) {
    return ggml_permute(context.get(), all, 0, 2, 1, 3);
  };
  auto* query = made(GGML_TYPE_F32, shape.tokens, shape.heads);
  auto* keys = made(GGML_TYPE_F16, shape.cells, kept);
  auto* values = made(GGML_TYPE_F16, shape.cells, kept);
  auto* mask = ggml_new_tensor_2d(context.get(), GGML_TYPE_F16, shape.cells, shape.tokens);
  auto* node = ggml_flash_attn_ext(context.get(), by_head(query), by_head(keys), by_head(values),
                                   shape.is_masked ? mask : nullptr, 0.125F, 0, 0);
  EXPECT_TRUE(ggml_backend_dev_supports_op(on, node));
  auto* graph = ggml_new_graph(context.get());
  ggml_build_forward_expand(graph, node);
  const ggml_backend_ptr backend(ggml_backend_dev_init(on, nullptr));
  const ggml_backend_buffer_ptr buffer(
      ggml_backend_alloc_ctx_tensors(context.get(), backend.get()));

  auto some = numbers(static_cast<std::size_t>(ggml_nelements(keys)));
  ggml_fp32_to_fp16_row(some.data(), static_cast<ggml_fp16_t*>(keys->data), ggml_nelements(keys));
  std::ranges::reverse(some);
  ggml_fp32_to_fp16_row(some.data(), static_cast<ggml_fp16_t*>(values->data), ggml_nelements(keys));
  some = numbers(static_cast<std::size_t>(ggml_nelements(query)));
  for (auto& number : some) number *= 6;  // So that weights differ.
  std::memcpy(query->data, some.data(), ggml_nbytes(query));
  std::vector<float> masks;
  for (int token = 0; token < shape.tokens; ++token)
    for (int cell = 0; cell < shape.cells; ++cell)
      masks.push_back(cell * 7 / shape.cells % 3 == token % 3 ? 0.0F : -INFINITY);
  ggml_fp32_to_fp16_row(masks.data(), static_cast<ggml_fp16_t*>(mask->data), ggml_nelements(mask));

  compute(on, backend.get(), threads, graph);
  const auto* data = static_cast<const float*>(node->data);
  return {data, data + ggml_nelements(node)};
}

TEST(KernelDevice, AttendsAsTheCpuDoesToTheBit) {
  if (!device() || !attention_device()) GTEST_SKIP() << "this processor, or this build, has none";
  auto* cpu = ggml_backend_dev_by_type(GGML_BACKEND_DEVICE_TYPE_CPU);
  for (const int length : {64, 96, 128, 256})
    for (const int tokens : {2, 5, 63})
      for (const int cells : {100, 512}) {
        const HeadsCase shape{length, tokens, 6, 3, cells};
        const auto expected = attention(cpu, 1, shape);
        EXPECT_EQ(attention(device(), 1, shape), expected) << length << " " << tokens;
        EXPECT_EQ(attention(device(), 3, shape), expected) << length << " " << tokens;
      }
}

TEST(KernelDevice, AttendsByTilesAsTheCpuDoesToTheBit) {
  if (!device() || !attention_device()) GTEST_SKIP() << "this processor, or this build, has none";
  auto* cpu = ggml_backend_dev_by_type(GGML_BACKEND_DEVICE_TYPE_CPU);
  for (const HeadsCase& shape : {HeadsCase{64, 64, 9, 3, 512},
                                 {64, 197, 4, 1, 197, false},
                                 {80, 70, 4, 1, 100},
                                 {96, 64, 4, 2, 64},
                                 {128, 100, 7, 7, 300},
                                 {256, 65, 11, 11, 1000},
                                 {16, 200, 2, 1, 1}}) {
    const auto expected = attention(cpu, 1, shape);
    for (const int threads : {1, 3})
      EXPECT_EQ(attention(device(), threads, shape), expected)
          << shape.length << " " << shape.tokens << " " << threads;
  }
}

TEST(KernelDevice, LeavesToTheCpuWhatTheCpuDoesWell) {
  if (!device()) GTEST_SKIP() << "this processor, or this build, has no such device";
  const ggml_context_ptr context(ggml_init({1 << 20, nullptr, true}));
  const auto takes = [&](ggml_type type, int columns) {
    auto* weights = ggml_new_tensor_2d(context.get(), type, 256, 32);
    auto* factor = ggml_new_tensor_2d(context.get(), GGML_TYPE_F32, 256, columns);
    return ggml_backend_dev_supports_op(device(), ggml_mul_mat(context.get(), weights, factor));
  };
  EXPECT_TRUE(takes(GGML_TYPE_Q4_1, 2));
  EXPECT_FALSE(takes(GGML_TYPE_Q4_1, 1));
  EXPECT_FALSE(takes(GGML_TYPE_F16, 8));
  EXPECT_FALSE(takes(GGML_TYPE_F32, 64));
}

}  // namespace
}  // namespace minerva::kernels
