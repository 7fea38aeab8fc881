#include "cinecut/meaning/meaning.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "cinecut/meaning/internal/examples.h"

namespace cinecut::meaning {
namespace {

TEST(Examples, AreLabelledWithWhatTheirSetsKnow) {
  std::map<std::string, std::set<std::string>> labels;
  std::set<std::string> texts;
  for (const auto& e : examples()) {
    labels[std::string(e.set)].insert(std::string(e.label));
    EXPECT_FALSE(e.text.empty());
    EXPECT_TRUE(texts.insert(std::string(e.set) + std::string(e.text)).second) << e.text;
  }
  std::set<std::string> emotions, roles{"none"}, zones;
  for (const auto e : edit::kEmotions) emotions.emplace(edit::name_of(e));
  for (const auto r : edit::kRoles) roles.emplace(edit::name_of(r));
  for (const auto z : edit::kZones) zones.emplace(edit::name_of(z));
  EXPECT_EQ(labels["emotion"], emotions);
  EXPECT_EQ(labels["role"], roles);
  EXPECT_EQ(labels["zone"], zones);
  EXPECT_EQ(labels["picture"], (std::set<std::string>{"subject", "writing", "empty"}));
  EXPECT_EQ(labels.size(), 4u);
}

TEST(Likeness, IsOneOfTheSameAndNoneOfTheUnknown) {
  EXPECT_FLOAT_EQ(likeness({0.6f, 0.8f}, {0.6f, 0.8f}), 1);
  EXPECT_FLOAT_EQ(likeness({1, 0}, {0, 1}), 0);
  EXPECT_EQ(likeness({}, {1, 0}), 0);
  EXPECT_EQ(likeness({}, {}), 0);
}

TEST(Felt, TakesTheLikeliestFeelingOfCuesThatHaveOne) {
  std::vector<subtitles::Cue> cues(3);
  for (auto& cue : cues) {
    cue.emotion = edit::Emotion::comedic;
    cue.emotion_strength = 0.5f;
  }
  Meaning meaning{.model = "m", .said = std::vector<Said>(3), .seen = {}};
  meaning.said[0].vector = {1};
  meaning.said[0].emotion = {0.6f, 0, 0.2f, 0, 0, 0.2f};
  meaning.said[1].vector = {1};
  meaning.said[1].emotion = {0.1f, 0.1f, 0.1f, 0.1f, 0.1f, 0.5f};
  cues = felt(std::move(cues), meaning);
  EXPECT_EQ(cues[0].emotion, edit::Emotion::intense);
  EXPECT_FLOAT_EQ(cues[0].emotion_strength, 0.8f);
  EXPECT_EQ(cues[1].emotion, edit::Emotion::neutral);
  EXPECT_EQ(cues[1].emotion_strength, 0);
  EXPECT_EQ(cues[2].emotion, edit::Emotion::comedic);  // Nobody knows: the list's stays.
  EXPECT_FLOAT_EQ(cues[2].emotion_strength, 0.5f);
}

}  // namespace
}  // namespace cinecut::meaning
