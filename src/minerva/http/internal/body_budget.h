#pragma once
// How many bytes the bodies of all requests take together. From any thread.

#include <atomic>
#include <cstddef>

namespace minerva::http {

class BodyBudget {
 public:
  explicit BodyBudget(std::size_t most) : most_(most) {}

  /// False: they would be too many, and nothing is reserved.
  bool reserve(std::size_t bytes) {
    if (bytes_.fetch_add(bytes) + bytes <= most_) return true;
    bytes_ -= bytes;
    return false;
  }
  void release(std::size_t bytes) { bytes_ -= bytes; }
  std::size_t bytes() const { return bytes_; }

 private:
  const std::size_t most_;
  std::atomic<std::size_t> bytes_{0};
};

}  // namespace minerva::http
