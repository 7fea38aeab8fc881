#include "cinecut/survey/borders.h"

#include <gtest/gtest.h>

#include "cinecut/survey/test_pictures.h"

namespace cinecut::survey {
namespace {

using namespace testing;  // NOLINT(google-build-using-namespace)

std::vector<Border> sure(std::vector<Border> borders) {
  std::erase_if(borders, [](const Border& b) { return !b.is_sure; });
  return borders;
}

/// The only sure border there is.
Border only(Reel& reel) {
  const auto borders = sure(reel.borders());
  EXPECT_EQ(borders.size(), 1u);
  return borders.empty() ? Border{} : borders.front();
}

TEST(Borders, AHardCutIsTheFirstPictureOfTheNewShot) {
  Reel reel;
  reel.shot(1, 40, 0.4f).shot(2, 40, -0.3f);
  const auto border = only(reel);
  EXPECT_EQ(border.time, time_of(40));
  EXPECT_EQ(border.joint, Joint::cut);
  EXPECT_EQ(border.range.length(), base::Duration{});
}

TEST(Borders, CutsMayFollowEachOtherClosely) {
  Reel reel;
  for (std::uint32_t seed = 1; seed <= 8; ++seed) reel.shot(seed, 12, 0.5f);
  const auto borders = sure(reel.borders());
  ASSERT_EQ(borders.size(), 7u);
  for (int i = 0; i < 7; ++i)
    EXPECT_EQ(borders[static_cast<std::size_t>(i)].time, time_of(12 * (i + 1)));
}

TEST(Borders, AStandingPictureHasNone) {
  Reel reel;
  reel.shot(3, 100);
  EXPECT_TRUE(reel.borders().empty());
}

TEST(Borders, MovingCamerasAreNotCuts) {
  Reel pan, tilt, rush;
  EXPECT_TRUE(sure(pan.shot(4, 80, 2).borders()).empty());
  EXPECT_TRUE(sure(tilt.shot(5, 80, 0, 1.5f).borders()).empty());
  for (int i = 0; i < 80; ++i) {  // Stands, rushes over to something else, stands.
    const auto t = std::clamp(static_cast<float>(i - 30) / 20, 0.0f, 1.0f);
    rush.show(scene(6, 160 * t * t * (3 - 2 * t)));
  }
  EXPECT_TRUE(sure(rush.borders()).empty());
}

TEST(Borders, AShakingHandIsNoCut) {
  Reel reel;
  for (int i = 0; i < 80; ++i) {
    const auto t = static_cast<float>(i);
    reel.show(scene(7, 3 * std::sin(2.1f * t) + 2 * std::sin(5.3f * t), 2 * std::cos(4.1f * t)));
  }
  EXPECT_TRUE(sure(reel.borders()).empty());
}

TEST(Borders, AFlashIsNoCut) {
  Reel reel;
  reel.shot(8, 40, 0.3f);
  reel.show(mix(scene(8, 12), plain(235), 0.8f)).show(mix(scene(8, 12.3f), plain(235), 0.4f));
  for (int i = 0; i < 40; ++i) reel.show(scene(8, 12.6f + 0.3f * static_cast<float>(i)));
  EXPECT_TRUE(sure(reel.borders()).empty());
}

TEST(Borders, ALampSwitchedOnIsNoCut) {
  Reel reel;
  for (int i = 0; i < 80; ++i)
    reel.show(mix(plain(16), scene(9, 0.2f * static_cast<float>(i)), i < 40 ? 0.45f : 1.0f));
  EXPECT_TRUE(sure(reel.borders()).empty());
}

TEST(Borders, ADissolveIsOneBorderInItsMiddle) {
  for (const int length : {10, 16, 24}) {
    Reel reel;
    reel.shot(10, 60).dissolve(scene(10), scene(11), length).shot(11, 60);
    const auto border = only(reel);
    EXPECT_EQ(border.joint, Joint::dissolve) << length;
    EXPECT_GE(border.time, time_of(60 + length / 2 - 3)) << length;
    EXPECT_LE(border.time, time_of(60 + length / 2 + 3)) << length;
    EXPECT_TRUE(border.range.contains(border.time)) << length;
  }
}

TEST(Borders, AShortFadeThroughBlackIsOneGradualBorder) {
  Reel reel;
  reel.shot(12, 60).dissolve(scene(12), plain(16), 9).show(plain(16));
  reel.dissolve(plain(16), scene(13), 9).shot(13, 60);
  const auto border = only(reel);
  EXPECT_NE(border.joint, Joint::cut);
  EXPECT_GE(border.time, time_of(60));
  EXPECT_LE(border.time, time_of(79));
}

TEST(Borders, ACutToBlackAndOneOutOfItAreTwo) {
  Reel reel;
  reel.shot(14, 50, 0.3f);
  for (int i = 0; i < 30; ++i) reel.show(plain(16));
  reel.shot(15, 50, 0.3f);
  const auto borders = sure(reel.borders());
  ASSERT_EQ(borders.size(), 2u);
  EXPECT_EQ(borders[0].time, time_of(50));
  EXPECT_EQ(borders[1].time, time_of(80));
}

TEST(Borders, NothingAndOnePictureHaveNone) {
  Reel none, one;
  EXPECT_TRUE(none.borders().empty());
  EXPECT_TRUE(one.show(scene(1)).borders().empty());
}

TEST(Borders, TheSamePicturesGiveTheSameBorders) {
  const auto once = [] {
    Reel reel;
    reel.shot(16, 40, 0.7f).dissolve(scene(16, 28), scene(17), 14).shot(17, 40).shot(18, 30);
    return reel.borders();
  };
  const auto a = once(), b = once();
  ASSERT_EQ(a.size(), b.size());
  for (std::size_t i = 0; i < a.size(); ++i) {
    EXPECT_EQ(a[i].time, b[i].time);
    EXPECT_EQ(a[i].range, b[i].range);
  }
}

}  // namespace
}  // namespace cinecut::survey
