#include "cinecut/story/course.h"

#include <gtest/gtest.h>

namespace cinecut::story {
namespace {

TEST(Course, TakesMostFromTheBeginning) {
  EXPECT_DOUBLE_EQ(worth_of_place(0), 1);
  EXPECT_GT(worth_of_place(0.2), worth_of_place(0.4));
  EXPECT_GT(worth_of_place(0.4), worth_of_place(0.8));
  EXPECT_GT(worth_of_place(0.8), 0.2);
}

TEST(Course, SharesRiseFromNothingToAll) {
  EXPECT_EQ(share_before(0), 0);
  EXPECT_NEAR(share_before(0.1), 0.203, 1e-9);
  EXPECT_NEAR(share_before(0.175), 0.203 + 0.083, 1e-9);
  EXPECT_NEAR(share_before(1), 1, 1e-9);
  EXPECT_EQ(share_before(-1), 0);
  EXPECT_NEAR(share_before(2), 1, 1e-9);
}

TEST(Course, PlacesAreWhatSharesAreOf) {
  EXPECT_EQ(place_at(-1), 0);
  EXPECT_EQ(place_at(2), 1);
  for (int i = 0; i <= 100; ++i) EXPECT_NEAR(place_at(share_before(i / 100.0)), i / 100.0, 1e-9);
}

}  // namespace
}  // namespace cinecut::story
