#include "minerva/engine/internal/inbox.h"

#include <gtest/gtest.h>

#include <future>

#include "minerva/engine/internal/testing.h"

namespace minerva::engine {
namespace {

using namespace std::chrono_literals;

using testing::plain_work;

model::FaultKind refusal(Inbox& inbox) {
  try {
    inbox.submit(plain_work());
  } catch (const model::Fault& fault) {
    return fault.fault();
  }
  ADD_FAILURE() << "It was taken.";
  return model::FaultKind::cancelled;
}

TEST(Inbox, CountsWhoWaitsAndRefusesOneMoreThanTheQueueHolds) {
  Inbox inbox(2, 1);
  EXPECT_EQ(inbox.submit(plain_work()), 1u);
  EXPECT_EQ(inbox.submit(plain_work()), 2u);
  EXPECT_EQ(refusal(inbox), model::FaultKind::busy);
  EXPECT_EQ(inbox.queue_position(2), 1);
  inbox.take(inbox.first());
  EXPECT_EQ(inbox.queue_position(1), -1);
  EXPECT_EQ(inbox.submit(plain_work()), 3u);
  EXPECT_EQ(inbox.status().requests, 3u);
}

TEST(Inbox, GivesOutOfTheQueueWhatWasCancelledOrIsLate) {
  Inbox inbox(4, 1);
  const auto late = plain_work();
  late->request.timeout = 1ms;
  late->submitted -= 10ms;
  const auto id = inbox.submit(plain_work());
  inbox.submit(late);
  inbox.submit(plain_work());
  inbox.cancel(id);
  const auto ended = inbox.take_ended();
  ASSERT_EQ(ended.size(), 2u);
  EXPECT_EQ(ended[0].second.fault(), model::FaultKind::cancelled);
  EXPECT_EQ(ended[1].second.fault(), model::FaultKind::generation_timeout);
  EXPECT_EQ(inbox.first(4).size(), 1u);
}

TEST(Inbox, ARequestIsCancelledUntilItHasEnded) {
  Inbox inbox(4, 1);
  const auto running = plain_work(), ended = plain_work();
  inbox.submit(running);
  inbox.submit(ended);
  inbox.take(running);
  inbox.take(ended);
  inbox.forget(ended->claim.id);
  inbox.cancel_all();
  EXPECT_TRUE(running->is_cancelled);
  EXPECT_FALSE(ended->is_cancelled);
}

TEST(Inbox, PublishesWhatTheThreadCountsWithWhatIsCountedHere) {
  Inbox inbox(4, 1);
  inbox.submit(plain_work());
  EngineStatus counted;
  counted.steps = 7;
  inbox.publish(counted);
  EXPECT_EQ(inbox.status().steps, 7u);
  EXPECT_EQ(inbox.status().requests, 1u);
  EXPECT_EQ(inbox.status().waiting, 1);
}

TEST(Inbox, ExpectsToWaitAsLongAsTheOnesBeforeTake) {
  Inbox inbox(4, 2);
  EXPECT_EQ(inbox.expected_wait(), 0ms);
  inbox.count_service(3);
  for (int i = 0; i < 3; ++i) inbox.submit(plain_work());
  EXPECT_EQ(inbox.expected_wait(), 6000ms);
}

TEST(Inbox, TheThreadWaitsForARequestAndEndsAfterTheLastOne) {
  Inbox inbox(4, 1);
  auto waiting = std::async(std::launch::async, [&] { return inbox.wait_for_request(); });
  const auto id = inbox.submit(plain_work());
  const auto seen = waiting.get();
  ASSERT_TRUE(seen.has_value());
  inbox.notify();
  inbox.wait_for_event(*seen);  // Returns at once: there has been one.
  inbox.close();
  EXPECT_EQ(refusal(inbox), model::FaultKind::model_not_loaded);
  EXPECT_TRUE(inbox.first()->is_cancelled);
  EXPECT_TRUE(inbox.wait_for_request().has_value());
  inbox.forget(id);
  EXPECT_FALSE(inbox.wait_for_request().has_value());
}

}  // namespace
}  // namespace minerva::engine
