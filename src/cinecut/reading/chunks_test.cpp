#include "cinecut/reading/internal/chunks.h"

#include <gtest/gtest.h>

#include <cstdlib>

#include "cinecut/reading/testing_dialogue.h"

namespace cinecut::reading {
namespace {

std::vector<Span> cut(const std::vector<subtitles::Cue>& cues,
                      const std::vector<std::vector<Span>>& before = {}) {
  return cut_into_spans(cues, spoken_cues(cues), before);
}

TEST(Spans, HoldEveryLineOnceAndFiftyToAHundredOfThem) {
  for (int n = 100; n <= 700; n += 7) {
    const auto spans = cut(dialogue(n, 37));
    int next = 0;
    for (const auto& span : spans) {
      EXPECT_EQ(span.first, next);
      EXPECT_GE(span.end - span.first, kFewestLines) << n;
      EXPECT_LE(span.end - span.first, kMostLines) << n;
      next = span.end;
    }
    EXPECT_EQ(next, n);
  }
}

TEST(Spans, OfLittleDialogueAreOne) {
  EXPECT_TRUE(cut({}).empty());
  EXPECT_EQ(cut(dialogue(1)), (std::vector<Span>{{0, 1}}));
  EXPECT_EQ(cut(dialogue(99)), (std::vector<Span>{{0, 99}}));
}

TEST(Spans, ArePartedAtPauses) {
  for (const auto& span : cut(dialogue(640, 80))) EXPECT_EQ(span.first % 80, 0);
}

TEST(Spans, OfAnotherReadingArePartedElsewhere) {
  const auto cues = dialogue(600, 75);
  std::vector<std::vector<Span>> before;
  for (int reading = 0; reading < 3; ++reading) {
    const auto spans = cut(cues, before);
    for (const auto& others : before)
      for (const auto& other : others)
        for (const auto& span : spans)
          EXPECT_TRUE(span.first == 0 || std::abs(span.first - other.first) > 10);
    before.push_back(spans);
  }
}

TEST(Spans, HoldOnlyWhatIsSaid) {
  auto cues = dialogue(4);
  cues[1].is_sound = true;
  cues[2].text.clear();
  EXPECT_EQ(spoken_cues(cues), (std::vector<int>{0, 3}));
}

}  // namespace
}  // namespace cinecut::reading
