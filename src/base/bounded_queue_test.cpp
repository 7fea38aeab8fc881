#include "base/bounded_queue.h"

#include <gmock/gmock.h>

#include <atomic>
#include <chrono>
#include <memory>
#include <stdexcept>
#include <thread>
#include <vector>

namespace base {
namespace {

using testing::ElementsAre;

std::exception_ptr failure() { return std::make_exception_ptr(std::runtime_error("broken")); }

TEST(BoundedQueue, GivesEverythingInOrderAndNeverHoldsMoreThanItMay) {
  BoundedQueue<std::unique_ptr<int>> queue(3);
  std::atomic<int> put = 0, taken = 0, most = 0;
  std::jthread maker([&] {
    for (int i = 0; i < 1000; ++i) {
      ASSERT_TRUE(queue.put(std::make_unique<int>(i)));
      most = std::max(most.load(), ++put - taken);
    }
    queue.close();
  });
  for (int i = 0; i < 1000; ++i) {
    const auto value = queue.take();
    ASSERT_TRUE(value);
    ++taken;
    EXPECT_EQ(**value, i);
  }
  EXPECT_EQ(queue.take(), std::nullopt);
  EXPECT_LE(most, 4);  // One more may be taken and not yet counted.
}

TEST(BoundedQueue, ManyThreadsLoseNothing) {
  BoundedQueue<int> queue(4);
  std::atomic<int> sum = 0;
  {
    std::vector<std::jthread> takers, makers;
    for (int i = 0; i < 3; ++i)
      takers.emplace_back([&] {
        while (const auto value = queue.take()) sum += *value;
      });
    for (int i = 0; i < 3; ++i)
      makers.emplace_back([&] {
        for (int k = 1; k <= 500; ++k) queue.put(k);
      });
    makers.clear();
    queue.close();
  }
  EXPECT_EQ(sum, 3 * 500 * 501 / 2);
}

TEST(BoundedQueue, WakesATakerForSeveralAtOnceAndForTheRest) {
  BoundedQueue<int> queue(4, 3);
  for (int i = 0; i < 4; ++i) queue.put(i);
  EXPECT_THAT(queue.take_all(), ElementsAre(0, 1, 2, 3));
  std::atomic<bool> is_awake = false;
  std::jthread taker([&] {
    EXPECT_THAT(queue.take_all(), ElementsAre(4));
    is_awake = true;
    EXPECT_TRUE(queue.take_all().empty());
  });
  queue.put(4);
  std::this_thread::sleep_for(std::chrono::milliseconds(20));
  EXPECT_FALSE(is_awake);
  queue.close();
}

TEST(BoundedQueue, WhoWaitsForRoomIsWokenByTheEnd) {
  BoundedQueue<int> queue(1);
  EXPECT_TRUE(queue.put(1));
  std::jthread maker([&] { EXPECT_FALSE(queue.put(2)); });
  queue.drop();
  maker.join();
  EXPECT_FALSE(queue.put(3));
  EXPECT_EQ(queue.take(), std::nullopt);
}

TEST(BoundedQueue, AFailureReachesBothSidesBehindWhatWasPut) {
  BoundedQueue<int> queue(2);
  queue.put(1);
  queue.fail(failure());
  EXPECT_EQ(queue.take(), 1);
  EXPECT_THROW((void)queue.take(), std::runtime_error);
  EXPECT_THROW((void)queue.take_all(), std::runtime_error);
  EXPECT_THROW((void)queue.put(2), std::runtime_error);
}

}  // namespace
}  // namespace base
