#include "media/biquad.h"

#include <cmath>
#include <numbers>

namespace media {
namespace {

Biquad divided(double b0, double b1, double b2, double a0, double a1, double a2) {
  return {b0 / a0, b1 / a0, b2 / a0, a1 / a0, a2 / a0};
}

struct Angle {
  double cosine, alpha;

  Angle(double hz, double rate_hz, double q) {
    const double w = 2 * std::numbers::pi * hz / rate_hz;
    cosine = std::cos(w);
    alpha = std::sin(w) / (2 * q);
  }
};

}  // namespace

Biquad Biquad::low_pass(double hz, double rate_hz, double q) {
  const auto [c, alpha] = Angle(hz, rate_hz, q);
  return divided((1 - c) / 2, 1 - c, (1 - c) / 2, 1 + alpha, -2 * c, 1 - alpha);
}

Biquad Biquad::high_pass(double hz, double rate_hz, double q) {
  const auto [c, alpha] = Angle(hz, rate_hz, q);
  return divided((1 + c) / 2, -(1 + c), (1 + c) / 2, 1 + alpha, -2 * c, 1 - alpha);
}

Biquad Biquad::peak(double hz, double rate_hz, double q, double gain_db) {
  const auto [c, alpha] = Angle(hz, rate_hz, q);
  const double a = std::pow(10.0, gain_db / 40.0);
  return divided(1 + alpha * a, -2 * c, 1 - alpha * a, 1 + alpha / a, -2 * c, 1 - alpha / a);
}

Biquad Biquad::k_shelf(double rate_hz) {
  const double k = std::tan(std::numbers::pi * 1681.974450955533 / rate_hz);
  const double q = 0.7071752369554196, high = std::pow(10.0, 3.999843853973347 / 20);
  const double band = std::pow(high, 0.4996667741545416), a0 = 1 + k / q + k * k;
  return {(high + band * k / q + k * k) / a0, 2 * (k * k - high) / a0,
          (high - band * k / q + k * k) / a0, 2 * (k * k - 1) / a0, (1 - k / q + k * k) / a0};
}

Biquad Biquad::k_high_pass(double rate_hz) {
  const double k = std::tan(std::numbers::pi * 38.13547087602444 / rate_hz), q = 0.5003270373238773;
  const double a0 = 1 + k / q + k * k;
  return {1, -2, 1, 2 * (k * k - 1) / a0, (1 - k / q + k * k) / a0};
}

}  // namespace media
