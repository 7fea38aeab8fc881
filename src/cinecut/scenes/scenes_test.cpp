#include "cinecut/scenes/scenes.h"

#include <gtest/gtest.h>
namespace cinecut {
namespace {
TEST(DescribeFromMeasures, OfNothingIsEmpty) {
  EXPECT_TRUE(describe_from_measures({}, {}).empty());
}
}  // namespace
}  // namespace cinecut
