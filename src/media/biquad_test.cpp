#include "media/biquad.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

namespace media {
namespace {

/// How much louder a tone is behind the filter, once it has settled.
double gain_db(const Biquad& filter, double hz, double rate_hz) {
  BiquadFilter<1> at_work(filter);
  double in = 0, out = 0;
  const int count = static_cast<int>(rate_hz);
  for (int i = 0; i < 2 * count; ++i) {
    const double x = std::sin(2 * std::numbers::pi * hz * i / rate_hz);
    const double y = at_work(x);
    if (i < count) continue;
    in += x * x;
    out += y * y;
  }
  return 10 * std::log10(out / in);
}

TEST(Biquad, PassesOneSideAndHalvesThePowerAtItsFrequency) {
  for (const double rate : {8000.0, 44100.0, 48000.0, 96000.0}) {
    EXPECT_NEAR(gain_db(Biquad::low_pass(400, rate), 400, rate), -3.01, 0.02) << rate;
    EXPECT_NEAR(gain_db(Biquad::low_pass(400, rate), 40, rate), 0, 0.02) << rate;
    EXPECT_NEAR(gain_db(Biquad::high_pass(400, rate), 400, rate), -3.01, 0.02) << rate;
    EXPECT_NEAR(gain_db(Biquad::high_pass(400, rate), 40, rate), -40, 0.5) << rate;
  }
}

TEST(Biquad, PeaksByTheGainAskedFor) {
  EXPECT_NEAR(gain_db(Biquad::peak(3200, 48000, 0.8, 2.5), 3200, 48000), 2.5, 0.02);
}

TEST(Biquad, WeightsAsTheStandardSaysAtAnyRate) {
  // ITU-R BS.1770-4 is calibrated so that both stages together give 0.691 dB at 997 Hz.
  for (const double rate : {44100.0, 48000.0, 96000.0}) {
    const double both =
        gain_db(Biquad::k_shelf(rate), 997, rate) + gain_db(Biquad::k_high_pass(rate), 997, rate);
    EXPECT_NEAR(both, 0.691, 0.02) << rate;
  }
}

TEST(BiquadFilter, TreatsEachChannelAlone) {
  BiquadFilter<2> both(Biquad::low_pass(400, 48000));
  BiquadFilter<1> alone(Biquad::low_pass(400, 48000));
  for (int i = 0; i < 100; ++i) {
    std::array<double, 2> x{i == 0 ? 1.0 : 0.0, 0.0};
    const double wanted = alone(x[0]);
    both.apply(x);
    EXPECT_EQ(x[0], wanted);
    EXPECT_EQ(x[1], 0.0);
  }
}

}  // namespace
}  // namespace media
