#include "base/random_id.h"

#include <gtest/gtest.h>

namespace base {
namespace {

TEST(RandomId, IsAnotherOneEachTime) {
  const auto id = random_id("req_");
  EXPECT_EQ(id.size(), 4U + 24U);
  EXPECT_TRUE(id.starts_with("req_"));
  EXPECT_NE(id, random_id("req_"));
}

}  // namespace
}  // namespace base
