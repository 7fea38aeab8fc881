#include "minerva/engine/sampling.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <map>

#include "minerva/model/fault.h"

namespace minerva::engine {
namespace {

/// Draws often, from the same logits each time.
std::map<model::Token, double> shares(const SamplingOptions& options,
                                      const std::vector<float>& logits, int draws = 20'000) {
  Sampler sampler(options, static_cast<int>(logits.size()));
  std::map<model::Token, double> result;
  for (int i = 0; i < draws; ++i) {
    auto copy = logits;
    result[sampler.next(copy)] += 1.0 / draws;
  }
  return result;
}

TEST(Sampler, WithoutTemperatureTakesTheLikeliest) {
  EXPECT_EQ(shares({.temperature = 0}, {1, 3, 2}, 10).size(), 1u);
  EXPECT_TRUE(shares({.temperature = 0}, {1, 3, 2}, 10).contains(1));
}

TEST(Sampler, DrawsEachTokenAsOftenAsItIsLikely) {
  const std::vector<float> logits{std::log(0.5F), std::log(0.3F), std::log(0.2F)};
  auto drawn = shares({}, logits);
  EXPECT_NEAR(drawn[0], 0.5, 0.02);
  EXPECT_NEAR(drawn[1], 0.3, 0.02);
  drawn = shares({.temperature = 0.5}, logits);  // Squares the shares: 25, 9 and 4 of 38.
  EXPECT_NEAR(drawn[0], 25.0 / 38, 0.02);
  EXPECT_NEAR(drawn[2], 4.0 / 38, 0.02);
}

TEST(Sampler, DrawsOnlyFromWhatTheOptionsLeave) {
  const std::vector<float> logits{std::log(0.5F), std::log(0.05F), std::log(0.3F), std::log(0.15F)};
  EXPECT_EQ(shares({.top_k = 2}, logits).size(), 2u);
  EXPECT_EQ(shares({.top_p = 0.5}, logits).size(), 1u);
  EXPECT_EQ(shares({.top_p = 0.6}, logits).size(), 2u);
  EXPECT_EQ(shares({.min_p = 0.25}, logits).size(), 3u);
  EXPECT_FALSE(shares({.top_p = 0.9}, logits).contains(1));
}

TEST(Sampler, PenaltiesAndBiasMoveTheChoice) {
  EXPECT_TRUE(shares({.temperature = 0, .logit_bias = {{0, 5.0F}}}, {1, 3}, 1).contains(0));
  // The likeliest is taken until its repetitions have cost it the lead.
  EXPECT_EQ(shares({.temperature = 0, .frequency_penalty = 1}, {1, 3}, 6).size(), 2u);
  EXPECT_EQ(shares({.temperature = 0, .repeat_penalty = 2}, {2, 3}, 2).size(), 2u);
}

TEST(Sampler, SaysSoWhenTheModelGivesNoNumbers) {
  Sampler sampler({.temperature = 0}, 2);
  std::vector<float> logits(2, std::nanf(""));
  EXPECT_THROW(sampler.next(logits), model::Fault);
}

TEST(Likeliest, SumsToOneOverAllTokens) {
  const std::vector<float> logits{1, 5, 3, 2};
  const auto all = likeliest(logits, 4, 1);
  ASSERT_EQ(all.size(), 4u);
  double sum = 0;
  for (const auto& l : all) sum += std::exp(static_cast<double>(l.log_probability));
  EXPECT_NEAR(sum, 1, 1e-5);
  EXPECT_EQ(all[0].token, 1);
  EXPECT_EQ(all[3].token, 0);
  const auto with_chosen = likeliest(logits, 1, 0);
  ASSERT_EQ(with_chosen.size(), 2u);
  EXPECT_EQ(with_chosen[1].token, 0);
}

}  // namespace
}  // namespace minerva::engine
