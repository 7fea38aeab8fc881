#include "minerva/engine/internal/fair_queue.h"

#include <gtest/gtest.h>

#include "minerva/engine/internal/testing.h"

namespace minerva::engine {
namespace {

WorkPtr work(std::uint64_t id, const std::string& client = "") {
  auto result = testing::plain_work();
  result->claim.id = id;
  result->request.client = client;
  return result;
}

std::vector<std::uint64_t> ids(FairQueue& queue) {
  std::vector<std::uint64_t> result;
  while (!queue.empty()) {
    const auto first = queue.first();
    result.push_back(first->claim.id);
    queue.take(first);
  }
  return result;
}

TEST(FairQueue, ClientsTakeTurnsAndThoseOfOneKeepTheirOrder) {
  FairQueue queue;
  for (const std::uint64_t id : {1, 2, 3}) queue.push(work(id, "busy"));
  for (const std::uint64_t id : {4, 5}) queue.push(work(id, "other"));
  EXPECT_EQ(queue.position(4), 1);
  EXPECT_EQ(queue.position(9), -1);
  EXPECT_EQ(ids(queue), (std::vector<std::uint64_t>{1, 4, 2, 5, 3}));
}

TEST(FairQueue, WhoWasInterruptedComesFirst) {
  FairQueue queue;
  queue.push(work(1));
  queue.push_first(work(2));
  EXPECT_EQ(ids(queue), (std::vector<std::uint64_t>{2, 1}));
}

// What stood between was cancelled, so that another client's request finds a turn before it.
TEST(FairQueue, TakesTheRequestItIsAskedForAlsoWhenAnotherCameBeforeIt) {
  FairQueue queue;
  for (const std::uint64_t id : {1, 2, 3}) queue.push(work(id, "busy"));
  queue.take(queue.first());
  queue.remove_if([](const WorkPtr& w) { return w->claim.id == 2; });
  const auto looked_at = queue.first();
  EXPECT_EQ(looked_at->claim.id, 3u);
  queue.push(work(4, "other"));
  EXPECT_EQ(queue.first()->claim.id, 4u);
  queue.take(looked_at);
  EXPECT_EQ(ids(queue), (std::vector<std::uint64_t>{4}));
}

TEST(FairQueue, RemovesWhatIsNotWantedAnyMore) {
  FairQueue queue;
  for (const std::uint64_t id : {1, 2, 3, 4}) queue.push(work(id));
  queue.remove_if([](const WorkPtr& w) { return w->claim.id % 2 == 0; });
  EXPECT_EQ(queue.first(5).size(), 2u);
  EXPECT_EQ(ids(queue), (std::vector<std::uint64_t>{1, 3}));
}

}  // namespace
}  // namespace minerva::engine
