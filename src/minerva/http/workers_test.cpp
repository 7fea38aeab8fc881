#include "minerva/http/workers.h"

#include <gtest/gtest.h>

#include <latch>
#include <vector>

namespace minerva::http {
namespace {

TEST(Workers, FinishWhatWasPostedInItsOrder) {
  std::vector<int> done;
  {
    Workers workers(1);
    for (int i = 0; i < 100; ++i) workers.post([&, i] { done.push_back(i); });
    workers.post([&] { workers.post([&] { done.push_back(100); }); });
  }
  ASSERT_EQ(done.size(), 101U);
  for (int i = 0; i <= 100; ++i) EXPECT_EQ(done[static_cast<std::size_t>(i)], i);
}

TEST(Workers, CountWhatHasNotBegun) {
  std::latch both_at_work(2), may_end(1);
  Workers workers(2);
  for (int i = 0; i < 2; ++i)
    workers.post([&] {
      both_at_work.count_down();
      may_end.wait();
    });
  both_at_work.wait();
  EXPECT_EQ(workers.waiting(), 0U);
  for (int i = 0; i < 3; ++i) workers.post([] {});
  EXPECT_EQ(workers.waiting(), 3U);
  may_end.count_down();
}

TEST(Workers, AreAtLeastOne) {
  std::latch done(1);
  Workers workers(0);
  workers.post([&] { done.count_down(); });
  done.wait();
}

}  // namespace
}  // namespace minerva::http
