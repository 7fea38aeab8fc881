#pragma once
// Memory of models, by the devices that it is on.

#include <cstdint>
#include <map>
#include <string>

namespace minerva::model {

/// Main memory's name among the devices.
inline constexpr const char* kMainMemory = "CPU";

/// Bytes by the name of the device.
using DeviceBytes = std::map<std::string, std::uint64_t>;

struct MemoryTerms {
  std::uint64_t weights_bytes = 0;
  std::uint64_t cache_bytes = 0;      ///< Keys and values of the context.
  std::uint64_t compute_bytes = 0;    ///< Buffers of the graph.
  std::uint64_t output_bytes = 0;     ///< Where logits and embeddings are put.
  std::uint64_t projector_bytes = 0;  ///< Of a model that sees: with its cache of pictures.

  std::uint64_t total_bytes() const {
    return weights_bytes + cache_bytes + compute_bytes + output_bytes + projector_bytes;
  }
  MemoryTerms& operator+=(const MemoryTerms& other) {
    weights_bytes += other.weights_bytes;
    cache_bytes += other.cache_bytes;
    compute_bytes += other.compute_bytes;
    output_bytes += other.output_bytes;
    projector_bytes += other.projector_bytes;
    return *this;
  }
};

/// What a model and its context take.
struct MemoryEstimate {
  /// By the name of the device; buffers that the processor can read, too, count as main memory.
  std::map<std::string, MemoryTerms> devices;

  MemoryTerms sum() const {
    MemoryTerms all;
    for (const auto& [name, terms] : devices) all += terms;
    return all;
  }
  std::uint64_t total_bytes() const { return sum().total_bytes(); }
  DeviceBytes by_device() const {
    DeviceBytes bytes;
    for (const auto& [name, terms] : devices) bytes[name] = terms.total_bytes();
    return bytes;
  }
  void add_projector(const DeviceBytes& bytes) {
    for (const auto& [name, count] : bytes) devices[name].projector_bytes += count;
  }
  /// Adds what another context on the same weights takes.
  void add_context(const MemoryEstimate& other) {
    for (auto [name, terms] : other.devices) {
      terms.weights_bytes = 0;
      devices[name] += terms;
    }
  }
};

}  // namespace minerva::model
