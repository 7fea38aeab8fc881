#pragma once
// Randomness and simple filters, from which noises are made.

#include <cmath>
#include <cstdint>
#include <numbers>

#include "sample_film/internal/noise.h"
#include "sample_film/internal/plan.h"

namespace sample_film {

constexpr double kRate = kSoundRate;
constexpr double kTau = 2 * std::numbers::pi;

/// White noise, -1 to 1 (xorshift, George Marsaglia 2003).
class White {
 public:
  explicit White(std::uint32_t seed) : state_(hash(seed) | 1) {}
  float operator()() {
    state_ ^= state_ << 13;
    state_ ^= state_ >> 17;
    state_ ^= state_ << 5;
    return static_cast<float>(static_cast<std::int32_t>(state_)) * (1.0f / 2147483648.0f);
  }

 private:
  std::uint32_t state_;
};

class LowPass {
 public:
  explicit LowPass(double hz) { tune(hz); }
  void tune(double hz) { k_ = static_cast<float>(1 - std::exp(-kTau * hz / kRate)); }
  float operator()(float in) { return value_ += k_ * (in - value_); }

 private:
  float k_ = 0, value_ = 0;
};

// State variable filter (Hal Chamberlin); its band-pass output.
class BandPass {
 public:
  BandPass(double hz, double q) : damp_(static_cast<float>(1 / q)) { tune(hz); }
  void tune(double hz) { f_ = static_cast<float>(2 * std::sin(std::numbers::pi * hz / kRate)); }
  float operator()(float in) {
    low_ += f_ * band_;
    band_ += f_ * (in - low_ - damp_ * band_);
    return band_;
  }

 private:
  float f_ = 0, damp_, low_ = 0, band_ = 0;
};

}  // namespace sample_film
