#include "cinecut/cut/grid/rhythm.h"

#include <gtest/gtest.h>

#include <string>

#include "cinecut/cut/grid/testing_songs.h"

namespace cinecut::grid {
namespace {

using namespace std::chrono_literals;

void expect_filled(const Skeleton& skeleton, const std::vector<Slot>& slots) {
  for (const auto& part : skeleton.parts) {
    if (act_of(part.part, skeleton) == 0) continue;
    std::int64_t at = part.start();
    for (const auto& s : slots) {
      if (s.part != part.part) continue;
      EXPECT_EQ(s.start, at);
      at = s.end;
    }
    if (part.part != edit::Part::button) {
      EXPECT_EQ(at, part.end()) << static_cast<int>(part.part);
    }
  }
}

TEST(PlanRhythm, QuickensFromActToActForEveryVibeAndLength) {
  for (const auto& vibe : vibe::built_in_vibes()) {
    for (auto length = 15s; length <= 180s; length += 15s) {
      for (const double bpm : {vibe.bpm_min, vibe.bpm, vibe.bpm_max}) {
        const auto skeleton =
            lay_skeleton(make_up_score(vibe, length, bpm), vibe, length, {24000, 1001});
        const int wanted = shots_wanted(skeleton, vibe);
        for (const double longest : {10.0, 5.5, 3.5}) {
          for (const int shots : {wanted, wanted * 2 / 3, wanted / 3}) {
            SCOPED_TRACE(vibe.name + " " + base::to_string(length) + " " + std::to_string(bpm) +
                         " " + std::to_string(longest) + " " + std::to_string(shots));
            const auto slots =
                plan_rhythm(skeleton, vibe, {.shots = shots, .longest_seconds = longest});
            EXPECT_TRUE(quickens(slots));
            expect_filled(skeleton, slots);
          }
        }
      }
    }
  }
}

TEST(PlanRhythm, QuickensOnASongThatWasNotMadeForIt) {
  for (const auto& vibe : vibe::built_in_vibes()) {
    for (auto length = 15s; length <= 180s; length += 15s) {
      SCOPED_TRACE(vibe.name + " " + base::to_string(length));
      const auto skeleton =
          lay_skeleton(make_up_song(150s, vibe.bpm * 1.07), vibe, length, {25, 1});
      const auto slots = plan_rhythm(skeleton, vibe, {.shots = shots_wanted(skeleton, vibe)});
      EXPECT_TRUE(quickens(slots));
      expect_filled(skeleton, slots);
    }
  }
}

}  // namespace
}  // namespace cinecut::grid
