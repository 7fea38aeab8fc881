// Products of quantised weights with several columns: minerva's device beside ggml's CPU, one
// thread each, in turns.

#include <ggml-alloc.h>
#include <ggml-backend.h>
#include <ggml-cpp.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <vector>

#include "minerva/kernels/device.h"

namespace {

constexpr int kRows = 1536, kTurns = 31;

/// One product on one device.
class Product {
 public:
  Product(ggml_backend_dev_t device, ggml_type type, int length, int columns)
      : context_(ggml_init({1 << 20, nullptr, true})),
        backend_(ggml_backend_dev_init(device, nullptr)) {
    auto* weights = ggml_new_tensor_2d(context_.get(), type, length, kRows);
    auto* factor = ggml_new_tensor_2d(context_.get(), GGML_TYPE_F32, length, columns);
    product_ = ggml_mul_mat(context_.get(), weights, factor);
    graph_ = ggml_new_graph(context_.get());
    ggml_build_forward_expand(graph_, product_);
    buffer_.reset(ggml_backend_alloc_ctx_tensors(context_.get(), backend_.get()));
    std::vector<float> values(static_cast<std::size_t>(length) *
                              static_cast<std::size_t>(std::max(kRows, columns)));
    for (std::size_t i = 0; i < values.size(); ++i)
      values[i] = std::sin(static_cast<float>(i * 7919 % 10007));
    ggml_quantize_chunk(type, values.data(), weights->data, 0, kRows, length, nullptr);
    std::memcpy(factor->data, values.data(), ggml_nbytes(factor));
    using SetThreads = void (*)(ggml_backend_t, int);
    reinterpret_cast<SetThreads>(ggml_backend_reg_get_proc_address(
        ggml_backend_dev_backend_reg(device), "ggml_backend_set_n_threads"))(backend_.get(), 1);
  }

  double seconds() {
    const auto start = std::chrono::steady_clock::now();
    ggml_backend_graph_compute(backend_.get(), graph_);
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  }

  bool is_equal(const Product& other) const {
    return std::memcmp(product_->data, other.product_->data, ggml_nbytes(product_)) == 0;
  }

 private:
  ggml_context_ptr context_;
  ggml_backend_ptr backend_;
  ggml_backend_buffer_ptr buffer_;
  ggml_tensor* product_ = nullptr;
  ggml_cgraph* graph_ = nullptr;
};

double median(std::vector<double>& values) {
  std::ranges::nth_element(values, values.begin() + kTurns / 2);
  return values[kTurns / 2];
}

}  // namespace

int main() {
  minerva::register_kernel_device();
  auto* ours = ggml_backend_dev_by_name("minerva");
  auto* cpu = ggml_backend_dev_by_type(GGML_BACKEND_DEVICE_TYPE_CPU);
  if (!ours) {
    std::puts("This processor, or this build, has no kernels of minerva's.");
    return 1;
  }
  std::puts("| weights | columns | ggml GFLOP/s | ours | ratio | equal to the bit |");
  std::puts("|---|---|---|---|---|---|");
  for (const auto& [type, length] :
       {std::pair{GGML_TYPE_Q4_1, 576}, {GGML_TYPE_Q5_K, 1536}, {GGML_TYPE_Q6_K, 1536}})
    for (const int columns : {2, 3, 4, 8, 12, 64, 200}) {
      Product theirs(cpu, type, length, columns), mine(ours, type, length, columns);
      std::vector<double> of_theirs, of_mine;
      for (int turn = 0; turn < kTurns; ++turn) {
        of_theirs.push_back(theirs.seconds());
        of_mine.push_back(mine.seconds());
      }
      const double work = 2e-9 * kRows * length * columns;
      const double a = median(of_theirs), b = median(of_mine);
      std::printf("| %s, %d x %d | %d | %.1f | %.1f | %.2f | %s |\n", ggml_type_name(type), kRows,
                  length, columns, work / a, work / b, a / b, mine.is_equal(theirs) ? "yes" : "NO");
    }
}
