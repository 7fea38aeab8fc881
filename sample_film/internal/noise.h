#pragma once
// Repeatable randomness: everything in the sample that looks or sounds random comes from here.

#include <cstdint>

namespace sample_film {

/// A well mixed number for each key.
constexpr std::uint32_t hash(std::uint32_t key) {
  // The finisher of MurmurHash3 (Austin Appleby, public domain), on a spread key.
  key = key * 0x9e3779b1u + 0x7f4a7c15u;
  key = (key ^ key >> 16) * 0x85ebca6bu;
  key = (key ^ key >> 13) * 0xc2b2ae35u;
  return key ^ key >> 16;
}

/// 0 to 1 for each (key, n).
constexpr double random_at(std::uint32_t key, std::int64_t n) {
  return hash(hash(key) ^ static_cast<std::uint32_t>(n)) * (1.0 / 4294967296.0);
}

/// Numbers in turn.
class Random {
 public:
  explicit Random(std::uint32_t seed) : key_(seed) {}
  double operator()() { return random_at(key_, ++n_); }
  double operator()(double low, double high) { return low + (high - low) * (*this)(); }
  int pick(int count) { return static_cast<int>((*this)() * count); }

 private:
  std::uint32_t key_;
  std::int64_t n_ = 0;
};

/// Smooth noise, 0 to 1, one bump per unit.
double noise(std::uint32_t key, double x);
double noise(std::uint32_t key, double x, double y);

/// Noise of several octaves, each twice as fine and half as strong; about 0 to 1.
double fractal(std::uint32_t key, double x, int octaves);
double fractal(std::uint32_t key, double x, double y, int octaves);

}  // namespace sample_film
