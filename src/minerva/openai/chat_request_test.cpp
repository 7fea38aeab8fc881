#include "minerva/openai/chat_request.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "minerva/model/fault.h"
#include "minerva/openai/response_request.h"

namespace minerva::openai {
namespace {

ChatRequest read(const char* text) { return read_chat(json::parse(text), {}, "client", {}); }

TEST(ChatRequest, IsReadWithItsPartsToolsAndLimits) {
  const auto chat = read(R"({"messages": [
      {"role": "user", "content": [{"type": "text", "text": "a"}, {"type": "text", "text": "b"}]},
      {"role": "assistant", "content": null, "tool_calls": [
        {"id": "c1", "type": "function", "function": {"name": "f", "arguments": "{}"}}]},
      {"role": "tool", "tool_call_id": "c1", "content": "r"}],
    "tools": [{"type": "function", "function": {"name": "f"}}, {"type": "function", "function": {"name": "g"}}],
    "tool_choice": {"type": "function", "function": {"name": "g"}},
    "max_tokens": 7, "max_completion_tokens": 9, "n": 3, "seed": 5, "stop": "x", "stream": true,
    "logprobs": true, "top_logprobs": 2, "logit_bias": {"5": -1.5}, "timeout": 0.5})");
  EXPECT_EQ(chat.messages[0].content, "ab");
  EXPECT_EQ(chat.messages[1].tool_calls[0].name, "f");
  EXPECT_EQ(chat.messages[2].tool_call_id, "c1");
  ASSERT_EQ(chat.options.tools.size(), 1U);
  EXPECT_EQ(chat.options.tools[0].name, "g");
  EXPECT_EQ(chat.options.tool_choice, model::ToolChoice::required);
  const auto& request = chat.request;
  EXPECT_EQ(request.max_tokens, 9);
  EXPECT_EQ(chat.form.log_probabilities, 2);
  EXPECT_EQ(request.timeout.count(), 500);
  EXPECT_FLOAT_EQ(request.sampling.logit_bias.at(5), -1.5F);
  const auto choices = requests_of(chat);
  ASSERT_EQ(choices.size(), 3U);
  EXPECT_EQ(choices[2].sampling.seed, 7U);
}

std::string field_refused(const char* text) {
  try {
    (void)read(text);
    return "none";
  } catch (const model::Fault& fault) {
    return fault.field();
  }
}

TEST(ChatRequest, RefusesWhatASchemaCannotTell) {
  const std::string hi = R"({"messages": [{"role": "user", "content": "Hi"}], )";
  EXPECT_EQ(field_refused(R"({"messages": [{"role": "user"}]})"), "messages[0].content");
  EXPECT_EQ(field_refused((hi + R"("tool_choice": "required"})").c_str()), "tool_choice");
  EXPECT_EQ(field_refused((hi + R"("top_logprobs": 2})").c_str()), "top_logprobs");
  EXPECT_EQ(field_refused((hi + R"("logit_bias": {"x": 2}})").c_str()), "logit_bias");
  EXPECT_EQ(field_refused((hi + R"("response_format": {"type": "json_schema"}})").c_str()),
            "response_format.json_schema.schema");
  EXPECT_EQ(field_refused((hi + R"("json_schema": {"not": {}}})").c_str()), "json_schema");
}

TEST(ResponseRequest, BecomesAChat) {
  const auto chat = read_response_request(json::parse(R"({"instructions": "Be brief.", "input": [
        {"role": "user", "content": [{"type": "input_text", "text": "Hi"}]},
        {"type": "function_call", "call_id": "c1", "name": "f", "arguments": "{}"},
        {"type": "function_call", "call_id": "c2", "name": "f", "arguments": "{}"},
        {"type": "function_call_output", "call_id": "c1", "output": "r"}],
        "max_output_tokens": 5, "text": {"format": {"type": "json_object"}}})"),
                                          {}, "client", {});
  ASSERT_EQ(chat.messages.size(), 4U);
  EXPECT_EQ(chat.messages[0].role, "system");
  EXPECT_EQ(chat.messages[2].tool_calls.size(), 2U);
  EXPECT_EQ(chat.messages[3].role, "tool");
  EXPECT_EQ(chat.request.max_tokens, 5);
  EXPECT_TRUE(chat.request.constraint);
  try {
    (void)read_response_request(
        json::parse(R"({"input": "x", "text": {"format": {"type": "json_schema"}}})"), {}, "c", {});
    FAIL();
  } catch (const model::Fault& fault) {
    EXPECT_EQ(fault.field(), "text.format.schema");
  }
}

TEST(ChatRequest, RefusesArgumentsNestedWithoutEndAndTakesBrokenOnes) {
  const auto with = [](const std::string& arguments) {
    return json{{"messages",
                 {{{"role", "assistant"},
                   {"tool_calls", {{{"function", {{"name", "f"}, {"arguments", arguments}}}}}}}}}};
  };
  const auto broken = read_chat(with("{\"a\": "), {}, "client", {});
  EXPECT_EQ(broken.messages[0].tool_calls[0].arguments, "{\"a\": ");
  try {
    (void)read_chat(with(std::string(100'000, '[')), {}, "client", {});
    FAIL();
  } catch (const model::Fault& fault) {
    EXPECT_EQ(fault.field(), "messages[0].tool_calls[0].function.arguments");
    EXPECT_THAT(fault.what(), testing::HasSubstr("nested deeper than 64 levels"));
  }
}

}  // namespace
}  // namespace minerva::openai
