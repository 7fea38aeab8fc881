#include "cinecut/reading/reading.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include "base/error.h"
#include "cinecut/reading/testing_dialogue.h"

namespace cinecut::reading {
namespace {

using std::chrono::seconds;

Reading read_before() {
  Reading reading;
  reading.begin = {10, 1};
  reading.escalation = {50, 0.5};
  reading.climax = {90, 0.25};
  reading.logline = "A “né”.";
  reading.protagonist = "Ann";
  reading.antagonist = "Bob";
  reading.keep_secret = {"He dies."};
  reading.cards = {"One “night”", "Run"};
  reading.spine = {{3, 4, edit::Role::punch_line, 2.0 / 3}};
  reading.chunks = {{0, 99, "s", "w", "c", 5, {1, 2}}};
  reading.source = "a model";
  return reading;
}

edit::Anchors present() {
  return {base::FilmTime(seconds(60)), base::FilmTime(seconds(180)), base::FilmTime(seconds(240)),
          "priors"};
}

TEST(ReadingText, IsReadBackTheSame) {
  const auto reading = read_before();
  EXPECT_EQ(reading_from_text(to_text(reading)), reading);
  EXPECT_EQ(reading_from_text(to_text({})), Reading{});
}

TEST(ReadingText, IsRefusedWhenDamaged) {
  const auto good = to_text(read_before());
  for (std::size_t n = 0; n + 1 < good.size(); ++n)
    EXPECT_THROW((void)reading_from_text(good.substr(0, n)), base::Error) << n;
  const auto with = [&](const std::string& from, const std::string& to) {
    auto text = good;
    return text.replace(text.find(from), from.size(), to);
  };
  for (const auto& bad : {with("punch_line", "hero"), with("0.25", "1.25"), with("50", "-2"),
                          with("50", "5000000000"), with("\"last_cue\": 4", "\"last_cue\": 2")})
    EXPECT_THROW((void)reading_from_text(bad), base::Error) << bad;
}

TEST(Blend, MovesEachAnchorAsFarAsItsConfidence) {
  const auto blended = blend(read_before(), dialogue(100), present());
  EXPECT_EQ(blended.begin, base::FilmTime(seconds(30)));
  EXPECT_EQ(blended.escalation, base::FilmTime(seconds(165)));
  EXPECT_EQ(blended.climax, base::FilmTime(std::chrono::milliseconds(247'500)));
  EXPECT_EQ(blended.source, "priors, with turns read by a model");
}

TEST(Blend, LeavesWhatIsNotAgreedOn) {
  auto reading = read_before();
  reading.begin.confidence = reading.escalation.confidence = reading.climax.confidence = 0.2;
  EXPECT_EQ(blend(reading, dialogue(100), present()), present());
  EXPECT_EQ(blend({}, dialogue(100), present()), present());
  reading.begin = {1000, 1};  // There is no such cue.
  EXPECT_EQ(blend(reading, dialogue(100), present()), present());
}

TEST(Blend, KeepsTheOrder) {
  Reading reading;
  reading.begin = {70, 1};
  EXPECT_EQ(blend(reading, dialogue(100), present()), present());
}

TEST(ReadDialogue, OfNothingAsksNobody) {
  const engines::EngineChoice nobody{.endpoints = {"http://127.0.0.1:1"},
                                     .ready_timeout = std::chrono::milliseconds(1)};
  const auto journal = std::filesystem::path(::testing::TempDir()) /
                       ("nothing." + std::to_string(::getpid()) + ".reading.msgpack");
  const auto reading = read_dialogue({}, seconds(100), nobody, journal, {}, {});
  EXPECT_FALSE(reading.has_turns());
  EXPECT_EQ(reading.source, "model (there is no dialogue)");
  EXPECT_THROW((void)read_dialogue(dialogue(100), seconds(300), nobody, journal, {}, {}),
               base::Error);
}

}  // namespace
}  // namespace cinecut::reading
