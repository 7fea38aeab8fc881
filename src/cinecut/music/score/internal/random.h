#pragma once
// Random numbers that are the same on every machine: splitmix64 (Steele, Lea, Flood 2014).

#include <cstdint>

namespace cinecut::score {

class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}

  std::uint64_t next() {
    state_ += 0x9E3779B97F4A7C15ULL;
    std::uint64_t z = state_;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
    return z ^ (z >> 31);
  }

  /// 0 to count - 1. Requires count > 0.
  int pick(int count) { return static_cast<int>(next() % static_cast<std::uint64_t>(count)); }

  /// 0 to 1, without 1.
  float share() { return static_cast<float>(next() >> 40) * 0x1p-24f; }

  /// -1 to 1.
  float noise() { return 2 * share() - 1; }

 private:
  std::uint64_t state_;
};

}  // namespace cinecut::score
