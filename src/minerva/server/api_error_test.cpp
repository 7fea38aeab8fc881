#include "minerva/server/api_error.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>
#include <set>

#include "minerva/server/chat_request.h"
#include "minerva/server/metrics.h"
#include "minerva/server/response_request.h"

namespace minerva::server {
namespace {

using testing::HasSubstr;

TEST(ApiError, EveryKindOfFaultHasItsStatusAndObject) {
  const std::pair<FaultKind, int> kinds[] = {{FaultKind::model_not_found, 404},
                                             {FaultKind::model_not_loaded, 503},
                                             {FaultKind::invalid_model, 500},
                                             {FaultKind::backend, 500},
                                             {FaultKind::tokenization_failed, 400},
                                             {FaultKind::decode_failed, 500},
                                             {FaultKind::sampling_failed, 500},
                                             {FaultKind::context_limit_exceeded, 400},
                                             {FaultKind::generation_timeout, 504},
                                             {FaultKind::out_of_memory, 503},
                                             {FaultKind::invalid_parameter, 400},
                                             {FaultKind::cancelled, 503},
                                             {FaultKind::busy, 429}};
  std::set<std::string> codes;
  for (const auto& [kind, status] : kinds) {
    const auto reply = error_reply(Fault(kind, "What happened."));
    EXPECT_EQ(reply.status, status) << name_of(kind);
    const auto error = json::parse(reply.body)["error"];
    EXPECT_EQ(error["message"], "What happened.");
    EXPECT_EQ(error["code"], name_of(kind));
    EXPECT_TRUE(error["type"].is_string() && error.contains("param"));
    codes.insert(error["code"].get<std::string>());
  }
  EXPECT_EQ(codes.size(), std::size(kinds));
}

TEST(ApiError, BothNumbersAreTold) {
  const auto error = json::parse(error_body(Fault::context_limit(3000, 2048)))["error"];
  EXPECT_EQ(error["code"], "context_length_exceeded");
  EXPECT_EQ(error["needed"], 3000);
  EXPECT_EQ(error["available"], 2048);
  EXPECT_THAT(error["message"].get<std::string>(),
              testing::AllOf(HasSubstr("3000"), HasSubstr("2048")));
  const auto memory = json::parse(error_body(Fault::out_of_memory("It", 900, 100)))["error"];
  EXPECT_EQ(memory["needed"], 900);
}

TEST(ApiError, WhoMustWaitIsToldHowLong) {
  const auto after = [](int milliseconds) {
    const auto reply =
        error_reply(Fault(FaultKind::busy, "Full."), std::chrono::milliseconds(milliseconds));
    return reply.headers.at(0).first + " " + reply.headers.at(0).second;
  };
  EXPECT_EQ(after(0), "Retry-After 1");
  EXPECT_EQ(after(1001), "Retry-After 2");
  EXPECT_EQ(after(10'000'000), "Retry-After 60");
}

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
  EXPECT_EQ(chat.options.tool_choice, ToolChoice::required);
  const auto& request = chat.fields.request;
  EXPECT_EQ(request.max_tokens, 9);
  EXPECT_EQ(request.log_probabilities, 2);
  EXPECT_EQ(request.timeout.count(), 500);
  EXPECT_FLOAT_EQ(request.sampling.logit_bias.at(5), -1.5F);
  const auto choices = choices_of(chat.fields);
  ASSERT_EQ(choices.size(), 3U);
  EXPECT_EQ(choices[2].sampling.seed, 7U);
}

std::string field_refused(const char* text) {
  try {
    (void)read(text);
    return "none";
  } catch (const Fault& fault) {
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
  EXPECT_EQ(chat.fields.request.max_tokens, 5);
  EXPECT_TRUE(chat.constraint);
  try {
    (void)read_response_request(
        json::parse(R"({"input": "x", "text": {"format": {"type": "json_schema"}}})"), {}, "c", {});
    FAIL();
  } catch (const Fault& fault) {
    EXPECT_EQ(fault.field(), "text.format.schema");
  }
}

TEST(Metrics, HistogramsCountUpwards) {
  Histogram histogram;
  for (const double value : {0.0005, 0.001, 0.3, 1000.0}) histogram.add(value);
  std::string text;
  histogram.write(text, "x", "a=\"b\"");
  EXPECT_THAT(text, HasSubstr("x_bucket{a=\"b\",le=\"0.001\"} 2\n"));
  EXPECT_THAT(text, HasSubstr("x_bucket{a=\"b\",le=\"0.5\"} 3\n"));
  EXPECT_THAT(text, HasSubstr("x_bucket{a=\"b\",le=\"+Inf\"} 4\n"));
  EXPECT_THAT(text, HasSubstr("x_count{a=\"b\"} 4\n"));
}

}  // namespace
}  // namespace minerva::server
