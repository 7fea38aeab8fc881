#include "cinecut/music/score/score.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "base/error.h"
#include "base/hash.h"
#include "cinecut/vibe/form.h"

namespace cinecut::score {
namespace {

using namespace std::chrono_literals;

const vibe::Vibe& vibe_of(std::string_view name) {
  return vibe::find_vibe(vibe::built_in_vibes(), name);
}

beats::Song score(std::string_view vibe, base::Duration length, std::uint32_t seed = 1) {
  return make_score(vibe_of(vibe), vibe::plan_form(vibe_of(vibe), length), seed);
}

std::string hash_of(const media::Sound& sound) {
  return base::content_hash(
      {reinterpret_cast<const char*>(sound.samples.data()), sound.samples.size() * sizeof(float)});
}

const beats::Song& action_score() {
  static const auto song = score("action", 45s);
  return song;
}

TEST(MakeScore, IsAsLongAsItsFormAndSectionsCoverIt) {
  const auto& song = action_score();
  EXPECT_EQ(song.sound.frames(), 45u * 48000);
  const auto form = vibe::plan_form(vibe_of("action"), 45s);
  const auto& sections = song.beats.sections;
  ASSERT_EQ(sections.size(), form.size());
  EXPECT_EQ(sections.front().range.start, base::SongTime{});
  EXPECT_EQ(sections.back().range.end, base::SongTime{45s});
  const double bar = 4 * 60 / song.beats.bpm;
  for (std::size_t i = 0; i < sections.size(); ++i) {
    const auto before = i == 0 ? base::SongTime{} : sections[i - 1].range.end;
    EXPECT_EQ(sections[i].range.start, before);
    EXPECT_EQ(sections[i].label, edit::name_of(form[i].part));
    EXPECT_NEAR(base::to_seconds(sections[i].range.length()), base::to_seconds(form[i].length),
                bar);
    EXPECT_TRUE(std::ranges::binary_search(song.beats.downbeats, sections[i].range.start));
  }
}

TEST(MakeScore, SpacesItsBeatsEvenlyInsideTheVibesTempo) {
  const auto& beats = action_score().beats;
  EXPECT_GE(beats.bpm, vibe_of("action").bpm_min);
  EXPECT_LE(beats.bpm, vibe_of("action").bpm_max);
  for (std::size_t i = 1; i < beats.beats.size(); ++i) {
    EXPECT_NEAR(base::to_seconds(beats.beats[i] - beats.beats[i - 1]), 60 / beats.bpm, 1e-6);
  }
  EXPECT_TRUE(std::ranges::includes(beats.beats, beats.downbeats));
  EXPECT_TRUE(std::ranges::includes(beats.beats, beats.hits));
  EXPECT_GE(beats.hits.size(), 6u);
}

TEST(MakeScore, StaysUnderMinusOneDecibelAndGrowsTowardsTheEnd) {
  const auto& song = action_score();
  float peak = 0;
  for (const float s : song.sound.samples) peak = std::max(peak, std::abs(s));
  EXPECT_LE(20 * std::log10(peak), -1.0f);
  EXPECT_GE(20 * std::log10(peak), -3.0f);
  std::map<std::string, float> energy;
  for (const auto& s : song.beats.sections) energy[s.label] = s.energy;
  EXPECT_LT(energy["act_1"], energy["act_2"]);
  EXPECT_LT(energy["act_2"], energy["act_3"]);
  EXPECT_LT(energy["silence"], 0.1f);
  EXPECT_LT(energy["button"], energy["title"]);
}

TEST(MakeScore, PlaysItsBeatsWhereItSaysTheyAre) {
  const auto& song = action_score();
  const auto found = beats::find_beats(song.sound, {.expected_bpm = vibe_of("action").bpm}).beats;
  std::vector<double> offsets;
  for (const auto beat : song.beats.beats) {
    double nearest = 1;
    for (const auto f : found) {
      const double off = base::to_seconds(f - beat);
      if (std::abs(off) < std::abs(nearest)) nearest = off;
    }
    if (std::abs(nearest) < 0.03) offsets.push_back(nearest);
  }
  EXPECT_GE(offsets.size(), song.beats.beats.size() * 9 / 10);
  std::ranges::sort(offsets);
  EXPECT_NEAR(offsets[offsets.size() / 2], 0, 0.01);
}

TEST(MakeScore, GivesTheSameSamplesForTheSameSeed) {
  const auto first = score("comedy", 15s);
  EXPECT_EQ(hash_of(first.sound), hash_of(score("comedy", 15s).sound));
  EXPECT_NE(hash_of(first.sound), hash_of(score("comedy", 15s, 2).sound));
}

TEST(MakeScore, HasAScoreForAUsersOwnVibe) {
  vibe::Vibe own = vibe_of("western");
  own.name = "spaghetti";
  EXPECT_EQ(make_score(own, vibe::plan_form(own, 15s), 1).sound.frames(), 15u * 48000);
}

TEST(MakeScore, PlaysTheVibesOwnInstruments) {
  vibe::Vibe own = vibe_of("western");
  own.palette.lead = own.palette.motif = vibe::instruments::flute;
  own.palette.drums = vibe::Drums::club;
  const auto form = vibe::plan_form(own, 15s);
  EXPECT_NE(hash_of(make_score(own, form, 1).sound),
            hash_of(make_score(vibe_of("western"), form, 1).sound));
}

TEST(MakeScore, RefusesAnEmptyForm) {
  EXPECT_THROW(make_score(vibe_of("drama"), {}, 1), base::Error);
}

TEST(BeatsText, ReadsBackWhatItWrote) {
  const auto& beats = action_score().beats;
  const auto read = beats::beats_from_text(beats::to_text(beats));
  EXPECT_EQ(read.beats, beats.beats);
  EXPECT_EQ(read.downbeats, beats.downbeats);
  EXPECT_EQ(read.hits, beats.hits);
  EXPECT_EQ(read.bpm, beats.bpm);
  EXPECT_EQ(beats::to_text(read), beats::to_text(beats));
  EXPECT_THROW(beats::beats_from_text("{}"), base::Error);
  EXPECT_THROW(beats::beats_from_text("not json"), base::Error);
}

}  // namespace
}  // namespace cinecut::score
