#include "cinecut/story/story.h"

#include <gtest/gtest.h>
namespace cinecut {
namespace {
TEST(TellStory, OfNothingIsEmpty) {
  const auto story = tell_story({}, {}, {}, built_in_vibes().front());
  EXPECT_TRUE(story.moments.empty());
}
}  // namespace
}  // namespace cinecut
