#include "base/parallel.h"

#include <gtest/gtest.h>

#include <atomic>
#include <stdexcept>
#include <vector>

namespace base {

TEST(ParallelFor, DoesEachOnce) {
  std::vector<std::atomic<int>> done(1000);
  parallel_for(done.size(), [&](std::size_t i) { ++done[i]; }, 4);
  for (const auto& d : done) EXPECT_EQ(d, 1);
  parallel_for(0, [](std::size_t) { FAIL(); });
}

TEST(ParallelFor, HandsOnTheException) {
  EXPECT_THROW(parallel_for(
                   100,
                   [](std::size_t i) {
                     if (i == 7) throw std::runtime_error("seven");
                   },
                   3),
               std::runtime_error);
}

}  // namespace base
