#pragma once
// Building blocks of computed sounds. 48 kHz.

#include <cmath>
#include <numbers>

#include "cinecut/music/score/internal/random.h"

namespace cinecut::score::tone {

constexpr float kRateHz = 48000;
constexpr float kTwoPi = 2 * std::numbers::pi_v<float>;

/// A sine that keeps its phase while its frequency changes.
class Sine {
 public:
  explicit Sine(float phase = 0) : phase_(phase) {}
  float next(float hz) {
    const float value = std::sin(kTwoPi * phase_);
    phase_ += hz / kRateHz;
    phase_ -= std::floor(phase_);
    return value;
  }

 private:
  float phase_;
};

/// A sawtooth with its step rounded off over two samples (PolyBLEP; Välimäki, Huovilainen 2007).
class Saw {
 public:
  explicit Saw(float phase = 0) : phase_(phase) {}
  float next(float hz) {
    const float step = hz / kRateHz;
    float value = 2 * phase_ - 1;
    if (phase_ < step) {
      const float t = phase_ / step - 1;
      value += t * t;
    } else if (phase_ > 1 - step) {
      const float t = (phase_ - 1) / step + 1;
      value -= t * t;
    }
    phase_ += step;
    if (phase_ >= 1) phase_ -= 1;
    return value;
  }

 private:
  float phase_;
};

/// State variable filter (Simper 2013), 12 dB per octave. Tuning may change at every sample.
class Filter {
 public:
  void tune(float hz, float resonance = 0.5f) {
    g_ = std::tan(std::numbers::pi_v<float> * std::fmin(hz, 0.45f * kRateHz) / kRateHz);
    k_ = 2 - 2 * resonance;
    a1_ = 1 / (1 + g_ * (g_ + k_));
  }
  float low(float in) { return step(in), low_; }
  float band(float in) { return step(in), k_ * band_; }
  float high(float in) { return step(in), in - k_ * band_ - low_; }

 private:
  void step(float in) {
    const float v3 = in - state2_;
    band_ = a1_ * (state1_ + g_ * v3);
    low_ = state2_ + g_ * band_;
    state1_ = 2 * band_ - state1_;
    state2_ = 2 * low_ - state2_;
  }

  float g_ = 0.1f;
  float k_ = 1;
  float a1_ = 1;
  float state1_ = 0;
  float state2_ = 0;
  float band_ = 0;
  float low_ = 0;
};

/// Falls to 1/e in `seconds`.
inline float decay(float t, float seconds) { return std::exp(-t / seconds); }

/// 0 to 1 within `seconds`, without a corner.
inline float attack(float t, float seconds) {
  if (t >= seconds) return 1;
  const float s = t / seconds;
  return s * s * (3 - 2 * s);
}

}  // namespace cinecut::score::tone
