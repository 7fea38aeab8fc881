#include "cinecut/music/song.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "base/hash.h"

namespace cinecut {
namespace {

using namespace std::chrono_literals;

const Vibe& vibe_of(std::string_view name) { return find_vibe(built_in_vibes(), name); }

Song score(std::string_view vibe, base::Duration length, std::uint32_t seed = 1) {
  return make_score(vibe_of(vibe), plan_form(vibe_of(vibe), length), seed);
}

std::string hash_of(const media::Sound& sound) {
  return base::content_hash(
      {reinterpret_cast<const char*>(sound.samples.data()), sound.samples.size() * sizeof(float)});
}

TEST(MakeScore, IsAsLongAsItsFormAndSectionsCoverIt) {
  const auto song = score("action", 30s);
  EXPECT_EQ(song.sound.frames(), 30u * 48000);
  const auto& sections = song.beats.sections;
  ASSERT_FALSE(sections.empty());
  EXPECT_EQ(sections.front().range.start, base::SongTime{});
  EXPECT_EQ(sections.back().range.end, base::SongTime{30s});
  for (std::size_t i = 1; i < sections.size(); ++i) {
    EXPECT_EQ(sections[i].range.start, sections[i - 1].range.end);
  }
}

TEST(MakeScore, GivesTheSameSamplesForTheSameSeed) {
  const auto first = score("drama", 15s);
  EXPECT_EQ(hash_of(first.sound), hash_of(score("drama", 15s).sound));
  EXPECT_NE(hash_of(first.sound), hash_of(score("drama", 15s, 2).sound));
}

TEST(BeatsText, ReadsBackWhatItWrote) {
  const auto beats = score("crime", 15s).beats;
  const auto read = beats_from_text(to_text(beats));
  EXPECT_EQ(read.beats, beats.beats);
  EXPECT_EQ(read.downbeats, beats.downbeats);
  EXPECT_EQ(read.hits, beats.hits);
  EXPECT_EQ(read.bpm, beats.bpm);
  EXPECT_EQ(to_text(read), to_text(beats));
  EXPECT_THROW(beats_from_text("{}"), base::Error);
  EXPECT_THROW(beats_from_text("not json"), base::Error);
}

}  // namespace
}  // namespace cinecut
