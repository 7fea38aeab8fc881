#include "minerva/model/device.h"

#include <ggml-backend.h>
#include <llama.h>

#include <algorithm>
#include <fstream>
#include <set>
#include <string_view>

#include "base/parallel.h"
#include "minerva/model/backend.h"

namespace minerva::model {

std::vector<Device> devices() {
  start_backends();
  std::vector<Device> found;
  for (std::size_t i = 0; i < ggml_backend_dev_count(); ++i) {
    auto* device = ggml_backend_dev_get(i);
    const auto type = ggml_backend_dev_type(device);
    if (type == GGML_BACKEND_DEVICE_TYPE_ACCEL) continue;  // The CPU, with other kernels.
    std::size_t available = 0, total = 0;
    ggml_backend_dev_memory(device, &available, &total);
    const auto* reg = ggml_backend_reg_name(ggml_backend_dev_backend_reg(device));
    found.push_back({ggml_backend_dev_name(device), ggml_backend_dev_description(device),
                     type == GGML_BACKEND_DEVICE_TYPE_GPU || type == GGML_BACKEND_DEVICE_TYPE_IGPU,
                     std::string_view(reg) == "RPC", total, available});
  }
  return found;
}

int physical_cores() {
  std::set<std::string> cores;
  for (unsigned i = 0; i < 1024; ++i) {
    std::ifstream file("/sys/devices/system/cpu/cpu" + std::to_string(i) +
                       "/topology/thread_siblings_list");
    std::string siblings;
    if (!std::getline(file, siblings)) break;
    cores.insert(siblings);
  }
  const auto allowed = static_cast<int>(base::thread_count());
  return cores.empty() ? allowed : std::min(static_cast<int>(cores.size()), allowed);
}

std::string cpu_features() {
  start_backends();
  // "CPU : SSE3 = 1 | AVX = 1 | OPENMP = 1 | "
  const std::string all = llama_print_system_info();
  std::string features;
  for (std::size_t at = 0; (at = all.find(" = 1", at)) != std::string::npos; at += 4) {
    const auto start = all.rfind(' ', at - 1) + 1;
    features += (features.empty() ? "" : " ") + all.substr(start, at - start);
  }
  return features;
}

}  // namespace minerva::model
