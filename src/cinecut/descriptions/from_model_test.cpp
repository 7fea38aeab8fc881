#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <future>
#include <nlohmann/json.hpp>
#include <set>
#include <thread>

#include "base/error.h"
#include "cinecut/descriptions/describe.h"
#include "cinecut/descriptions/internal/alike.h"
#include "cinecut/descriptions/internal/still_queue.h"
#include "cinecut/descriptions/internal/wording.h"
#include "openai_client/chat.h"

namespace cinecut::descriptions {
namespace {

using testing::HasSubstr;

TEST(StillQueue, GivesEachStillOnceWhenAllIsWell) {
  StillQueue queue({1, 2, 3});
  for (const int still : {1, 2, 3}) {
    const auto task = queue.take(0, {});
    ASSERT_TRUE(task);
    EXPECT_EQ(task->still, still);
    EXPECT_FALSE(task->is_second);
    queue.done(0, *task);
  }
  EXPECT_FALSE(queue.take(0, {}));
  EXPECT_EQ(queue.left(), 0u);
}

TEST(StillQueue, SendsAStillTwiceAtMostTheSecondTimeAlone) {
  StillQueue queue({1, 2});
  const auto one = *queue.take(0, {}), two = *queue.take(0, {});
  EXPECT_TRUE(queue.failed(0, one));
  // While the other is at work, the engine gets nothing; another engine may have it.
  const auto again = *queue.take(1, {});
  EXPECT_EQ(again.still, 1);
  EXPECT_TRUE(again.is_second);
  EXPECT_FALSE(queue.failed(1, again));
  queue.done(0, two);
  EXPECT_FALSE(queue.take(0, {}));
}

TEST(StillQueue, TriesAgainFirstWhileNothingIsDescribed) {
  StillQueue queue({1, 2, 3, 4});
  const auto one = *queue.take(0, {}), two = *queue.take(0, {});
  queue.failed(0, one);
  queue.failed(0, two);
  const auto again = *queue.take(0, {});
  EXPECT_EQ(again.still, 1);
  queue.done(0, again);
  for (const int still : {3, 4, 2}) {
    const auto task = *queue.take(0, {});
    EXPECT_EQ(task.still, still);
    queue.done(0, task);
  }
}

TEST(StillQueue, AsksNoMoreAtOnceThanAreAnsweredSoon) {
  using std::chrono::seconds;
  StillQueue queue({1, 2, 3, 4, 5, 6, 7, 8});
  auto one = *queue.take(0, {}), two = *queue.take(0, {});
  auto third = std::async(std::launch::async, [&] { return queue.take(0, {}); });
  const auto waits = [&] {
    return third.wait_for(std::chrono::milliseconds(50)) == std::future_status::timeout;
  };
  EXPECT_TRUE(waits());
  one.sent -= seconds(40);  // Two together took that: more than one would take too long.
  queue.done(0, one);
  EXPECT_TRUE(waits());
  two.sent -= seconds(2);
  queue.done(0, two);
  EXPECT_TRUE(third.get());
  for (int i = 4; i <= 8; ++i) EXPECT_TRUE(queue.take(0, {}));
}

TEST(EngineChoice, GivesAStillAMinuteUnlessItIsSaid) {
  EXPECT_EQ(EngineChoice{}.still_timeout, std::chrono::minutes(1));
}

TEST(StillQueue, WhatWasNeverSentCountsForNothing) {
  StillQueue queue({1});
  for (int i = 0; i < 5; ++i) {
    const auto task = *queue.take(0, {});
    EXPECT_FALSE(task.is_second);
    queue.give_back(0, task);
  }
  EXPECT_EQ(queue.left(), 1u);
}

TEST(StillQueue, SettlesEveryStillWhateverHappensToIt) {
  std::vector<int> stills(200);
  for (int i = 0; i < 200; ++i) stills[static_cast<std::size_t>(i)] = i;
  StillQueue queue(stills);
  std::vector<std::atomic<int>> sent(200), alone(3);
  std::vector<std::jthread> threads;
  threads.reserve(9);
  for (int t = 0; t < 9; ++t)
    threads.emplace_back([&, engine = t % 3] {
      while (const auto task = queue.take(engine, {})) {
        const auto i = static_cast<std::size_t>(task->still);
        if (task->is_second) {
          EXPECT_EQ(++alone[static_cast<std::size_t>(engine)], 1);
          --alone[static_cast<std::size_t>(engine)];
        }
        const int n = ++sent[i];
        if (task->still % 7 == 0 || (task->still % 5 == 0 && n == 1))
          queue.failed(engine, *task);
        else
          queue.done(engine, *task);
      }
    });
  threads.clear();
  EXPECT_EQ(queue.left(), 0u);
  for (std::size_t i = 0; i < 200; ++i) EXPECT_EQ(sent[i], i % 7 == 0 || i % 5 == 0 ? 2 : 1) << i;
}

TEST(StillQueue, WakesThoseWhoWaitWhenItIsAborted) {
  StillQueue queue({1});
  const auto task = *queue.take(0, {});
  std::jthread waiting([&] { EXPECT_FALSE(queue.take(0, {})); });
  queue.abort();
  waiting.join();
  queue.done(0, task);
}

TEST(StillQueue, StopsWaitingWhenStopped) {
  StillQueue queue({1});
  const auto task = *queue.take(0, {});
  std::stop_source stop;
  std::jthread waiting([&] { EXPECT_FALSE(queue.take(0, stop.get_token())); });
  stop.request_stop();
  waiting.join();
  queue.give_back(0, task);
  EXPECT_FALSE(queue.take(0, stop.get_token()));
}

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
  const EngineChoice nobody{.endpoints = {"http://127.0.0.1:1"},
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
