#include "cinecut/reading/internal/agreement.h"

#include <gtest/gtest.h>

#include "cinecut/reading/testing_dialogue.h"

namespace cinecut::reading {
namespace {

constexpr auto kFilm = std::chrono::seconds(300);  // 100 lines: each is a hundredth.

TEST(Agree, IsFullWhereAllNameOnePlace) {
  EXPECT_EQ(agree({40, 40, 40}, dialogue(100), kFilm), (Turn{40, 1}));
}

TEST(Agree, FallsWithDistanceAndWithWhoSaysNothing) {
  const auto cues = dialogue(100);
  const auto near = agree({40, 41, 42}, cues, kFilm);
  EXPECT_EQ(near.cue, 41);
  EXPECT_NEAR(near.confidence, 1 - 2.0 / 3 / 10, 1e-6);
  EXPECT_NEAR(agree({40, 40, -1}, cues, kFilm).confidence, 2.0 / 3, 1e-6);
  EXPECT_EQ(agree({-1, 7, -1}, cues, kFilm), (Turn{7, 0}));
  EXPECT_EQ(agree({5, 40, 80}, cues, kFilm), (Turn{40, 0}));
}

TEST(Agree, OfNothingIsNotFound) {
  EXPECT_EQ(agree({-1, -1}, dialogue(100), kFilm), Turn{});
  EXPECT_EQ(agree({}, {}, {}), Turn{});
}

TEST(AreApart, TurnsInOrderWithATenthOfTheFilmBetween) {
  const auto cues = dialogue(100);
  const auto apart = [&](int a, int b, int c) {
    Whole whole;
    whole.begin = a;
    whole.escalation = b;
    whole.climax = c;
    return are_apart(whole, cues, kFilm);
  };
  EXPECT_TRUE(apart(10, 50, 90));
  EXPECT_TRUE(apart(10, 20, 30));
  EXPECT_FALSE(apart(10, 19, 90));
  EXPECT_FALSE(apart(10, 50, 59));
  EXPECT_FALSE(apart(50, 10, 90));
  EXPECT_FALSE(apart(-1, 50, 90));
}

Whole with_spine(const std::vector<int>& cues, std::size_t roles = 3) {
  Whole whole;
  for (std::size_t i = 0; i < cues.size(); ++i)
    whole.spine.push_back({cues[i], cues[i], edit::kRoles[i % roles], 0});
  return whole;
}

TEST(AgreeOnSpine, KeepsTheFirstReadingsOrderAndCountsTheOthers) {
  const auto spine =
      agree_on_spine({with_spine({60, 10, 20, 30, 40, 50}), with_spine({10, 70})}, dialogue(100));
  ASSERT_EQ(spine.size(), 6u);
  EXPECT_EQ(spine[0].cue, 60);
  EXPECT_EQ(spine[0].confidence, 0.5);
  EXPECT_EQ(spine[1].confidence, 1);
}

TEST(AgreeOnSpine, IsFilledFromOthersOrIsNone) {
  const auto cues = dialogue(100);
  EXPECT_EQ(agree_on_spine({with_spine({10, 20, 30}), with_spine({40, 50, 60, 70})}, cues).size(),
            6u);
  EXPECT_TRUE(agree_on_spine({with_spine({10, 20}), with_spine({20, 30})}, cues).empty());
  EXPECT_TRUE(agree_on_spine({}, cues).empty());
}

TEST(AgreeOnSpine, IsNoneWhereTheModelDidNotChoose) {
  const auto cues = dialogue(100);
  const std::vector<int> wide{10, 20, 30, 40, 50, 60};
  EXPECT_EQ(agree_on_spine({with_spine(wide)}, cues).size(), 6u);
  EXPECT_TRUE(agree_on_spine({with_spine(wide, 2)}, cues).empty());
  EXPECT_TRUE(agree_on_spine({with_spine({0, 3, 6, 9, 12, 15})}, cues).empty());
}

TEST(AgreeOnSpine, TakesWhatBelongsToTheSentence) {
  auto cues = dialogue(100);
  cues[10].text = "If you go through that door,";
  cues[11].text = "there is no way back.";
  cues[20].text = "I said:";  // The next one begins a sentence of its own.
  const auto spine = agree_on_spine({with_spine({10, 11, 20, 30, 40, 50, 60})}, cues);
  ASSERT_EQ(spine.size(), 6u);
  EXPECT_EQ(spine[0].last_cue, 11);
  EXPECT_EQ(spine[1].cue, 20);
  EXPECT_EQ(spine[1].last_cue, 20);
}

}  // namespace
}  // namespace cinecut::reading
