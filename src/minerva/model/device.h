#pragma once
// What this machine can compute models with.

#include <cstdint>
#include <string>
#include <vector>

namespace minerva::model {

struct Device {
  std::string name;         ///< "CPU", "CUDA0", "RPC0"
  std::string description;  ///< "AMD EPYC 7B13"
  bool is_gpu = false;      ///< Holds layers in memory of its own; so do those of other machines.
  bool is_remote = false;
  std::uint64_t memory_bytes = 0;  ///< Of a GPU: its own; of the CPU: main memory.
  std::uint64_t free_bytes = 0;
};

/// Every device of every back end that was built in, the CPU among them.
std::vector<Device> devices();

/// Physical cores this process may use, at least 1.
int physical_cores();

/// "AVX2 FMA F16C …": what the processor can do and the build makes use of.
std::string cpu_features();

}  // namespace minerva::model
