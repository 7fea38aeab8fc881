#pragma once
// Graphics cards, as far as their driver tells.

#include <cstdint>
#include <string>
#include <vector>

namespace cinecut::engines {

struct Gpu {
  std::string name;
  std::uint64_t memory_bytes = 0, free_bytes = 0;
};

/// NVIDIA's, through NVML, which is loaded when it is there. Empty: none, or nobody can tell.
std::vector<Gpu> gpus();

}  // namespace cinecut::engines
