#include "minerva/matmul/device.h"

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

namespace minerva {
namespace {

ggml_backend_dev_t device() {
  static auto* const device = [] {
    register_matmul_device();
    return ggml_backend_dev_by_name("tiles");
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

struct Shape {
  ggml_type type;
  int length, rows, columns;
};

/// Two products of the same columns, the second with weights in reverse order.
std::vector<float> products(ggml_backend_dev_t on, int threads, const Shape& shape) {
  const ggml_context_ptr context(ggml_init({1 << 20, nullptr, true}));
  auto* weights = ggml_new_tensor_2d(context.get(), shape.type, shape.length, shape.rows);
  auto* others = ggml_new_tensor_2d(context.get(), shape.type, shape.length, shape.rows);
  auto* factor = ggml_new_tensor_2d(context.get(), GGML_TYPE_F32, shape.length, shape.columns);
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

  auto values = numbers(static_cast<std::size_t>(shape.length * shape.rows));
  for (auto* tensor : {weights, others}) {
    ggml_quantize_chunk(shape.type, values.data(), tensor->data, 0, shape.rows, shape.length,
                        nullptr);
    std::ranges::reverse(values);
  }
  const auto columns = numbers(static_cast<std::size_t>(shape.length * shape.columns));
  std::memcpy(factor->data, columns.data(), columns.size() * sizeof(float));

  using SetThreads = void (*)(ggml_backend_t, int);
  const auto set_threads = reinterpret_cast<SetThreads>(ggml_backend_reg_get_proc_address(
      ggml_backend_dev_backend_reg(on), "ggml_backend_set_n_threads"));
  set_threads(backend.get(), threads);
  EXPECT_EQ(ggml_backend_graph_compute(backend.get(), graph), GGML_STATUS_SUCCESS);

  std::vector<float> result;
  for (auto* product : made) {
    const auto* data = static_cast<const float*>(product->data);
    result.insert(result.end(), data, data + ggml_nelements(product));
  }
  return result;
}

class MatmulDevice : public ::testing::TestWithParam<Shape> {};

TEST_P(MatmulDevice, ComputesWhatTheCpuComputesToTheBit) {
  if (!device()) GTEST_SKIP() << "this processor, or this build, has no such device";
  auto* cpu = ggml_backend_dev_by_type(GGML_BACKEND_DEVICE_TYPE_CPU);
  const auto expected = products(cpu, 1, GetParam());
  EXPECT_EQ(products(device(), 1, GetParam()), expected);
  EXPECT_EQ(products(device(), 3, GetParam()), expected);
}

std::vector<Shape> shapes() {
  std::vector<Shape> all;
  for (const auto type : {GGML_TYPE_Q4_1, GGML_TYPE_Q5_K, GGML_TYPE_Q6_K})
    for (const int columns : {2, 3, 4, 5, 7, 8, 9, 13, 50}) all.push_back({type, 768, 37, columns});
  return all;
}
INSTANTIATE_TEST_SUITE_P(Shapes, MatmulDevice, ::testing::ValuesIn(shapes()),
                         [](const auto& shape) {
                           return std::string(ggml_type_name(shape.param.type)) + "_times_" +
                                  std::to_string(shape.param.columns);
                         });

TEST(MatmulDevice, LeavesToTheCpuWhatTheCpuDoesWell) {
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
}

}  // namespace
}  // namespace minerva
