#include "cinecut/sound/internal/dynamics.h"

#include <gtest/gtest.h>

#include "cinecut/sound/internal/testing_sounds.h"
#include "cinecut/sound/loudness.h"

namespace cinecut::sound {
namespace {

using namespace testing_sounds;  // NOLINT(google-build-using-namespace)
using namespace std::chrono_literals;

TEST(TruePeaks, SeesWhatLiesBetweenSamples) {
  // A quarter of the sampling rate, 45 degrees off: samples at 0.707 of a peak of 1.
  media::Sound sound = silence(4800);
  for (std::size_t n = 0; n < sound.frames(); ++n) {
    const double phase = std::numbers::pi / 2 * static_cast<double>(n) + std::numbers::pi / 4;
    sound.samples[n * 2] = static_cast<float>(std::sin(phase));
  }
  EXPECT_NEAR(highest(sound), 0.7071, 1e-3);
  const std::vector<float> peaks = true_peaks(sound);
  EXPECT_NEAR(*std::max_element(peaks.begin(), peaks.end()), 1.0f, 0.05f);
  EXPECT_NEAR(to_db(static_cast<double>(*std::max_element(peaks.begin(), peaks.end()))),
              true_peak_dbtp(sound), 0.05);
}

TEST(LimitTruePeak, HoldsTheCeilingOnAnything) {
  media::Sound cases[] = {noise(2, 6), tone(997, 1, 12), tone(11990, 1, 3), build(4)};
  for (float& s : cases[3].samples) s *= 4;
  for (media::Sound& sound : cases) {
    limit_true_peak(sound, -1.5);
    EXPECT_LE(true_peak_dbtp(sound), -1.45);
    EXPECT_GE(true_peak_dbtp(sound), -3.0);
  }
}

TEST(LimitTruePeak, LeavesAloneWhatIsBelow) {
  media::Sound sound = build(2);
  for (float& s : sound.samples) s *= 0.5f;
  const media::Sound before = sound;
  limit_true_peak(sound, -1.5);
  EXPECT_EQ(sound.samples, before.samples);
}

TEST(LimitTruePeak, FallsSmoothlyBeforeAPeakAndComesBackSoon) {
  media::Sound sound = tone(200, 1, -12);
  for (std::size_t n = 24000; n < 24010; ++n) sound.samples[n * 2] = 2.0f;
  limit_true_peak(sound, -1.5);
  EXPECT_NEAR(rms_db(sound, 0.1, 0.45), -15, 0.1);   // Untouched until shortly before.
  EXPECT_NEAR(rms_db(sound, 0.75, 0.95), -15, 0.2);  // And again a quarter of a second later.
  EXPECT_LT(largest_step(sound, 0.40, 0.4995), 0.012);
}

TEST(Compress, TakesLoudDownAndKeepsQuiet) {
  media::Sound loud = tone(1000, 2, -3), quiet = tone(1000, 2, -40);
  const CompressorOptions options{.threshold_db = -20, .ratio = 2, .knee_db = 6};
  compress(loud, options);
  compress(quiet, options);
  EXPECT_NEAR(rms_db(quiet, 1, 2), -43, 0.05);
  EXPECT_NEAR(rms_db(loud, 1, 2), -13, 0.6);  // Half of the 14 dB over the threshold are gone.
}

TEST(Compress, DoesNothingAtRatioOne) {
  media::Sound sound = build(1);
  const media::Sound before = sound;
  compress(sound, {.ratio = 1});
  EXPECT_EQ(sound.samples, before.samples);
}

TEST(Compress, NeverMakesLouder) {
  const media::Sound before = build(3);
  media::Sound after = before;
  compress(after, {.threshold_db = -30, .ratio = 3});
  for (std::size_t i = 0; i < before.samples.size(); ++i) {
    ASSERT_LE(std::abs(after.samples[i]), std::abs(before.samples[i]) + 1e-6f);
  }
}

TEST(Dynamics, TakeAnEmptySound) {
  media::Sound none = silence(0);
  limit_true_peak(none, -1);
  compress(none, {});
  EXPECT_TRUE(true_peaks(none).empty());
  EXPECT_TRUE(none.samples.empty());
}

}  // namespace
}  // namespace cinecut::sound
