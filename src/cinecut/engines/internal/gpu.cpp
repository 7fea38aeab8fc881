#include "cinecut/engines/internal/gpu.h"

#include <dlfcn.h>

#include <array>
#include <memory>

namespace cinecut::engines {
namespace {

// NVML's own interface (nvml.h, version 1 of the calls): plain C, and stable.
struct NvmlMemory {
  unsigned long long total, free, used;
};
using Init = int (*)();
using Count = int (*)(unsigned*);
using Handle = int (*)(unsigned, void**);
using Name = int (*)(void*, char*, unsigned);
using Memory = int (*)(void*, NvmlMemory*);

template <typename Function>
Function find(void* library, const char* name) {
  return reinterpret_cast<Function>(::dlsym(library, name));
}

}  // namespace

std::vector<Gpu> gpus() {
  const std::unique_ptr<void, int (*)(void*)> library(::dlopen("libnvidia-ml.so.1", RTLD_NOW),
                                                      [](void* l) { return l ? ::dlclose(l) : 0; });
  if (!library) return {};
  const auto init = find<Init>(library.get(), "nvmlInit_v2");
  const auto shutdown = find<Init>(library.get(), "nvmlShutdown");
  const auto count = find<Count>(library.get(), "nvmlDeviceGetCount_v2");
  const auto handle = find<Handle>(library.get(), "nvmlDeviceGetHandleByIndex_v2");
  const auto name = find<Name>(library.get(), "nvmlDeviceGetName");
  const auto memory = find<Memory>(library.get(), "nvmlDeviceGetMemoryInfo");
  if (!init || !shutdown || !count || !handle || !name || !memory || init() != 0) return {};
  std::vector<Gpu> found;
  unsigned n = 0;
  if (count(&n) != 0) n = 0;
  for (unsigned i = 0; i < n; ++i) {
    void* device = nullptr;
    std::array<char, 96> text{};
    NvmlMemory bytes{};
    if (handle(i, &device) != 0 || memory(device, &bytes) != 0) continue;
    (void)name(device, text.data(), text.size());
    found.push_back({text.data(), bytes.total, bytes.free});
  }
  shutdown();
  return found;
}

}  // namespace cinecut::engines
