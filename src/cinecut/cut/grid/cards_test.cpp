#include "cinecut/cut/grid/cards.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "cinecut/cut/grid/testing_songs.h"

namespace cinecut::grid {
namespace {

using namespace std::chrono_literals;

const vibe::Vibe& thriller() { return vibe::find_vibe(vibe::built_in_vibes(), "thriller"); }

Skeleton skeleton(base::Duration length, bool is_made = true) {
  const auto song = is_made ? make_up_score(thriller(), length, 100) : make_up_song(4min, 100);
  return lay_skeleton(song, thriller(), length, {24, 1});
}

const GridPart* part_at(const Skeleton& skeleton, std::int64_t frame) {
  for (const auto& part : skeleton.parts) {
    if (part.start() <= frame && frame < part.end()) return &part;
  }
  return nullptr;
}

TEST(MakeRoomForCards, GivesEachItsTimeInBlackAtTheBordersOfParts) {
  for (const auto length : {30s, 60s, 120s, 150s}) {
    for (const bool is_made : {true, false}) {
      for (std::size_t count = 2; count <= 4; ++count) {
        SCOPED_TRACE(testing::Message() << length.count() << " s, " << count << ", " << is_made);
        const auto before = skeleton(length, is_made);
        auto with = before;
        make_room_for_cards(with, std::vector<base::Duration>(count, 1520ms));
        ASSERT_GE(with.cards.size(), 2u);
        EXPECT_LE(with.cards.size(), count);
        if (length >= 60s) {
          EXPECT_EQ(with.cards.size(), count);
        }
        EXPECT_EQ(with.frames(), before.frames());
        EXPECT_EQ(with.cards.front().card, 0);
        EXPECT_EQ(with.cards.back().card, static_cast<int>(count) - 1);
        for (const auto& card : with.cards) {
          EXPECT_GE(card.frames.length(), 37);  // 1.52 s.
          const auto* part = part_at(with, card.frames.start);
          EXPECT_TRUE(part == nullptr || part->part == edit::Part::silence);
          EXPECT_EQ(part, part_at(with, card.frames.end - 1));
        }
        for (std::size_t i = 0; i < with.parts.size(); ++i) {
          const auto& part = with.parts[i];
          EXPECT_EQ(part.is_downbeat.size(), part.borders.size());
          EXPECT_EQ(part.is_hit.size(), part.borders.size());
          EXPECT_GE(part.end() - part.start(),
                    (before.parts[i].end() - before.parts[i].start()) * 4 / 10);
          EXPECT_TRUE(std::ranges::includes(before.parts[i].borders, part.borders));
        }
      }
    }
  }
}

TEST(MakeRoomForCards, StandsBeforeTheDropAndInTheSilenceFirst) {
  auto with = skeleton(120s);
  make_room_for_cards(with, {1500ms, 2s});
  ASSERT_EQ(with.cards.size(), 2u);
  const auto* drop = part_at(with, with.cards[0].frames.end);
  ASSERT_NE(drop, nullptr);
  EXPECT_EQ(drop->part, edit::Part::beat_drop);
  EXPECT_EQ(drop->start(), with.cards[0].frames.end);
  EXPECT_EQ(part_at(with, with.cards[1].frames.start)->part, edit::Part::silence);
}

TEST(MakeRoomForCards, NeedsPlaceForTwo) {
  for (const auto& cards : {std::vector<base::Duration>{}, std::vector<base::Duration>{2s},
                            std::vector<base::Duration>{2s, 60s}}) {
    auto with = skeleton(120s);
    make_room_for_cards(with, cards);
    EXPECT_TRUE(with.cards.empty());
  }
  auto brief = skeleton(15s);
  make_room_for_cards(brief, {2s, 2s});
  EXPECT_TRUE(brief.cards.empty());
}

}  // namespace
}  // namespace cinecut::grid
