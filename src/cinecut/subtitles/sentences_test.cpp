#include "cinecut/subtitles/sentences.h"

#include <gtest/gtest.h>

namespace cinecut::subtitles {
namespace {

using namespace std::chrono_literals;

Cue cue(base::Duration start, const std::string& text) {
  Cue c;
  c.range = {base::FilmTime{start}, base::FilmTime{start + 900ms}};
  c.text = text;
  return c;
}

TEST(Sentences, EndWithAMarkInAnyScript) {
  for (const auto* text :
       {"Run.", "Run!\"", "Who?)", "Well…", "走れ。", "誰だ？」", "مَن أنت؟", "»Lauf!«"})
    EXPECT_TRUE(ends_sentence(text)) << text;
  for (const auto* text : {"Run", "Run,", "", "走れ", "\"Run\"", "and then -"})
    EXPECT_FALSE(ends_sentence(text)) << text;
}

TEST(Sentences, BeginInsideWithASmallLetterOfAnyScript) {
  for (const auto* text : {"and run", "…and run", "... run", "études", "świat", "и всё"})
    EXPECT_TRUE(begins_inside(text)) << text;
  for (const auto* text : {"And run", "Études", "Świat", "Всё", "走れ", "", "\xff"})
    EXPECT_FALSE(begins_inside(text)) << text;
}

TEST(Sentences, GoOnOverCuesWithoutAPause) {
  const std::vector<Cue> cues = {cue(0s, "If they find us,"), cue(1s, "we run to the river"),
                                 cue(2s, "and swim."), cue(3s, "Now.")};
  EXPECT_EQ(last_of_sentence(cues, 0, 3), 2);
  EXPECT_EQ(last_of_sentence(cues, 0, 2), 1);
  EXPECT_EQ(last_of_sentence(cues, 3, 3), 3);
  EXPECT_FALSE(goes_on(cues[0], cue(9s, "we run")));
}

}  // namespace
}  // namespace cinecut::subtitles
