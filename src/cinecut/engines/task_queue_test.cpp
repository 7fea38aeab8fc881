#include "cinecut/engines/internal/task_queue.h"

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <thread>

#include "cinecut/engines/choice.h"

namespace cinecut::engines {
namespace {

TEST(EngineChoice, GivesAQuestionAMinuteUnlessItIsSaid) {
  EXPECT_EQ(EngineChoice{}.answer_timeout, std::chrono::minutes(1));
}

TEST(TaskQueue, GivesEachItemOnceWhenAllIsWell) {
  TaskQueue queue({1, 2, 3});
  for (const int item : {1, 2, 3}) {
    const auto task = queue.take(0, {});
    ASSERT_TRUE(task);
    EXPECT_EQ(task->item, item);
    EXPECT_FALSE(task->is_second);
    queue.done(0, *task);
  }
  EXPECT_FALSE(queue.take(0, {}));
  EXPECT_EQ(queue.left(), 0u);
}

TEST(TaskQueue, SendsAnItemTwiceAtMostTheSecondTimeAlone) {
  TaskQueue queue({1, 2});
  const auto one = *queue.take(0, {}), two = *queue.take(0, {});
  EXPECT_TRUE(queue.failed(0, one));
  // While the other is at work, the engine gets nothing; another engine may have it.
  const auto again = *queue.take(1, {});
  EXPECT_EQ(again.item, 1);
  EXPECT_TRUE(again.is_second);
  EXPECT_FALSE(queue.failed(1, again));
  queue.done(0, two);
  EXPECT_FALSE(queue.take(0, {}));
}

TEST(TaskQueue, TriesAgainFirstWhileNothingIsAnswered) {
  TaskQueue queue({1, 2, 3, 4});
  const auto one = *queue.take(0, {}), two = *queue.take(0, {});
  queue.failed(0, one);
  queue.failed(0, two);
  const auto again = *queue.take(0, {});
  EXPECT_EQ(again.item, 1);
  queue.done(0, again);
  for (const int item : {3, 4, 2}) {
    const auto task = *queue.take(0, {});
    EXPECT_EQ(task.item, item);
    queue.done(0, task);
  }
}

TEST(TaskQueue, AsksNoMoreAtOnceThanAreAnsweredSoon) {
  using std::chrono::seconds;
  TaskQueue queue({1, 2, 3, 4, 5, 6, 7, 8});
  auto one = *queue.take(0, {}), two = *queue.take(0, {});
  auto third = std::async(std::launch::async, [&] { return queue.take(0, {}); });
  const auto waits = [&] {
    return third.wait_for(std::chrono::milliseconds(50)) == std::future_status::timeout;
  };
  EXPECT_TRUE(waits());
  one.sent -= seconds(40);  // Two together took that: more than one would take too long.
  queue.done(0, one);
  EXPECT_TRUE(waits());
  two.sent -= seconds(2);
  queue.done(0, two);
  EXPECT_TRUE(third.get());
  for (int i = 4; i <= 8; ++i) EXPECT_TRUE(queue.take(0, {}));
}

TEST(TaskQueue, WhatWasNeverSentCountsForNothing) {
  TaskQueue queue({1});
  for (int i = 0; i < 5; ++i) {
    const auto task = *queue.take(0, {});
    EXPECT_FALSE(task.is_second);
    queue.give_back(0, task);
  }
  EXPECT_EQ(queue.left(), 1u);
}

TEST(TaskQueue, SettlesEveryItemWhateverHappensToIt) {
  std::vector<int> items(200);
  for (int i = 0; i < 200; ++i) items[static_cast<std::size_t>(i)] = i;
  TaskQueue queue(items);
  std::vector<std::atomic<int>> sent(200), alone(3);
  std::vector<std::jthread> threads;
  threads.reserve(9);
  for (int t = 0; t < 9; ++t)
    threads.emplace_back([&, engine = t % 3] {
      while (const auto task = queue.take(engine, {})) {
        const auto i = static_cast<std::size_t>(task->item);
        if (task->is_second) {
          EXPECT_EQ(++alone[static_cast<std::size_t>(engine)], 1);
          --alone[static_cast<std::size_t>(engine)];
        }
        const int n = ++sent[i];
        if (task->item % 7 == 0 || (task->item % 5 == 0 && n == 1))
          queue.failed(engine, *task);
        else
          queue.done(engine, *task);
      }
    });
  threads.clear();
  EXPECT_EQ(queue.left(), 0u);
  for (std::size_t i = 0; i < 200; ++i) EXPECT_EQ(sent[i], i % 7 == 0 || i % 5 == 0 ? 2 : 1) << i;
}

TEST(TaskQueue, WakesThoseWhoWaitWhenItIsAborted) {
  TaskQueue queue({1});
  const auto task = *queue.take(0, {});
  std::jthread waiting([&] { EXPECT_FALSE(queue.take(0, {})); });
  queue.abort();
  waiting.join();
  queue.done(0, task);
}

TEST(TaskQueue, StopsWaitingWhenStopped) {
  TaskQueue queue({1});
  const auto task = *queue.take(0, {});
  std::stop_source stop;
  std::jthread waiting([&] { EXPECT_FALSE(queue.take(0, stop.get_token())); });
  stop.request_stop();
  waiting.join();
  queue.give_back(0, task);
  EXPECT_FALSE(queue.take(0, stop.get_token()));
}

}  // namespace
}  // namespace cinecut::engines
