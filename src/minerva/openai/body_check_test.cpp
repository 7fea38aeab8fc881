#include "minerva/openai/body_check.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "minerva/model/fault.h"
#include "minerva/openai/api_error.h"
#include "minerva/openai/schemas.h"

namespace minerva::openai {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

json chat_with(const char* more) {
  auto body = json::parse(R"({"messages": [{"role": "user", "content": "Hi"}]})");
  body.update(json::parse(more));
  return body;
}

std::string complaint(const char* schema, const json& body, std::string* field = nullptr) {
  try {
    (void)check_body(schemas().at(schema), body);
    return "";
  } catch (const model::Fault& fault) {
    EXPECT_EQ(fault.fault(), model::FaultKind::invalid_parameter);
    if (field) *field = fault.field();
    return fault.what();
  }
}

TEST(BodyCheck, NamesTheFieldItsValueAndWhatIsAllowed) {
  const std::pair<const char*, const char*> wrong[] = {
      {R"({"temperature": -1})", "temperature is -1; it must be a number from 0 to 2."},
      {R"({"top_p": 1.5})", "top_p is 1.5; it must be a number above 0, to 1."},
      {R"({"top_p": 0})", "top_p is 0; it must be a number above 0, to 1."},
      {R"({"n": 0})", "n is 0; it must be a whole number from 1 to 16."},
      {R"({"n": 1.5})", "n is 1.5; it must be a whole number from 1 to 16."},
      {R"({"stream": "yes"})", "stream is \"yes\"; it must be true or false."},
      {R"({"messages": []})", "messages is empty; it must be a list of 1 to 10000 entries."},
      {R"({"messages": "Hi"})", "messages is \"Hi\"; it must be a list of 1 to 10000 entries."},
      {R"({"messages": null})", "messages is null; it must be a list of 1 to 10000 entries."},
      {R"({"messages": [{"role": "user"}, {"content": "x"}]})",
       "messages[1].role is missing; it must be one of \"system\", \"developer\", \"user\", "
       "\"assistant\", \"tool\"."},
      {R"({"messages": [{"role": "user", "content": [{"type": "text", "text": 3}]}]})",
       "messages[0].content[0].text is 3; it must be a text."},
      {R"({"logit_bias": {"7": 101}})",
       "logit_bias.7 is 101; it must be a number from -100 to 100."},
      {R"({"stop": 3})",
       "stop is 3; it must be a text of at most 1000 bytes, or a list of at most "
       "16 entries."},
      {R"({"response_format": {"type": "xml"}})",
       "response_format.type is \"xml\"; it must be one of \"text\", \"json_object\", "
       "\"json_schema\"."},
  };
  for (const auto& [more, said] : wrong)
    EXPECT_EQ(complaint("ChatRequest", chat_with(more)), said) << more;
}

TEST(BodyCheck, NamesTheFieldForTheErrorObject) {
  std::string field;
  (void)complaint("ChatRequest", chat_with(R"({"messages": [{"role": "king"}]})"), &field);
  EXPECT_EQ(field, "messages[0].role");
}

TEST(BodyCheck, TakesNullForWhatNeedNotBeThereAndWholeNumbersWithAPoint) {
  EXPECT_EQ(complaint("ChatRequest", chat_with(R"({"temperature": null, "stop": null,
      "max_tokens": 5.0, "seed": 12345678901234, "stop": ["a"]})")),
            "");
}

TEST(BodyCheck, TellsTheFieldsThatHaveNoEffect) {
  const auto body = chat_with(R"({"mirostat": 1, "store": true,
      "messages": [{"role": "user", "content": "x", "mood": "good"}],
      "tools": [{"type": "function", "function": {"name": "f", "parameters": {"any": "thing"}}}]})");
  EXPECT_THAT(check_body(schemas().at("ChatRequest"), body),
              testing::UnorderedElementsAre("mirostat", "store", "messages[0].mood"));
}

TEST(BodyCheck, RefusesWhatIsNoObjectAndShortensLongValues) {
  EXPECT_THAT(complaint("ChatRequest", json::parse("[]")), HasSubstr("a JSON object"));
  EXPECT_LT(
      complaint("ChatRequest", chat_with(("{\"n\": \"" + std::string(5000, 'x') + "\"}").c_str()))
          .size(),
      200U);
}

TEST(BodyCheck, EveryFormOfAPromptIsTaken) {
  for (const auto* prompt : {R"("a")", R"(["a", "b"])", "[1, 2]", "[[1], [2, 3]]"})
    EXPECT_EQ(complaint("CompletionRequest", {{"prompt", json::parse(prompt)}}), "") << prompt;
  for (const auto* prompt : {"3", "[]", R"(["a", 1])", R"([""])", "[[]]", "[-1]", "{}"})
    EXPECT_NE(complaint("CompletionRequest", {{"prompt", json::parse(prompt)}}), "") << prompt;
}

TEST(Json, IsRefusedWhenItIsBrokenTooDeepOrTooMuch) {
  const auto status = [](const std::string& text) {
    try {
      (void)parse_json(text);
      return 200;
    } catch (const ApiError& error) {
      EXPECT_FALSE(error.code().empty());
      return error.status();
    }
  };
  EXPECT_EQ(status(R"({"a": ["]]]]", "\"[[["]})"), 200);
  EXPECT_EQ(status(std::string(64, '[') + std::string(64, ']')), 200);
  EXPECT_EQ(status(std::string(65, '[') + std::string(65, ']')), 400);
  EXPECT_EQ(status(std::string(100'000, '[')), 400);
  std::string many = "[0";
  for (int i = 0; i < 1'000'000; ++i) many += ",0";
  EXPECT_EQ(status(many + "]"), 413);
  for (const auto* text : {"", "{", "{]", "\"\xff\"", "nul", "1e999", "{} {}", "\"\\ud800\""})
    EXPECT_EQ(status(text), 400) << text;
}

TEST(Schemas, ShowThatMembersMayBeNull) {
  const auto shown = with_nulls(schemas().at("ChatRequest"))["properties"];
  EXPECT_EQ(shown["temperature"]["type"], (json{"number", "null"}));
  EXPECT_EQ(shown["messages"]["type"], "array");
  EXPECT_EQ(shown["temperature"]["maximum"], 2);
}

}  // namespace
}  // namespace minerva::openai
