#include "cinecut/subtitles/cues.h"

#include <gtest/gtest.h>
namespace cinecut {
namespace {
TEST(ParseSubtitles, ReadsSubRip) {
  const auto s = parse_subtitles(
      "1\n00:00:01,000 --> 00:00:02,500\n<i>Hello</i>\nthere\n\n2\n00:00:03,000 --> "
      "00:00:04,000\nJOHN: Bye.\n");
  ASSERT_EQ(s.cues.size(), 2u);
  EXPECT_EQ(s.cues[0].text, "Hello there");
  EXPECT_EQ(s.cues[1].speaker, "JOHN");
  EXPECT_EQ(subtitles_from_text(to_text(s)), s);
}
}  // namespace
}  // namespace cinecut
