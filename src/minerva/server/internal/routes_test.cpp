#include "minerva/server/internal/routes.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>
#include <set>

#include "minerva/server/internal/error_reply.h"
#include "minerva/server/internal/metrics.h"
#include "minerva/server/internal/openapi.h"
#include "minerva/server/internal/request_log.h"

namespace minerva::server {
namespace {

using testing::HasSubstr;

TEST(Routes, AreFoundWithAndWithoutV1) {
  for (const auto* path : {"/v1/models/a.b-c", "/models/a.b-c"}) {
    const auto found = match("GET", path);
    ASSERT_TRUE(found.route) << path;
    EXPECT_EQ(found.id, "a.b-c");
  }
  EXPECT_TRUE(match("POST", "/v1/tokenize").route);
  EXPECT_TRUE(match("HEAD", "/health").route);
  EXPECT_EQ(match("PUT", "/v1/models").allowed, "GET, HEAD");
  for (const auto* path : {"/", "", "/v1", "/v1/models/a/b", "/v1/v1/models", "/healthy"})
    EXPECT_FALSE(match("GET", path).route) << path;
}

TEST(RequestLog, IsOneLineWhateverThePathHolds) {
  http::Request head{.method = "GET", .path = "/a\nb\"c"};
  head.id = "req_1";
  CallNote note;
  note.model = "small";
  note.prompt_tokens = 3;
  for (const auto format : {LogFormat::text, LogFormat::jsonl}) {
    const auto line = log_line(format, head, note, 200, 0.25);
    EXPECT_EQ(line.find('\n'), std::string::npos);
    EXPECT_NE(line.find("req_1"), std::string::npos);
    EXPECT_NE(line.find("small"), std::string::npos);
  }
}

TEST(ErrorReply, EveryKindOfFaultHasItsStatusAndObject) {
  const std::pair<model::FaultKind, int> kinds[] = {{model::FaultKind::model_not_found, 404},
                                                    {model::FaultKind::model_not_loaded, 503},
                                                    {model::FaultKind::invalid_model, 500},
                                                    {model::FaultKind::backend, 500},
                                                    {model::FaultKind::tokenization_failed, 400},
                                                    {model::FaultKind::decode_failed, 500},
                                                    {model::FaultKind::sampling_failed, 500},
                                                    {model::FaultKind::context_limit_exceeded, 400},
                                                    {model::FaultKind::generation_timeout, 504},
                                                    {model::FaultKind::out_of_memory, 503},
                                                    {model::FaultKind::invalid_parameter, 400},
                                                    {model::FaultKind::cancelled, 503},
                                                    {model::FaultKind::busy, 429}};
  std::set<std::string> codes;
  for (const auto& [kind, status] : kinds) {
    const auto reply = error_reply(model::Fault(kind, "What happened."));
    EXPECT_EQ(reply.status, status) << model::name_of(kind);
    const auto error = json::parse(reply.body)["error"];
    EXPECT_EQ(error["message"], "What happened.");
    EXPECT_EQ(error["code"], model::name_of(kind));
    EXPECT_TRUE(error["type"].is_string() && error.contains("param"));
    codes.insert(error["code"].get<std::string>());
  }
  EXPECT_EQ(codes.size(), std::size(kinds));
}

TEST(ErrorReply, BothNumbersAreTold) {
  const auto error =
      json::parse(openai::error_body(model::Fault::context_limit(3000, 2048)))["error"];
  EXPECT_EQ(error["code"], "context_length_exceeded");
  EXPECT_EQ(error["needed"], 3000);
  EXPECT_EQ(error["available"], 2048);
  EXPECT_THAT(error["message"].get<std::string>(),
              testing::AllOf(HasSubstr("3000"), HasSubstr("2048")));
  const auto memory =
      json::parse(openai::error_body(model::Fault::out_of_memory("It", 900, 100)))["error"];
  EXPECT_EQ(memory["needed"], 900);
}

TEST(ErrorReply, WhoMustWaitIsToldHowLong) {
  const auto after = [](int milliseconds) {
    const auto reply = error_reply(model::Fault(model::FaultKind::busy, "Full."),
                                   std::chrono::milliseconds(milliseconds));
    return reply.headers.at(0).first + " " + reply.headers.at(0).second;
  };
  EXPECT_EQ(after(0), "Retry-After 1");
  EXPECT_EQ(after(1001), "Retry-After 2");
  EXPECT_EQ(after(10'000'000), "Retry-After 60");
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

TEST(OpenApi, TellsOfEveryRouteAndRefersOnlyToWhatIsThere) {
  const auto document = openapi_document({});
  for (const auto& route : routes()) EXPECT_TRUE(document["paths"].contains(route.path));
  const auto flat = document.flatten();
  for (const auto& [path, value] : flat.items()) {
    if (!path.ends_with("/$ref")) continue;
    const auto name = value.get<std::string>().substr(1);
    EXPECT_TRUE(document.contains(json::json_pointer(name))) << name;
  }
  EXPECT_FALSE(document["paths"]["/v1/models"]["get"].contains("security"));
  EXPECT_TRUE(
      openapi_document({.http = {.api_keys = {"k"}}})["paths"]["/v1/models"]["get"].contains(
          "security"));
}

}  // namespace
}  // namespace minerva::server
