#include "cinecut/music/palette.h"

#include <gtest/gtest.h>

namespace cinecut {
namespace {

TEST(PaletteOf, DoesNotMindTheCaseOfAName) {
  // So fast that by pace and tempo alone it would be another one's.
  Vibe own{.name = "Drama", .bpm = 150, .bpm_min = 100, .bpm_max = 200};
  EXPECT_EQ(palette_of(own).vibe, "drama");
  own.name = "drama";
  EXPECT_EQ(palette_of(own).vibe, "drama");
}

TEST(PaletteOf, AnUnknownVibeHasThatOfTheClosest) {
  Vibe own = find_vibe(built_in_vibes(), "western");
  own.name = "dust";
  EXPECT_EQ(palette_of(own).vibe, "western");
}

}  // namespace
}  // namespace cinecut
