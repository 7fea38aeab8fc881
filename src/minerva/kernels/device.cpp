#include "minerva/kernels/device.h"

#include "minerva/kernels/internal/openmp.h"

#ifdef MINERVA_HAS_KERNELS
#include <ggml-backend-impl.h>
#include <ggml-cpu.h>

#include <algorithm>
#include <bit>
#include <new>
#include <span>
#include <string_view>
#include <vector>

#include "minerva/kernels/internal/columns.h"
#include "minerva/kernels/internal/float_kernels.h"
#include "minerva/kernels/internal/tile.h"

static_assert(GGML_BACKEND_API_VERSION == 2);

namespace minerva::kernels {
namespace {

int ceil_div(int a, int b) { return (a + b - 1) / b; }

/// ggml takes the cells of so many tokens by tiles.
bool is_for_tiles(const ggml_tensor& attention) {
  constexpr int fewest = 64;
  return attention.src[0]->ne[1] >= fewest;
}

bool is_ours(const ggml_tensor& node) {
  return node.op == GGML_OP_MUL_MAT || node.op == GGML_OP_FLASH_ATTN_EXT;
}

bool has_same_columns(const ggml_tensor& a, const ggml_tensor& b) {
  return a.op == b.op && a.src[1] == b.src[1] && a.src[0]->type == b.src[0]->type;
}

/// One of a context's back ends. It computes on the threads that ggml's own uses in turn with it.
class Backend {
 public:
  void set_threads(int count) {
    threads_ = count;
    is_untold_ = false;
  }

  void compute(ggml_cgraph* graph) {
    if (is_untold_) threads_ = omp_get_max_threads();
    std::vector<const ggml_tensor*> nodes;
    for (int i = 0; i < ggml_graph_n_nodes(graph); ++i)
      if (const auto* node = ggml_graph_node(graph, i);
          is_ours(*node) && node->flags & GGML_TENSOR_FLAG_COMPUTE)
        nodes.push_back(node);
    for (auto rest = std::span<const ggml_tensor* const>(nodes); !rest.empty();) {
      const auto& first = *rest.front();
      if (first.op == GGML_OP_FLASH_ATTN_EXT) {
        if (is_for_tiles(first))
          attend_by_tiles(first);
        else
          attend(first);
        rest = rest.subspan(1);
        continue;
      }
      // Neighbours often multiply the same columns: what attention asks, its keys and its values.
      const auto end = std::ranges::find_if_not(
          rest, [&](const auto* other) { return has_same_columns(first, *other); });
      const auto count = static_cast<std::size_t>(end - rest.begin());
      multiply(rest.first(count));
      rest = rest.subspan(count);
    }
  }

 private:
  /// All have the same columns.
  void multiply(std::span<const ggml_tensor* const> products) {
    if (products.front()->src[0]->type == GGML_TYPE_F16)
      multiply_with(halves_, products);
    else
      multiply_with(quantised_, products);
  }

  template <typename Columns>
  void multiply_with(Columns& columns, std::span<const ggml_tensor* const> products) {
    columns.prepare(*products.front(), threads_);
#pragma omp parallel num_threads(threads_)
    for (int part = 0; part < columns.parts(); ++part) {
      columns.pack(part);
      for (const auto* product : products) columns.multiply(*product, part);
      if (part + 1 == columns.parts()) break;
#pragma omp barrier  // Before the next part takes the place of this one.
    }
  }

  void attend(const ggml_tensor& node) {
    const auto &query = *node.src[0], &keys = *node.src[1];
    const auto attention = attention_of_length(static_cast<int>(keys.ne[0]));
    const float scale = std::bit_cast<float>(node.op_params[0]);
    const auto tokens = query.ne[1], heads = query.ne[2], sharing = heads / keys.ne[2];
    // Those that ask the same cells are computed together, unless too few parts were left.
    const auto together = tokens * keys.ne[2] < std::int64_t{2} * threads_ ? 1 : sharing;
#pragma omp parallel for num_threads(threads_) schedule(dynamic)
    for (std::int64_t i = 0; i < tokens * heads / together; ++i) {
      const auto head = i / tokens * together, token = i % tokens;
      const Heads asking{
          .queries = at<float>(query, token, head),
          .query_stride = query.nb[2] / sizeof(float),
          .results = static_cast<float*>(node.data) + (token * heads + head) * node.ne[0],
          .count = static_cast<int>(together)};
      attention(asking, scale, cells_of(node, head / sharing, token));
    }
  }

  void attend_by_tiles(const ggml_tensor& node) {
    const auto &query = *node.src[0], &keys = *node.src[1];
    const auto* mask = node.src[3];
    const float scale = std::bit_cast<float>(node.op_params[0]);
    const int length = static_cast<int>(keys.ne[0]), tokens = static_cast<int>(query.ne[1]);
    const int sharing = static_cast<int>(query.ne[2] / keys.ne[2]);
    // Heads that ask the same cells, and tokens in parts of much the same size.
    const int together = std::min(sharing, 8), groups = ceil_div(sharing, together);
    const int parts = ceil_div(tokens, kMostRows / together), part = ceil_div(tokens, parts);
    rooms_.prepare(tile_room(length) * sizeof(float), threads_);
    const int tasks = static_cast<int>(keys.ne[2]) * groups * parts;
#pragma omp parallel for num_threads(threads_) schedule(dynamic)
    for (int i = 0; i < tasks; ++i) {
      const int token = i % parts * part, group = i / parts % groups, kept = i / parts / groups;
      const int head = kept * sharing + group * together;
      const Tokens asking{
          .queries = at<float>(query, token, head),
          .token_stride = query.nb[1] / sizeof(float),
          .head_stride = query.nb[2] / sizeof(float),
          .results = static_cast<float*>(node.data) + (token * query.ne[2] + head) * node.ne[0],
          .result_stride = static_cast<std::size_t>(query.ne[2] * node.ne[0]),
          .mask_stride = mask ? mask->nb[1] / sizeof(std::uint16_t) : 0,
          .count = std::min(part, tokens - token),
          .heads = std::min(together, sharing - group * together)};
      float_kernels()->attend_by_tiles(asking, length, scale, cells_of(node, kept, token),
                                       rooms_.of<float>(omp_get_thread_num()));
    }
  }

  /// The cells of the heads that share this plane of keys, with the mask of this token.
  static AttentionCells cells_of(const ggml_tensor& node, std::int64_t plane, std::int64_t token) {
    const auto &keys = *node.src[1], &values = *node.src[2];
    const auto* mask = node.src[3];
    return {.keys = at<std::byte>(keys, 0, plane),
            .values = at<std::byte>(values, 0, plane),
            .key_bytes = keys.nb[1],
            .value_bytes = values.nb[1],
            .mask = mask ? at<std::uint16_t>(*mask, token, 0) : nullptr,
            .count = static_cast<int>(keys.ne[1])};
  }

  /// Where row `i` of plane `j` begins.
  template <typename T>
  static const T* at(const ggml_tensor& tensor, std::int64_t i, std::int64_t j) {
    return reinterpret_cast<const T*>(static_cast<const std::byte*>(tensor.data) +
                                      static_cast<std::size_t>(i) * tensor.nb[1] +
                                      static_cast<std::size_t>(j) * tensor.nb[2]);
  }

  int threads_ = 1;
  bool is_untold_ = true;
  QuantisedColumns quantised_;
  HalfColumns halves_;
  Rooms rooms_;
};

bool can_multiply(const ggml_tensor& product) {
  const auto *weights = product.src[0], *factor = product.src[1];
  return (QuantisedColumns::suit(product) || HalfColumns::suit(product)) && weights->ne[2] == 1 &&
         weights->ne[3] == 1 && ggml_is_contiguous(weights) && factor->type == GGML_TYPE_F32 &&
         ggml_is_contiguous(factor) && ggml_nrows(factor) >= 2 && ggml_is_contiguous(&product) &&
         product.type == GGML_TYPE_F32 && product.op_params[1] != GGML_HINT_SRC0_IS_HADAMARD;
}

/// Not of one token, whose cells ggml shares out among its threads.
bool can_attend(const ggml_tensor& node) {
  const auto *query = node.src[0], *keys = node.src[1], *values = node.src[2], *mask = node.src[3];
  const auto is_plain = [](const ggml_tensor& t, ggml_type type) {
    return t.type == type && t.nb[0] == ggml_type_size(type) && t.ne[3] == 1;
  };
  const auto length = keys->ne[0];
  const bool has_kernel = is_for_tiles(node)
                              ? length % 16 == 0 && length <= kMostTileLength
                              : attention_of_length(static_cast<int>(length)) && mask;
  return attention_device() && has_kernel && length == values->ne[0] &&
         keys->ne[1] == values->ne[1] && keys->ne[2] == values->ne[2] && query->ne[1] >= 2 &&
         is_plain(*query, GGML_TYPE_F32) && is_plain(*keys, GGML_TYPE_F16) &&
         is_plain(*values, GGML_TYPE_F16) &&
         (!mask || (is_plain(*mask, GGML_TYPE_F16) && mask->ne[2] == 1)) && !node.src[4] &&
         ggml_is_contiguous(&node) && std::bit_cast<float>(node.op_params[1]) == 0 &&  // Slopes.
         std::bit_cast<float>(node.op_params[2]) == 0;  // A bound for scores.
}

// What ggml asks of a back end, its device and its registry.

constexpr const char* kName = "minerva";

Backend& backend_of(ggml_backend_t backend) { return *static_cast<Backend*>(backend->context); }

ggml_guid_t guid() {
  static ggml_guid guid = {0x3e, 0x91, 0x5c, 0x0b, 0x77, 0xd4, 0x42, 0x1d,
                           0xa6, 0x38, 0xf2, 0x60, 0x8b, 0xc9, 0x15, 0xe7};
  return &guid;
}

ggml_backend_t make_backend(ggml_backend_dev_t device, const char* /*unused*/) {
  ggml_backend_i iface{};
  iface.get_name = [](ggml_backend_t) { return kName; };
  iface.free = [](ggml_backend_t backend) {
    delete &backend_of(backend);
    delete backend;
  };
  iface.graph_compute = [](ggml_backend_t backend, ggml_cgraph* graph) {
    try {
      backend_of(backend).compute(graph);
      return GGML_STATUS_SUCCESS;
    } catch (const std::bad_alloc&) {
      return GGML_STATUS_ALLOC_FAILED;
    }
  };
  return new ggml_backend{guid(), iface, device, new Backend};
}

bool can_compute(ggml_backend_dev_t /*unused*/, const ggml_tensor* node) {
  switch (node->op) {
    case GGML_OP_NONE:
    case GGML_OP_RESHAPE:
    case GGML_OP_VIEW:
    case GGML_OP_PERMUTE:
    case GGML_OP_TRANSPOSE:
      return true;
    case GGML_OP_MUL_MAT:
      return can_multiply(*node);
    case GGML_OP_FLASH_ATTN_EXT:
      return can_attend(*node);
    default:
      return false;
  }
}

ggml_backend_device_i device_interface() {
  ggml_backend_device_i iface{};
  iface.get_name = [](ggml_backend_dev_t) { return kName; };
  iface.get_description = [](ggml_backend_dev_t) { return "steps of several tokens, on the CPU"; };
  iface.get_memory = [](ggml_backend_dev_t, std::size_t* available, std::size_t* total) {
    *available = *total = 0;  // The CPU's.
  };
  iface.get_type = [](ggml_backend_dev_t) { return GGML_BACKEND_DEVICE_TYPE_ACCEL; };
  iface.get_props = [](ggml_backend_dev_t device, ggml_backend_dev_props* to) {
    *to = {};
    to->name = device->iface.get_name(device);
    to->description = device->iface.get_description(device);
    to->type = device->iface.get_type(device);
  };
  iface.init_backend = make_backend;
  iface.get_buffer_type = [](ggml_backend_dev_t) { return ggml_backend_cpu_buffer_type(); };
  iface.supports_op = can_compute;
  iface.supports_buft = [](ggml_backend_dev_t, ggml_backend_buffer_type_t type) {
    return ggml_backend_buft_is_host(type);
  };
  return iface;
}

/// One may have come since the device was registered: those of other machines do.
bool has_gpu() {
  return ggml_backend_dev_by_type(GGML_BACKEND_DEVICE_TYPE_GPU) ||
         ggml_backend_dev_by_type(GGML_BACKEND_DEVICE_TYPE_IGPU);
}

ggml_backend_reg* registry() {
  static ggml_backend_reg registry = [] {
    ggml_backend_reg_i iface{};
    iface.get_name = [](ggml_backend_reg_t) { return kName; };
    iface.get_device_count = [](ggml_backend_reg_t) { return std::size_t{1}; };
    iface.get_device = [](ggml_backend_reg_t reg, std::size_t) {
      static ggml_backend_device device{device_interface(), reg, nullptr};
      return &device;
    };
    iface.get_proc_address = [](ggml_backend_reg_t, const char* name) -> void* {
      constexpr auto set =
          +[](ggml_backend_t backend, int count) { backend_of(backend).set_threads(count); };
      const bool is_asked = name == std::string_view("ggml_backend_set_n_threads");
      return is_asked ? reinterpret_cast<void*>(set) : nullptr;
    };
    return ggml_backend_reg{GGML_BACKEND_API_VERSION, iface, nullptr};
  }();
  return &registry;
}

}  // namespace

void register_kernel_device() {
  if (tile_kernel_q4_1() && !has_gpu()) ggml_backend_register(registry());
}

ggml_backend_dev_t attention_device() {
  return float_kernels() && !has_gpu() ? ggml_backend_dev_by_name(kName) : nullptr;
}

void compute_with(int threads) { omp_set_num_threads(threads); }

}  // namespace minerva::kernels

#else
namespace minerva::kernels {

void register_kernel_device() {}
ggml_backend_device* attention_device() { return nullptr; }
void compute_with(int /*unused*/) {}

}  // namespace minerva::kernels
#endif
