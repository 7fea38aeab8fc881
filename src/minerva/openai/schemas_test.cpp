#include "minerva/openai/schemas.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "minerva/engine/sampling.h"

namespace minerva::openai {
namespace {

TEST(Schemas, NameTheDefaultsThatTheEngineHas) {
  const engine::SamplingOptions usual;
  for (const auto* request : {"ChatRequest", "CompletionRequest", "ResponseRequest"}) {
    const auto& fields = schemas().at(request).at("properties");
    EXPECT_EQ(fields.at("temperature").at("default").get<double>(), usual.temperature) << request;
    EXPECT_EQ(fields.at("top_p").at("default").get<double>(), usual.top_p) << request;
    if (!fields.contains("top_k")) continue;
    EXPECT_EQ(fields.at("top_k").at("default").get<int>(), usual.top_k) << request;
    EXPECT_EQ(fields.at("min_p").at("default").get<double>(), usual.min_p) << request;
    EXPECT_EQ(fields.at("repeat_penalty").at("default").get<double>(), usual.repeat_penalty);
    EXPECT_EQ(fields.at("repeat_last_n").at("default").get<int>(), usual.penalty_window);
  }
}

}  // namespace
}  // namespace minerva::openai
