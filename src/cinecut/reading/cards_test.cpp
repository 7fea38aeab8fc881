#include "cinecut/reading/internal/cards.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "cinecut/reading/testing_dialogue.h"
#include "openai_client/chat.h"

namespace cinecut::reading {
namespace {

using openai_client::BadReply;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

std::vector<subtitles::Cue> valley() {
  auto cues = dialogue(8);
  cues[1].text = "Anna, the Sokolov brothers want the river.";
  cues[3].text = "Then we leave before the winter, Zoë.";
  cues[5].speaker = "DIMAS";
  cues[6].text = "[Marcus laughs]";
  cues[6].is_sound = true;
  return cues;
}

Reading read() {
  Reading reading;
  reading.logline = "A farmer must save her valley, but the water belongs to another.";
  reading.protagonist = "Anna";
  reading.antagonist = "the Sokolovs";
  reading.keep_secret = {"Anna's brother is the killer.", "The dam breaks."};
  for (int i = 0; i < 4; ++i) {
    reading.chunks.push_back(
        {.first_cue = 2 * i,
         .last_cue = 2 * i + 1,
         .summary = "The loyal farmers quarrel, part " + std::to_string(i) + ".",
         .want = {},
         .change = {},
         .turn = 2 * i,
         .candidates = {}});
  }
  reading.spine = {{1, 1, edit::Role::threat, 1}, {7, 7, edit::Role::punch_line, 1}};
  return reading;
}

TEST(QuestionAboutCards, TellsWhatIsKnownButNotTheEnd) {
  const auto question = question_about_cards(valley(), read());
  EXPECT_THAT(question.text, HasSubstr("A farmer must save her valley"));
  EXPECT_THAT(question.text, HasSubstr("Must not be told: The dam breaks."));
  EXPECT_THAT(question.text, HasSubstr("part 2."));
  EXPECT_THAT(question.text, Not(HasSubstr("part 3.")));
  EXPECT_THAT(question.text, HasSubstr("Sokolov brothers"));
  EXPECT_THAT(question.text, Not(HasSubstr("This is line 7."))) << "it is from the last quarter";
  const auto schema = nlohmann::json::parse(question.schema);
  EXPECT_EQ(schema["properties"]["cards"]["minItems"], 2);
  EXPECT_EQ(schema["properties"]["cards"]["maxItems"], 4);
  EXPECT_NO_THROW((void)question_about_cards({}, {}));
}

TEST(AnswerAboutCards, OutOfFormIsRefused) {
  EXPECT_THAT(cards_of(R"({"cards":["One night"," Two\n nights"]})"),
              ElementsAre("One night", "Two nights"));
  for (const auto& answer :
       {std::string("{}"), std::string(R"({"cards":"One"})"), std::string(R"({"cards":[]})"),
        std::string(R"({"cards":["One"]})"), std::string(R"({"cards":["One",2]})"),
        std::string(R"({"cards":["1","2","3","4","5"]})"),
        R"({"cards":["One",")" + std::string(49, 'x') + "\"]}"})
    EXPECT_THROW((void)cards_of(answer), BadReply) << answer;
}

TEST(CardJudge, AllowsPlainWordsAndNamesOfTheFilm) {
  const CardJudge judge(valley(), read());
  for (const auto* card :
       {"One winter", "Anna has one winter", "Nobody leaves the valley",
        "THE RIVER BELONGS TO NOBODY", "Some debts are paid twice…", "How far would I go?",
        "Zoë’s last winter", "Dimas remembers", "Loyal to the last", "The Sokolov way"})
    EXPECT_TRUE(judge.allows(card)) << card;
}

TEST(CardJudge, RefusesWhatMayNotBeShown) {
  const CardJudge judge(valley(), read());
  for (const auto* card : {
           "", " ", "!?", "One two three four five six seven", "**One** winter",
           "<b>One</b> winter", "One \"winter\"", "One winter 🎬", "One winter \xFF",
           "The film in one sentence",  // A model that says the question again
           "No two alike",              // tells nothing of the film.
           "Trust nobody but Marcus",   // He is no name that is heard.
           "Marcus remembers",          // Nor where every card has a capital letter.
           "Trust Nobody But Marcus",   // Nor where every word has one.
           "MARCUS REMEMBERS NOTHING",  //
           "Her brother came back",     // What must not be told,
           "Who killed the farmer?",    // also with another ending,
           "The DAM is watching",       // or in capitals.
       })
    EXPECT_FALSE(judge.allows(card)) << card;
}

TEST(CardJudge, KeepsEachOnceAndAtMostFour) {
  const CardJudge judge(valley(), read());
  EXPECT_THAT(judge.allowed({"One winter.", "ONE WINTER", "<i>No</i>", "No way back...", "Run"}),
              ElementsAre("One winter", "No way back...", "Run"));
  EXPECT_EQ(judge.allowed({"One", "Two", "Three", "Now", "Never"}).size(), kMostCards);
  EXPECT_THAT(judge.allowed({}), IsEmpty());
}

TEST(ClausesOf, StandAloneWithASubject) {
  EXPECT_THAT(clauses_of("A farmer must save her valley, but the water belongs to another."),
              ElementsAre("A farmer must save her valley", "The water belongs to another"));
  EXPECT_THAT(clauses_of("Anna, who has lost her land, fights and her brothers leave"),
              ElementsAre("Her brothers leave"));
  EXPECT_THAT(clauses_of(""), IsEmpty());
}

}  // namespace
}  // namespace cinecut::reading
