#include "minerva/pool/budget.h"

#include <gtest/gtest.h>

#include "minerva/model/fault.h"

namespace minerva::pool {
namespace {

const std::vector<model::Device> kDevices{
    {.name = "CPU", .description = "", .memory_bytes = 1000, .free_bytes = 500},
    {.name = "GPU0", .description = "", .is_gpu = true, .memory_bytes = 1000, .free_bytes = 500},
};

TEST(Budgets, AreMostOfMainMemoryAndOfWhatIsFreeElsewhere) {
  const auto budgets = budgets_of(kDevices);
  EXPECT_EQ(budgets.size(), 2u);
  EXPECT_GT(budgets.at("CPU"), 100'000'000u);  // Of this machine.
  EXPECT_EQ(budgets.at("GPU0"), 450u);
}

TEST(Budgets, AreWhatIsWanted) {
  EXPECT_EQ(budgets_of(kDevices, {{"GPU0", 7}}).at("GPU0"), 7u);
  EXPECT_EQ(budgets_of(kDevices, {{"GPU0", 0}}).at("GPU0"), 450u);
  EXPECT_EQ(budgets_of({}, {{"CPU", 8}}), (model::DeviceBytes{{"CPU", 8}}));
}

TEST(Budgets, AreRefusedForADeviceThatIsNotThere) {
  try {
    (void)budgets_of(kDevices, {{"GPU1", 7}});
    FAIL();
  } catch (const model::Fault& fault) {
    EXPECT_EQ(fault.fault(), model::FaultKind::invalid_parameter);
    EXPECT_NE(std::string(fault.what()).find("CPU, GPU0"), std::string::npos) << fault.what();
  }
}

TEST(RestOf, IsNeverBelowZero) {
  EXPECT_EQ(rest_of({{"CPU", 10}, {"GPU0", 5}}, {{"CPU", 4}, {"GPU0", 6}, {"GPU1", 1}}),
            (model::DeviceBytes{{"CPU", 6}, {"GPU0", 0}}));
}

TEST(FindShortage, NamesTheDeviceWithBothNumbers) {
  const model::DeviceBytes budgets{{"CPU", 100}, {"GPU0", 50}};
  struct {
    model::DeviceBytes used, needed;
    std::optional<Shortage> shortage;
  } const cases[] = {
      {{}, {{"CPU", 100}, {"GPU0", 50}}, {}},
      {{{"CPU", 1}}, {{"CPU", 100}}, Shortage{"CPU", 100, 99}},
      {{{"CPU", 1}}, {{"GPU0", 51}}, Shortage{"GPU0", 51, 50}},
      {{{"GPU0", 60}}, {{"CPU", 100}, {"GPU0", 1}}, Shortage{"GPU0", 1, 0}},
      {{{"GPU0", 60}}, {{"CPU", 100}, {"GPU0", 0}}, {}},  // Nothing is needed where it is short.
      {{}, {{"GPU1", 1}}, Shortage{"GPU1", 1, 0}},
  };
  for (const auto& c : cases) EXPECT_EQ(find_shortage(budgets, c.used, c.needed), c.shortage);
}

TEST(Add, CountsByDevice) {
  model::DeviceBytes sum{{"CPU", 1}};
  add(sum, {{"CPU", 2}, {"GPU0", 3}});
  EXPECT_EQ(sum, (model::DeviceBytes{{"CPU", 3}, {"GPU0", 3}}));
}

}  // namespace
}  // namespace minerva::pool
