#include "base/random_id.h"

#include <random>

namespace base {

std::string random_id(std::string_view prefix) {
  thread_local std::mt19937_64 random{[] {
    std::random_device device;
    std::seed_seq seed{device(), device(), device(), device()};
    return std::mt19937_64(seed);
  }()};
  std::string id(prefix);
  for (int i = 0; i < 3; ++i) {
    auto bits = random();
    for (int k = 0; k < 8; ++k, bits >>= 4) id += "0123456789abcdef"[bits & 15];
  }
  return id;
}

}  // namespace base
