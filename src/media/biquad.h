#pragma once
// Second-order filters of sound.

#include <array>
#include <cstddef>

namespace media {

/// Coefficients, with a0 = 1. Frequencies are in Hz and below half the rate.
struct Biquad {
  double b0 = 1, b1 = 0, b2 = 0, a1 = 0, a2 = 0;

  // R. Bristow-Johnson, "Cookbook formulae for audio EQ biquad filters". q = 0.7071 is
  // Butterworth's.
  static Biquad low_pass(double hz, double rate_hz, double q = 0.7071);
  static Biquad high_pass(double hz, double rate_hz, double q = 0.7071);
  static Biquad peak(double hz, double rate_hz, double q, double gain_db);

  // The two stages of K-weighting (ITU-R BS.1770-4; formulae for any rate as in libebur128).
  static Biquad k_shelf(double rate_hz);
  static Biquad k_high_pass(double rate_hz);
};

/// A filter at work on so many channels side by side, which compilers turn into vector code.
/// Transposed direct form II.
template <std::size_t kChannels>
class BiquadFilter {
 public:
  BiquadFilter() = default;
  explicit BiquadFilter(const Biquad& filter) : f_(filter) {}

  /// The next sample of each channel, in place.
  void apply(std::array<double, kChannels>& x) {
    for (std::size_t c = 0; c < kChannels; ++c) {
      const double y = f_.b0 * x[c] + z1_[c];
      z1_[c] = f_.b1 * x[c] - f_.a1 * y + z2_[c];
      z2_[c] = f_.b2 * x[c] - f_.a2 * y;
      x[c] = y;
    }
  }
  /// The next sample of the only channel.
  double operator()(double x)
    requires(kChannels == 1)
  {
    std::array<double, 1> one{x};
    apply(one);
    return one[0];
  }

 private:
  Biquad f_;
  std::array<double, kChannels> z1_{}, z2_{};
};

}  // namespace media
