#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "cinecut/descriptions/describe.h"
#include "cinecut/descriptions/internal/alike.h"
#include "cinecut/descriptions/internal/wording.h"
#include "openai_client/chat.h"

namespace cinecut::descriptions {
namespace {

using testing::HasSubstr;

TEST(Wording, AnswersInFormAreTaken) {
  const auto d = description_of(
      R"({"visual_content":"A man\nwaits.","mood":" calm ","action":"x","setting":"“né”","more":1})");
  EXPECT_EQ(d.visual_content, "A man waits.");
  EXPECT_EQ(d.mood, "calm");
  EXPECT_EQ(d.setting, "“né”");
}

TEST(Wording, AnswersOutOfFormAreRefused) {
  const auto with = [](const std::string& content) {
    return R"({"visual_content":)" + content + R"(,"mood":"m","action":"a","setting":"s"})";
  };
  EXPECT_NO_THROW((void)description_of(with("\"" + std::string(240, 'x') + "\"")));
  for (const auto& answer :
       {std::string(), std::string("no"), std::string("[]"), std::string("{}"), with("1"),
        with("\"\""), with("\" \\n\""), with("\"" + std::string(241, 'x') + "\""),
        std::string(R"({"visual_content":"v","mood":"m","action":"a"})"), std::string(1000, '['),
        with("\"\xFF\"")})
    EXPECT_THROW((void)description_of(answer), openai_client::BadReply) << answer;
}

TEST(Wording, TheSchemaBoundsEveryField) {
  const auto schema = nlohmann::json::parse(answer_schema());
  EXPECT_EQ(schema["required"].size(), 4u);
  for (const auto& [name, property] : schema["properties"].items()) {
    EXPECT_GT(property["maxLength"], 20) << name;
    EXPECT_THAT(question(), HasSubstr(name));
  }
}

TEST(Wording, DialogueIsContext) {
  subtitles::Cue cue;
  cue.text = "Get out.";
  EXPECT_EQ(context_of(&cue), "Someone says at this moment: “Get out.”");
  cue.speaker = "ANN";
  EXPECT_THAT(context_of(&cue), HasSubstr("ANN says"));
  EXPECT_EQ(context_of(nullptr), "");
}

/// A picture with a bright place on a slope; the rest of its colours are grey.
survey::Still still_with(std::size_t bright_place, const std::string& jpeg, int light = 0) {
  survey::Still still;
  still.blocks.fill(128);
  for (std::size_t i = 0; i < 16 * 9; ++i)
    still.blocks[i] = static_cast<std::uint8_t>(60 + 5 * static_cast<int>(i % 16) + light);
  for (std::size_t i = 0; i < 30; ++i) still.blocks[(bright_place + i) % (16 * 9)] = 220;
  still.jpeg = jpeg;
  return still;
}

TEST(Alike, PicturesOfOneCameraPositionShareTheFirstOnes) {
  EXPECT_EQ(described_by({still_with(10, "a"), still_with(90, "b"), still_with(10, "c", 3),
                          still_with(90, "d", 5), still_with(50, "e")}),
            (std::vector<int>{0, 1, 0, 1, 4}));
  EXPECT_TRUE(described_by({}).empty());
}

TEST(Alike, SomebodyAtOnePlaceIsAnotherPicture) {
  auto with_somebody = still_with(10, "b");
  with_somebody.blocks[70] = 180;
  EXPECT_EQ(described_by({still_with(10, "a"), with_somebody}), (std::vector<int>{0, 1}));
}

TEST(Alike, OtherLightOrColourIsAnotherPicture) {
  auto blue = still_with(10, "c");
  for (std::size_t i = 16 * 9; i < 2 * 16 * 9; ++i) blue.blocks[i] = 140;
  EXPECT_EQ(described_by({still_with(10, "a"), still_with(10, "b", 25), blue}),
            (std::vector<int>{0, 1, 2}));
}

TEST(Alike, FlatPicturesAreAlikeOnlyIfEqual) {
  survey::Still grey, lighter;
  grey.blocks.fill(60);
  lighter.blocks.fill(61);
  grey.jpeg = "a";
  lighter.jpeg = "b";
  EXPECT_EQ(described_by({grey, lighter, grey}), (std::vector<int>{0, 1, 0}));
}

TEST(DescribeWithModel, AsksNobodyIfAllIsKnownAndSomebodyIfNot) {
  const auto path = std::filesystem::path(testing::TempDir()) / "known.scenedesc.msgpack";
  std::filesystem::remove(path);
  survey::Survey survey;
  survey.shots.resize(1);
  survey.stills = {still_with(10, "a"), still_with(90, "b")};
  survey.stills[1].time = base::film_time(5);
  const Provenance provenance{1, 2, "x"};
  const engines::EngineChoice nobody{.endpoints = {"http://127.0.0.1:1"},
                                     .ready_timeout = std::chrono::milliseconds(1)};
  const auto describe = [&] {
    return describe_with_model(survey, {}, nobody, path, provenance, {}, {});
  };
  {
    Journal journal(path, provenance);
    for (const auto& still : survey.stills)
      journal.add(still.time, {.description = {.visual_content = "A tree."}, .skipped = {}});
    journal.complete();
  }
  EXPECT_EQ(describe().scenes.at(1).description.visual_content, "A tree.");
  survey.stills[1].time = base::film_time(6);  // As an other survey would have it.
  EXPECT_THROW(describe(), base::Error);
}

}  // namespace
}  // namespace cinecut::descriptions
