#include "cinecut/survey/internal/sound_meter.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <numbers>

namespace cinecut::survey {
namespace {

using namespace std::chrono_literals;

constexpr int kRate = 48000;

using Wave = std::function<double(double)>;  // Of the time in seconds.

/// The same on both sides.
std::vector<float> stereo(double seconds, const Wave& wave, int rate = kRate) {
  std::vector<float> samples;
  for (int i = 0; i < static_cast<int>(seconds * rate); ++i)
    samples.insert(samples.end(), 2, static_cast<float>(wave(static_cast<double>(i) / rate)));
  return samples;
}

Wave tone(double hz, double peak) {
  return [=](double t) { return peak * std::sin(2 * std::numbers::pi * hz * t); };
}

/// In pieces, as a decoder gives it.
SoundCurve meter(double seconds, const Wave& wave, const std::vector<subtitles::Cue>& cues = {},
                 int rate = kRate) {
  SoundMeter meter;
  const auto samples = stereo(seconds, wave, rate);
  constexpr std::size_t piece = 2 * 1024;
  for (std::size_t at = 0; at < samples.size(); at += piece) {
    const std::size_t frame = at / 2;
    meter.add(base::film_time(static_cast<double>(frame) / rate), rate,
              std::span(samples).subspan(at, std::min(piece, samples.size() - at)));
  }
  return meter.finish(base::from_seconds(seconds), cues);
}

// Four times a second, in the band of voices, as syllables come.
double babble(double t) {
  const double syllable = std::max(0.0, std::sin(2 * std::numbers::pi * 4 * t));
  double voice = 0;
  for (int k = 3; k <= 16; ++k) voice += std::sin(2 * std::numbers::pi * 140 * k * t + k * k) / k;
  return 0.25 * syllable * voice;
}

float middle(const std::vector<float>& values) { return values[values.size() / 2]; }

TEST(SoundMeter, MeasuresLoudnessAsTheStandardSays) {
  // ITU-R BS.1770: a sine of 1 kHz on both sides, peaks at -20 dB, has -20 LUFS within 0.1.
  for (const int rate : {48000, 44100, 22050}) {
    const auto curve = meter(3, tone(997, 0.1), {}, rate);
    ASSERT_EQ(curve.loudness_lufs.size(), 30u) << rate;
    EXPECT_NEAR(middle(curve.loudness_lufs), -20, 0.1) << rate;
  }
  EXPECT_LT(middle(meter(3, tone(30, 0.1)).loudness_lufs), -23);    // Rumble counts less,
  EXPECT_GT(middle(meter(3, tone(5000, 0.1)).loudness_lufs), -18);  // what is shrill more.
}

TEST(SoundMeter, SilenceIsSilent) {
  const auto curve = meter(2, [](double) { return 0.0; });
  ASSERT_EQ(curve.loudness_lufs.size(), 20u);
  EXPECT_EQ(std::ranges::max(curve.loudness_lufs), -70);
  EXPECT_EQ(std::ranges::max(curve.speech), 0);
  EXPECT_EQ(std::ranges::max(curve.onset), 0);
}

TEST(SoundMeter, OfNothingGivesAnEmptyCurve) {
  EXPECT_TRUE(SoundMeter().finish(10s, {}).loudness_lufs.empty());
}

TEST(SoundMeter, HearsSpeechAndNotTonesOrNoise) {
  const double speech = middle(meter(4, babble).speech);
  EXPECT_GT(speech, 0.7);
  EXPECT_LT(middle(meter(4, tone(440, 0.3)).speech), 0.1);
  std::uint32_t state = 1;
  const auto noise = [&state](double) {
    state = state * 1664525u + 1013904223u;
    return 0.2 * (static_cast<double>(state >> 8) / (1 << 23) - 1);
  };
  EXPECT_LT(middle(meter(4, noise).speech), 0.3);
}

TEST(SoundMeter, TrustsSubtitlesAboutSpeech) {
  subtitles::Cue line;
  line.range = {base::film_time(0), base::film_time(4)};
  subtitles::Cue music = line;
  music.is_sound = true;
  EXPECT_GT(middle(meter(4, tone(440, 0.3), {line}).speech), 0.45f);
  EXPECT_LT(middle(meter(4, tone(440, 0.3), {music}).speech), 0.1f);
  line.range = {base::film_time(0), base::film_time(1)};
  EXPECT_NEAR(middle(meter(4, babble, {line}).speech), 0.5f * middle(meter(4, babble).speech),
              0.01);
}

TEST(SoundMeter, HearsAnImpactWhereItIs) {
  const auto curve = meter(4, [](double t) {
    return t < 2 ? 0.001 * std::sin(600 * t) : 0.8 * std::exp(-8 * (t - 2)) * std::sin(900 * t);
  });
  const auto loudest = std::ranges::max_element(curve.onset) - curve.onset.begin();
  EXPECT_EQ(loudest, 20);
  EXPECT_GT(curve.onset[20], 0.8f);
  EXPECT_LT(*std::max_element(curve.onset.begin(), curve.onset.begin() + 19), 0.05f);
}

TEST(SoundMeter, TakesHolesForSilenceAndSoundThatOverlapsOnce) {
  SoundMeter meter;
  const auto second = stereo(1, tone(997, 0.1));
  meter.add(base::film_time(0), kRate, second);
  meter.add(base::film_time(0.5), kRate, second);  // Half of it is known.
  meter.add(base::film_time(3), kRate, second);
  const auto curve = meter.finish(5s, {});
  ASSERT_EQ(curve.loudness_lufs.size(), 50u);
  EXPECT_NEAR(curve.loudness_lufs[12], -20, 0.2);
  EXPECT_LT(curve.loudness_lufs[25], -60);
  EXPECT_NEAR(curve.loudness_lufs[35], -20, 0.2);
  EXPECT_EQ(curve.loudness_lufs[48], -70);
}

}  // namespace
}  // namespace cinecut::survey
