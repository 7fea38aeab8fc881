#include "cinecut/sound/loudness.h"

#include <gtest/gtest.h>

#include "cinecut/sound/internal/testing_sounds.h"

namespace cinecut::sound {
namespace {

using namespace testing_sounds;  // NOLINT(google-build-using-namespace)

TEST(Loudness, OfAReferenceToneIsAsTheStandardSays) {
  // EBU Tech 3341, case 1: 1 kHz stereo at -23 dBFS is -23 LUFS.
  EXPECT_NEAR(integrated_lufs(tone(1000, 20, -23)), -23, 0.1);
  EXPECT_NEAR(true_peak_dbtp(tone(1000, 1, -23)), -23, 0.1);
}

TEST(Loudness, OfNothingIsTheFloor) {
  EXPECT_EQ(integrated_lufs(silence(48000)), kSilentLufs);
  EXPECT_EQ(integrated_lufs(silence(0)), kSilentLufs);
  EXPECT_EQ(true_peak_dbtp(silence(0)), -120);
}

TEST(LoudnessMeter, GivesTheSameInPiecesAsInOne) {
  const media::Sound sound = build(7);
  LoudnessMeter whole(48000, 2), pieces(48000, 2);
  whole.add(sound.samples);
  const std::span<const float> all(sound.samples);
  for (std::size_t i = 0; i < all.size(); i += 2002) {
    pieces.add(all.subspan(i, std::min<std::size_t>(2002, all.size() - i)));
  }
  EXPECT_DOUBLE_EQ(whole.integrated_lufs(), pieces.integrated_lufs());
  EXPECT_NEAR(whole.true_peak_dbtp(), pieces.true_peak_dbtp(), 1e-9);
  EXPECT_EQ(whole.short_term_lufs(), pieces.short_term_lufs());
  EXPECT_EQ(whole.short_term_lufs().size(), 70u);
  EXPECT_GT(whole.short_term_lufs().back(), whole.short_term_lufs()[30]);
}

}  // namespace
}  // namespace cinecut::sound
