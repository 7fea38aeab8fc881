#include "minerva/model/layers.h"

#include <gtest/gtest.h>

#include "minerva/model/testing.h"

namespace minerva::model {
namespace {

TEST(LargestThatFits, IsFoundWithFewQuestions) {
  for (const int most : {0, 1, 2, 31, 32, 81})
    for (int limit = 0; limit <= most + 1; ++limit) {
      int asked = 0;
      const auto fits = [&](int n) {
        EXPECT_TRUE(n > 0 && n <= most);
        ++asked;
        return n <= limit;
      };
      EXPECT_EQ(largest_that_fits(most, fits), std::min(limit, most)) << most;
      EXPECT_LE(asked, 7);
    }
}

/// A hundred bytes for each of smollm2's 31 layers, on a device or in main memory.
MemoryEstimate hundred_each(const ModelOptions& options) {
  const int there = options.gpu_layers < 0 ? 31 : options.gpu_layers;
  MemoryEstimate memory;
  memory.devices["GPU0"].weights_bytes = static_cast<std::uint64_t>(there) * 100;
  memory.devices[kMainMemory].weights_bytes = static_cast<std::uint64_t>(31 - there) * 100;
  return memory;
}

int planned(int gpu_layers, const DeviceBytes& limits) {
  ModelOptions options;
  options.gpu_layers = gpu_layers;
  const auto plan = plan_layers(testing::model_file("smollm2"), options, limits, hundred_each);
  EXPECT_EQ(plan.memory.total_bytes(), 3100u);
  options.gpu_layers = plan.gpu_layers;
  EXPECT_EQ(plan.memory.by_device(), hundred_each(options).by_device());
  return plan.gpu_layers;
}

TEST(PlanLayers, TakesAsManyAsFit) {
  EXPECT_EQ(planned(-1, {{"GPU0", 3100}}), -1);  // All, however many that are.
  EXPECT_EQ(planned(-1, {{"GPU0", 3099}}), 30);
  EXPECT_EQ(planned(-1, {{"GPU0", 250}, {kMainMemory, 1}}), 2);
  EXPECT_EQ(planned(-1, {{"GPU0", 99}}), 0);
  EXPECT_EQ(planned(-1, {{kMainMemory, 9999}}), 0);
}

TEST(PlanLayers, DoesWhatItIsTold) {
  EXPECT_EQ(planned(0, {{"GPU0", 3100}}), 0);
  EXPECT_EQ(planned(20, {{"GPU0", 99}}), 20);
}

}  // namespace
}  // namespace minerva::model
