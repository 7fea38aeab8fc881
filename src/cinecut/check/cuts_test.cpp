// Cuts of small trailers, as the check finds them.

#include "cinecut/survey/cuts.h"

#include <gtest/gtest.h>

#include "cinecut/check/internal/testing_trailer.h"

namespace cinecut::check {
namespace {

using testing_trailer::Drawing;

std::vector<std::int64_t> cuts_of(const std::vector<Drawing>& drawings) {
  survey::CutFinder finder;
  for (const Drawing& drawing : drawings)
    finder.add(survey::make_small(testing_trailer::draw(drawing)));
  return finder.finish();
}

std::vector<Drawing> shot(int scene, int pictures, int speed = 1) {
  std::vector<Drawing> drawings;
  drawings.reserve(static_cast<std::size_t>(pictures));
  for (int i = 0; i < pictures; ++i) drawings.push_back({scene, i * speed, 1});
  return drawings;
}

std::vector<Drawing> joined(const std::vector<std::vector<Drawing>>& shots) {
  std::vector<Drawing> all;
  for (const auto& s : shots) all.insert(all.end(), s.begin(), s.end());
  return all;
}

using Numbers = std::vector<std::int64_t>;

TEST(CutFinder, FindsEachCutToThePicture) {
  EXPECT_EQ(cuts_of(joined({shot(1, 30), shot(2, 30), shot(3, 6), shot(4, 6), shot(5, 30)})),
            (Numbers{30, 60, 66, 72}));
}

TEST(CutFinder, FindsAPictureBetweenTwoCuts) {
  EXPECT_EQ(cuts_of(joined({shot(1, 30), shot(2, 1), shot(3, 30)})), (Numbers{30, 31}));
}

TEST(CutFinder, FindsCutsAtTheEnds) {
  EXPECT_EQ(cuts_of(joined({shot(1, 2), shot(2, 30), shot(3, 1)})), (Numbers{2, 32}));
}

TEST(CutFinder, FindsCutsBetweenDarkPictures) {
  std::vector<Drawing> dark = joined({shot(1, 30), shot(2, 30)});
  for (Drawing& d : dark) d.light = 0.25;
  EXPECT_EQ(cuts_of(dark), Numbers{30});
}

TEST(CutFinder, DoesNotCutAtMovement) {
  EXPECT_EQ(cuts_of(shot(3, 60, 5)), Numbers{});
  // Sudden movement after rest, and rest after movement.
  EXPECT_EQ(cuts_of(joined({shot(3, 20, 0), shot(3, 20, 4)})), Numbers{});
}

TEST(CutFinder, DoesNotCutAtAFlash) {
  for (const int length : {1, 2, 4}) {
    std::vector<Drawing> drawings = shot(3, 60);
    for (int i = 0; i < length; ++i) drawings[static_cast<std::size_t>(30 + i)].light = 1.7;
    EXPECT_EQ(cuts_of(drawings), Numbers{}) << length;
    for (int i = 0; i < length; ++i) drawings[static_cast<std::size_t>(30 + i)].scene = 0;
    EXPECT_EQ(cuts_of(drawings), Numbers{}) << length;
  }
}

TEST(CutFinder, DoesNotCutWhereAShotThatBeganInAFlashGrowsDark) {
  std::vector<Drawing> drawings = joined({shot(1, 30), shot(3, 30)});
  for (std::size_t i = 0; i < drawings.size(); ++i) {
    const bool is_lit = i >= 30 && i < 32;
    drawings[i].light = is_lit ? 1.0 : 0.6;
  }
  EXPECT_EQ(cuts_of(drawings), Numbers{30});
}

TEST(CutFinder, DoesNotCutAtAFade) {
  std::vector<Drawing> drawings = shot(3, 60);
  for (int i = 0; i < 24; ++i) {
    drawings[static_cast<std::size_t>(20 + i)].light = std::abs(i - 12) / 12.0;
  }
  EXPECT_EQ(cuts_of(drawings), Numbers{});
}

TEST(CutFinder, TakesNothingAndOnePicture) {
  EXPECT_EQ(cuts_of({}), Numbers{});
  EXPECT_EQ(cuts_of(shot(1, 1)), Numbers{});
}

}  // namespace
}  // namespace cinecut::check
