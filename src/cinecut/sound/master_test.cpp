#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "cinecut/sound/internal/testing_sounds.h"
#include "cinecut/sound/loudness.h"
#include "cinecut/sound/mix.h"
#include "cinecut/vibe/vibe.h"
#include "media/movie_writer.h"

namespace cinecut::sound {
namespace {

using namespace testing_sounds;  // NOLINT(google-build-using-namespace)

vibe::Vibe vibe_with(double lufs) {
  vibe::Vibe vibe;
  vibe.loudness_lufs = lufs;
  return vibe;
}

/// A quiet beginning, a build, a silence, a loud end: as hard as a trailer gets.
media::Sound dynamic_programme() {
  media::Sound music = silence(mix_frame(std::chrono::seconds(20)));
  add_at(music, build(12), 0);
  add_at(music, noise(6, -2), mix_frame(std::chrono::seconds(14)), 0.5);
  add_at(music, build(6), mix_frame(std::chrono::seconds(14)), 1.5);
  for (std::size_t beat = 0; beat < 12; ++beat) {  // Hits far above the rest.
    add_at(music, tone(55, 0.25, 0), static_cast<std::int64_t>(14 * 48000 + beat * 24000));
  }
  return music;
}

TEST(Master, MeetsEveryVibesLoudnessUnderTheCeiling) {
  std::set<double> targets;
  for (const vibe::Vibe& vibe : vibe::built_in_vibes()) targets.insert(vibe.loudness_lufs);
  EXPECT_TRUE(targets.contains(-14));
  EXPECT_TRUE(targets.contains(-20));
  const media::Sound programme = dynamic_programme();
  for (const double target : targets) {
    for (const double level : {0.02, 1.0}) {
      const Mix mix = master(
          [&] {
            media::Sound scaled = programme;
            for (float& s : scaled.samples) s *= static_cast<float>(level);
            return scaled;
          }(),
          vibe_with(target));
      EXPECT_NEAR(integrated_lufs(mix.programme), target, 0.2) << target << " from " << level;
      EXPECT_LE(true_peak_dbtp(mix.programme), -1.2) << target;
      EXPECT_DOUBLE_EQ(mix.loudness_lufs, integrated_lufs(mix.programme));
      EXPECT_NEAR(mix.true_peak_dbtp, true_peak_dbtp(media::after_coding(mix.programme)), 0.05);
      EXPECT_EQ(mix.programme.frames(), programme.frames());
    }
  }
}

TEST(Master, KeepsTheBuildAudible) {
  const Mix mix = master(dynamic_programme(), vibe_with(-14));
  const double act_1 = rms_db(mix.programme, 1, 4), act_3 = rms_db(mix.programme, 16, 19);
  EXPECT_GT(act_3 - act_1, 6);
  EXPECT_LT(rms_db(mix.programme, 12.5, 13.5), -100);  // The silence stays silent.
}

TEST(Master, StaysUnderTheCeilingWhenCodingRaisesPeaks) {
  media::Sound bursts = silence(4 * 48000);  // Clipped noise in short bursts: AAC spreads them.
  for (int i = 0; i < 12; ++i) {
    media::Sound burst = noise(0.06, 12);
    for (float& s : burst.samples) s = std::clamp(s, -0.9f, 0.9f);
    add_at(bursts, burst, 16000 * i);
  }
  const Mix mix = master(bursts, vibe_with(-14));
  EXPECT_GT(true_peak_dbtp(media::after_coding(mix.programme)), true_peak_dbtp(mix.programme));
  EXPECT_LE(true_peak_dbtp(media::after_coding(mix.programme)), -1.0);
}

TEST(Master, IsTheSameEveryTime) {
  const media::Sound stems = build(8);
  EXPECT_EQ(master(stems, vibe_with(-14)).programme.samples,
            master(stems, vibe_with(-14)).programme.samples);
}

TEST(Master, LeavesSilenceSilent) {
  const Mix mix = master(silence(96000), vibe_with(-14));
  EXPECT_EQ(mix.programme.frames(), 96000u);
  EXPECT_EQ(highest(mix.programme), 0);
  EXPECT_EQ(mix.loudness_lufs, kSilentLufs);
  EXPECT_EQ(master(silence(0), vibe_with(-14)).programme.frames(), 0u);
}

TEST(Master, DoesNotBlowUpWhisperedNoise) {
  const Mix mix = master(noise(4, -95), vibe_with(-14));
  EXPECT_LT(highest(mix.programme), 0.02);
}

}  // namespace
}  // namespace cinecut::sound
