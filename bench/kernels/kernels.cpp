// Products of weights with several columns, and attention of several streams and of prompts:
// minerva's device beside ggml's CPU, one thread each, in turns.

#include <ggml-alloc.h>
#include <ggml-backend.h>
#include <ggml-cpp.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <functional>
#include <vector>

#include "minerva/kernels/device.h"

namespace {

constexpr int kTurns = 31, kRows = 1536;

/// Numbers without order in a tensor of any type.
void fill(ggml_tensor* tensor) {
  std::vector<float> values(static_cast<std::size_t>(ggml_nelements(tensor)));
  for (std::size_t i = 0; i < values.size(); ++i)
    values[i] = std::sin(static_cast<float>(i * 7919 % 10007));
  if (tensor->type == GGML_TYPE_F32)
    std::memcpy(tensor->data, values.data(), ggml_nbytes(tensor));
  else
    ggml_quantize_chunk(tensor->type, values.data(), tensor->data, 0, ggml_nrows(tensor),
                        tensor->ne[0], nullptr);
}

/// One operation on one device.
class Operation {
 public:
  /// `make` makes it of new tensors; `finish` is called when these have numbers.
  using Make = std::function<ggml_tensor*(ggml_context*)>;
  Operation(ggml_backend_dev_t device, const Make& make,
            const std::function<void(ggml_tensor*)>& finish = {})
      : context_(ggml_init({1 << 20, nullptr, true})),
        backend_(ggml_backend_dev_init(device, nullptr)),
        result_(make(context_.get())),
        graph_(ggml_new_graph(context_.get())) {
    ggml_build_forward_expand(graph_, result_);
    buffer_.reset(ggml_backend_alloc_ctx_tensors(context_.get(), backend_.get()));
    for (auto* source : result_->src)
      if (source) fill(source);
    if (finish) finish(result_);
    using SetThreads = void (*)(ggml_backend_t, int);
    reinterpret_cast<SetThreads>(ggml_backend_reg_get_proc_address(
        ggml_backend_dev_backend_reg(device), "ggml_backend_set_n_threads"))(backend_.get(), 1);
  }

  double seconds() {
    const auto start = std::chrono::steady_clock::now();
    ggml_backend_graph_compute(backend_.get(), graph_);
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  }

  bool is_equal(const Operation& other) const {
    return std::memcmp(result_->data, other.result_->data, ggml_nbytes(result_)) == 0;
  }

 private:
  ggml_context_ptr context_;
  ggml_backend_ptr backend_;
  ggml_backend_buffer_ptr buffer_;
  ggml_tensor* result_;
  ggml_cgraph* graph_;
};

/// The medians of both in turns, as the end of a row; `work` in 10^9.
void compare(Operation theirs, Operation mine, double work) {
  std::vector<double> of_theirs, of_mine;
  for (int turn = 0; turn < kTurns; ++turn) {
    of_theirs.push_back(theirs.seconds());
    of_mine.push_back(mine.seconds());
  }
  const auto median = [](std::vector<double>& values) {
    std::ranges::nth_element(values, values.begin() + kTurns / 2);
    return values[kTurns / 2];
  };
  const double a = median(of_theirs), b = median(of_mine);
  std::printf(" %.1f | %.1f | %.2f | %s |\n", work / a, work / b, a / b,
              mine.is_equal(theirs) ? "yes" : "NO");
}

/// Tokens of four streams, each with a quarter of the cells; many tokens are a prompt of one.
void see_their_own(const ggml_tensor* attention) {
  auto* mask = attention->src[3];
  const auto cells = mask->ne[0];
  const bool is_prompt = mask->ne[1] >= 64;
  for (std::int64_t token = 0; token < mask->ne[1]; ++token)
    for (std::int64_t cell = 0; cell < cells; ++cell)
      static_cast<ggml_fp16_t*>(mask->data)[token * cells + cell] =
          ggml_fp32_to_fp16(cell * 4 / cells == (is_prompt ? 1 : token % 4) ? 0.0F : -INFINITY);
}

}  // namespace

int main() {
  minerva::kernels::register_kernel_device();
  auto* ours = ggml_backend_dev_by_name("minerva");
  auto* cpu = ggml_backend_dev_by_type(GGML_BACKEND_DEVICE_TYPE_CPU);
  if (!ours) {
    std::puts("This processor, or this build, has no kernels of minerva's.");
    return 1;
  }
  std::puts("| weights | columns | ggml GFLOP/s | ours | ratio | equal to the bit |");
  std::puts("|---|---|---|---|---|---|");
  for (const auto& [type, length] : {std::pair{GGML_TYPE_Q4_1, 576},
                                     {GGML_TYPE_Q5_K, 1536},
                                     {GGML_TYPE_Q6_K, 1536},
                                     {GGML_TYPE_F16, 768},
                                     {GGML_TYPE_F16, 3072}})
    for (const int columns : {2, 3, 4, 8, 12, 32, 64, 200, 1024}) {
      if (type == GGML_TYPE_F16 ? columns < 32 : columns > 200) continue;
      const auto product = [&, type = type, length = length](ggml_context* context) {
        return ggml_mul_mat(context, ggml_new_tensor_2d(context, type, length, kRows),
                            ggml_new_tensor_2d(context, GGML_TYPE_F32, length, columns));
      };
      std::printf("| %s, %d x %d | %d |", ggml_type_name(type), kRows, length, columns);
      compare({cpu, product}, {ours, product}, 2e-9 * kRows * length * columns);
    }
  if (!minerva::kernels::attention_device()) return 0;
  std::puts("\n| attention of | tokens | ggml M cells/s | ours | ratio | equal to the bit |");
  std::puts("|---|---|---|---|---|---|");
  for (const auto& [length, heads, shared_by] :
       {std::tuple{64, 9, 3}, {96, 32, 1}, {128, 28, 7}, {256, 8, 2}})
    for (const int tokens : {4, 8, 200}) {
      constexpr int cells = 2048;
      const auto attention = [&, length = length, heads = heads,
                              kept = heads / shared_by](ggml_context* context) {
        const auto held = [&] {
          return ggml_new_tensor_3d(context, GGML_TYPE_F16, length, cells, kept);
        };
        return ggml_flash_attn_ext(
            context, ggml_new_tensor_3d(context, GGML_TYPE_F32, length, tokens, heads), held(),
            held(), ggml_new_tensor_2d(context, GGML_TYPE_F16, cells, tokens), 0.125F, 0, 0);
      };
      std::printf("| %d heads of %d, %d with the same keys | %d |", heads, length, shared_by,
                  tokens);
      compare({cpu, attention, see_their_own}, {ours, attention, see_their_own},
              1e-6 * tokens * heads * cells / 4);
    }
}
