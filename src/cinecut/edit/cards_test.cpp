#include "cinecut/edit/cards.h"

#include <gtest/gtest.h>

#include "cinecut/edit/explain.h"
#include "cinecut/edit/internal/testing_manifest.h"

namespace cinecut::edit {
namespace {

using namespace std::chrono_literals;

TEST(TimeToRead, GrowsWithTheWordsFromALeast) {
  EXPECT_EQ(time_to_read(""), 1500ms);
  EXPECT_EQ(time_to_read("Run."), 1500ms);
  EXPECT_EQ(time_to_read("Nobody  was\ttold "), 1500ms);
  EXPECT_EQ(time_to_read("Nobody was told the truth"), 1800ms);
}

TEST(IsSpokenOver, CountsWhatIsHeardBeyondItsPicture) {
  auto m = sample_manifest();
  const auto between = [](std::int64_t from, std::int64_t to) {
    return base::TrailerRange{frame(from), frame(to)};
  };
  // The third clip speaks, a quarter of a second before its picture.
  EXPECT_TRUE(is_spoken_over(m, between(230, 236)));
  EXPECT_FALSE(is_spoken_over(m, between(200, 230)));
  EXPECT_TRUE(is_spoken_over(m, between(125, 150))) << "a voice over pictures, from 5 s on";
  m.voice.clear();
  EXPECT_FALSE(is_spoken_over(m, between(125, 150)));
  m.clips[1].dialogue = "Wait!";
  m.clips[1].sound_tail = 100ms;
  EXPECT_TRUE(is_spoken_over(m, between(148, 150)));
  EXPECT_FALSE(is_spoken_over(m, between(151, 160)));
}

TEST(Cards, HaveWordsAndStandOnNoOtherTitle) {
  auto m = sample_manifest();
  EXPECT_TRUE(problems(m, {}).empty());
  m.titles[0].text = " ";
  ASSERT_EQ(problems(m, {}).size(), 1u);
  EXPECT_EQ(problems(m, {})[0], "titles[0].text is empty; a card has words");
  m = sample_manifest();
  m.titles[0].trailer.end = frame(401);
  ASSERT_EQ(problems(m, {}).size(), 1u);
  EXPECT_EQ(problems(m, {})[0],
            "titles[0].trailer_start_s: the card stands on titles[1]; one is seen at a time");
}

TEST(Explain, NamesTheCardBeforeAClip) {
  const auto m = sample_manifest();
  EXPECT_NE(explain(m, 2).find("\"Nobody was told\" before it"), std::string::npos);
  EXPECT_EQ(explain(m, 1).find("Nobody"), std::string::npos);
}

}  // namespace
}  // namespace cinecut::edit
