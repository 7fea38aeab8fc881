#include "cinecut/reading/internal/questions.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "base/utf8.h"
#include "cinecut/reading/testing_dialogue.h"
#include "openai_client/chat.h"

namespace cinecut::reading {
namespace {

using openai_client::BadReply;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

const std::vector<int> kSpoken{0, 2, 4, 6, 8, 10, 12, 14, 16, 18};

const std::vector<int> kLines{6, 8, 10, 12};

std::string span_answer(const std::string& turn, const std::string& best,
                        const std::string& summary = "Ann waits.") {
  return R"({"summary":")" + summary +
         R"(","want":"w","change":"c","early":1,"middle":2,"late":4,"best":)" + best +
         R"(,"turn":)" + turn + "}";
}

std::string whole_answer(const std::string& turns, const std::string& spine) {
  return R"({"logline":"l","protagonist":"p","antagonist":"a",)" + turns +
         R"(,"secret":["He dies.",""],"spine":)" + spine + "}";
}
const std::string kTurns = R"("begin":1,"escalation":5,"climax":9)";

TEST(QuestionAboutSpan, NumbersItsLinesAndBoundsTheAnswerByThem) {
  auto cues = dialogue(20);
  cues[6].speaker = "ANN";
  const auto asked = question_about_span(cues, kSpoken, {3, 7});
  const auto& question = asked.question;
  EXPECT_EQ(asked.lines, kLines);
  EXPECT_THAT(question.text, HasSubstr("\n1 ANN: This is line 6.\n2 This is line 8.\n"));
  EXPECT_THAT(question.text, HasSubstr("\n4 This is line 12.\n"));
  EXPECT_THAT(question.text, Not(HasSubstr("line 14")));
  const auto schema = nlohmann::json::parse(question.schema);
  EXPECT_EQ(schema["properties"]["turn"]["minimum"], 1);
  EXPECT_EQ(schema["properties"]["turn"]["maximum"], 4);
  EXPECT_EQ(schema["properties"]["middle"]["minimum"], 2);
  EXPECT_EQ(schema["properties"]["middle"]["maximum"], 2);
  EXPECT_EQ(schema["properties"]["late"]["minimum"], 3);
  EXPECT_EQ(schema["properties"]["late"]["maximum"], 4);
  EXPECT_EQ(schema["required"].size(), 8u);
}

TEST(QuestionAboutSpan, HasANumberInEachThirdOfAnyCount) {
  for (int n = 1; n <= 100; ++n) {
    const auto cues = dialogue(n);
    const auto asked = question_about_span(cues, spoken_cues(cues), {0, n});
    const auto schema = nlohmann::json::parse(asked.question.schema);
    for (const auto* name : {"early", "middle", "late"}) {
      const auto& field = schema["properties"][name];
      EXPECT_GE(field["minimum"], 1);
      EXPECT_LE(field["minimum"], field["maximum"]);
      EXPECT_LE(field["maximum"], n) << name;
    }
  }
}

TEST(QuestionAboutSpan, GivesAFewLettersNoNumberOfTheirOwn) {
  auto cues = dialogue(4);
  cues[0].text = "Hm.";
  cues[2].text = "Yes.";
  const auto asked = question_about_span(cues, spoken_cues(cues), {0, 4});
  EXPECT_THAT(asked.question.text,
              HasSubstr("\n1 Hm.\n2 This is line 1. / Yes.\n3 This is line 3.\n"));
  EXPECT_THAT(asked.lines, ElementsAre(0, 1, 3));
}

TEST(QuestionAboutSpan, BeginsAsEveryOther) {
  const auto cues = dialogue(20);
  const auto a = question_about_span(cues, kSpoken, {0, 5}).question.text;
  const auto b = question_about_span(cues, kSpoken, {5, 10}).question.text;
  const auto same = std::mismatch(a.begin(), a.end(), b.begin(), b.end()).first - a.begin();
  EXPECT_GT(same, 300);
}

TEST(QuestionAboutSpan, ShortensALongLineAtACharacter) {
  auto cues = dialogue(1);
  cues[0].text = std::string(139, 'x') + std::string(50, 'y') + "né";
  cues[0].text.replace(139, 2, "é");
  const auto question = question_about_span(cues, {0}, {0, 1}).question;
  EXPECT_THAT(question.text, HasSubstr(std::string(139, 'x') + "…"));
  EXPECT_TRUE(base::is_utf8(question.text));
}

TEST(QuestionAboutSpan, OfOtherWordsHasAnotherKey) {
  auto cues = dialogue(20);
  const auto key = question_about_span(cues, kSpoken, {0, 5}).question.key();
  EXPECT_EQ(key, question_about_span(cues, kSpoken, {0, 5}).question.key());
  cues[2].text = "Something else.";
  EXPECT_NE(key, question_about_span(cues, kSpoken, {0, 5}).question.key());
}

TEST(AnswerAboutSpan, NamesCuesByTheirLines) {
  const auto chunk = chunk_of(span_answer("2", "1"), kLines);
  EXPECT_EQ(chunk.turn, 8);
  EXPECT_THAT(chunk.candidates, ElementsAre(6, 8, 12));
  EXPECT_EQ(chunk.summary, "Ann waits.");
}

TEST(AnswerAboutSpan, OutOfFormIsRefused) {
  EXPECT_NO_THROW((void)chunk_of(span_answer("4", "1"), kLines));
  for (
      const auto& answer :
      {std::string(), std::string("no"), std::string("[]"), std::string("{}"),
       span_answer("0", "1"), span_answer("5", "1"), span_answer("-1", "1"),
       span_answer("1.5", "1"), span_answer("\"1\"", "1"), span_answer("null", "1"),
       span_answer("18446744073709551615", "1"), span_answer("1", "5"), span_answer("1", "[1]"),
       span_answer("1", "{}"), span_answer("1", "1", ""),
       span_answer("1", "1", std::string(141, 'x')), span_answer("1", "1", "\xFF"),
       std::string(1000, '['),
       std::string(
           R"({"summary":1,"want":"","change":"","early":1,"middle":1,"late":1,"best":1,"turn":1})")})
    EXPECT_THROW((void)chunk_of(answer, kLines), BadReply) << answer;
}

std::vector<Chunk> three_chunks() {
  std::vector<Chunk> chunks(3);
  for (int i = 0; i < 3; ++i) {
    auto& chunk = chunks[static_cast<std::size_t>(i)];
    chunk.first_cue = 10 * i;
    chunk.last_cue = 10 * i + 9;
    chunk.summary = "Part " + std::to_string(i) + ".";
    chunk.turn = 10 * i + 5;
    chunk.candidates = {10 * i + 2, 10 * i + 5};
  }
  return chunks;
}

TEST(QuestionAboutWhole, ShowsTheLinesOfEachPartInTheOrderAskedFor) {
  const auto cues = dialogue(30);
  const auto film = std::chrono::seconds(90);
  const auto of_film = question_about_whole(cues, film, three_chunks(), Order::of_film);
  EXPECT_THAT(of_film.lines, ElementsAre(2, 5, 12, 15, 22, 25));
  EXPECT_THAT(of_film.question.text, HasSubstr("\nPart 2, 33 to 66 % of the film: Part 1.\n"));
  EXPECT_THAT(of_film.question.text, HasSubstr("\nPart 2\n3 This is line 12.\n4 This"));
  const auto reversed = question_about_whole(cues, film, three_chunks(), Order::reversed);
  EXPECT_THAT(reversed.lines, ElementsAre(22, 25, 12, 15, 2, 5));
  const auto mixed = question_about_whole(cues, film, three_chunks(), Order::mixed);
  EXPECT_THAT(mixed.lines, ElementsAre(22, 25, 2, 5, 12, 15));
  const auto beginning = of_film.question.text.substr(0, of_film.question.text.find("Its lines"));
  EXPECT_TRUE(mixed.question.text.starts_with(beginning));
  EXPECT_TRUE(reversed.question.text.starts_with(beginning));
  const auto schema = nlohmann::json::parse(of_film.question.schema);
  EXPECT_EQ(schema["properties"]["climax"]["maximum"], 6);
  EXPECT_EQ(schema["properties"]["spine"]["minItems"], 6);
}

TEST(QuestionAboutWhole, LeavesOutPartsThatWereNotAnswered) {
  auto chunks = three_chunks();
  chunks[1].summary.clear();
  const auto whole =
      question_about_whole(dialogue(30), std::chrono::seconds(90), chunks, Order::of_film);
  EXPECT_THAT(whole.lines, ElementsAre(2, 5, 22, 25));
}

TEST(QuestionAboutWhole, ShowsFewerLinesOfALongFilm) {
  std::vector<Chunk> chunks(60);
  for (std::size_t i = 0; i < chunks.size(); ++i) {
    const int first = static_cast<int>(i) * 10;
    chunks[i] = {first, first + 9, std::string(150, 's'), "w", "c", first, {}};
    for (int k = 1; k < 5; ++k) chunks[i].candidates.push_back(first + k);
  }
  const auto whole =
      question_about_whole(dialogue(600), std::chrono::seconds(1800), chunks, Order::of_film);
  EXPECT_LT(whole.lines.size(), 240u);
  EXPECT_GE(whole.lines.size(), 60u);
}

TEST(AnswerAboutWhole, NamesCuesByTheirLines) {
  const auto whole = whole_of(
      whole_answer(kTurns, R"([{"line":3,"role":"vow"},{"line":3,"role":"want"}])"), kSpoken);
  EXPECT_EQ(whole.begin, 0);
  EXPECT_EQ(whole.escalation, 8);
  EXPECT_EQ(whole.climax, 16);
  EXPECT_THAT(whole.keep_secret, ElementsAre("He dies."));
  ASSERT_EQ(whole.spine.size(), 1u);
  EXPECT_EQ(whole.spine[0].cue, 4);
  EXPECT_EQ(whole.spine[0].role, edit::Role::vow);
}

TEST(AnswerAboutWhole, OutOfFormIsRefused) {
  for (const auto& answer : {std::string("{}"), whole_answer(kTurns, "{}"),
                             whole_answer(kTurns, "1"), whole_answer(kTurns, R"([{"line":1}])"),
                             whole_answer(kTurns, R"([{"line":1,"role":"hero"}])"),
                             whole_answer(kTurns, R"([{"line":11,"role":"vow"}])"),
                             whole_answer(R"("begin":0,"escalation":5,"climax":9)", "[]"),
                             whole_answer(R"("begin":1,"escalation":5)", "[]")})
    EXPECT_THROW((void)whole_of(answer, kSpoken), BadReply) << answer;
}

}  // namespace
}  // namespace cinecut::reading
