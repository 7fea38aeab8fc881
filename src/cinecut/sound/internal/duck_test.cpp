#include "cinecut/sound/internal/duck.h"

#include <gtest/gtest.h>

#include "cinecut/sound/internal/testing_sounds.h"

namespace cinecut::sound {
namespace {

using namespace testing_sounds;  // NOLINT(google-build-using-namespace)
using namespace std::chrono_literals;

constexpr std::int64_t frames(double seconds) {
  return static_cast<std::int64_t>(seconds * kMixRateHz);
}

TEST(Duck, IsDownWhenTheFirstWordComesAndBackAfterTheLast) {
  media::Sound music = noise(6, -12);
  const double full = rms_db(music, 0, 1);
  duck(music, {{frames(2), frames(4)}}, {.depth_db = 10});
  EXPECT_NEAR(rms_db(music, 0, 1.84), full, 0.1);
  EXPECT_NEAR(rms_db(music, 2.0, 4.0), full - 10, 0.1);
  EXPECT_NEAR(rms_db(music, 4.51, 6), full, 0.1);
  // On the way: neither at once nor late.
  EXPECT_NEAR(rms_db(music, 1.90, 1.92), full - 5, 1.5);
  EXPECT_NEAR(rms_db(music, 4.24, 4.26), full - 5, 1.5);
}

TEST(Duck, DoesNotPumpBetweenPhrases) {
  media::Sound music = noise(5, -12);
  const double full = rms_db(music, 0, 0.5);
  duck(music, {{frames(2.6), frames(3.5)}, {frames(1), frames(2)}}, {.depth_db = 10});
  EXPECT_NEAR(rms_db(music, 1, 3.5), full - 10, 0.1);
}

TEST(Duck, ReturnsBetweenSentencesFarApart) {
  media::Sound music = noise(8, -12);
  const double full = rms_db(music, 0, 0.5);
  duck(music, {{frames(1), frames(2)}, {frames(6), frames(7)}}, {.depth_db = 10});
  EXPECT_NEAR(rms_db(music, 3, 5), full, 0.1);
}

TEST(Duck, MovesWithoutClicks) {
  media::Sound steady = silence(frames(4));
  std::fill(steady.samples.begin(), steady.samples.end(), 0.5f);
  duck(steady, {{frames(1), frames(2)}});
  EXPECT_LT(largest_step(steady), 3e-4);
}

TEST(Duck, TakesSpansOutsideTheSound) {
  media::Sound music = noise(1, -12);
  duck(music, {{-9600, -4800}, {frames(0.5), frames(9)}, {frames(20), frames(21)}});
  EXPECT_EQ(music.frames(), 48000u);
  media::Sound none = silence(0);
  duck(none, {{0, 100}});
}

TEST(SpeechSpans, FindsWhereSomebodySpeaks) {
  media::Sound sound = noise(6, -60);
  add_at(sound, tone(400, 1.0, -14), frames(1));
  add_at(sound, tone(700, 0.8, -16), frames(2.15));  // After a breath.
  add_at(sound, tone(500, 0.7, -15), frames(4.5));
  const std::vector<Span> spans = speech_spans(sound);
  ASSERT_EQ(spans.size(), 2u);
  EXPECT_NEAR(static_cast<double>(spans[0].start) / kMixRateHz, 1.0, 0.03);
  EXPECT_NEAR(static_cast<double>(spans[0].end) / kMixRateHz, 2.95, 0.05);
  EXPECT_NEAR(static_cast<double>(spans[1].start) / kMixRateHz, 4.5, 0.03);
  EXPECT_NEAR(static_cast<double>(spans[1].end) / kMixRateHz, 5.2, 0.05);
}

TEST(SpeechSpans, HearsNothingInSilenceAndNoSpeechInAClick) {
  EXPECT_TRUE(speech_spans(silence(0)).empty());
  EXPECT_TRUE(speech_spans(silence(frames(2))).empty());
  media::Sound click = silence(frames(2));
  click.samples[96000] = 0.9f;
  EXPECT_TRUE(speech_spans(click).empty());
}

TEST(SpeechSpans, DoesNotTakeARumbleForAVoice) {
  media::Sound sound = tone(45, 4, -10);
  add_at(sound, tone(600, 1, -18), frames(2));
  const std::vector<Span> spans = speech_spans(sound);
  ASSERT_FALSE(spans.empty());
  EXPECT_NEAR(static_cast<double>(spans[0].start) / kMixRateHz, 2.0, 0.05);
}

}  // namespace
}  // namespace cinecut::sound
