#include "minerva/http/exchange.h"

#include <gtest/gtest.h>

#include <vector>

namespace minerva::http {
namespace {

/// Runs what is posted when it is told to.
struct Loop {
  std::vector<Exchange::Job> jobs;
  int wakes = 0;

  std::shared_ptr<Exchange> exchange(std::size_t unread_bytes = 1000) {
    return std::make_shared<Exchange>(
        Request{.id = "req_1"}, unread_bytes,
        Exchange::Hooks{.post = [this](Exchange::Job job) { jobs.push_back(std::move(job)); },
                        .later = {},
                        .wake = [this] { ++wakes; }});
  }
  void run() {
    for (auto& job : std::exchange(jobs, {})) job();
  }
};

TEST(Exchange, AWholeReplyIsTakenAtOnce) {
  Loop loop;
  const auto exchange = loop.exchange();
  exchange->reply({.status = 201, .body = "text", .headers = {}});
  exchange->reply({.status = 500, .body = "another", .headers = {}});  // Too late.
  loop.run();
  EXPECT_EQ(loop.wakes, 1);
  const auto out = exchange->take();
  EXPECT_TRUE(out.has_head && out.is_last && !out.is_stream);
  EXPECT_EQ(out.head.status, 201);
  EXPECT_EQ(out.bytes, "text");
  EXPECT_FALSE(exchange->has_output());
}

TEST(Exchange, PartsOfAStreamAreJoinedUntilTheyAreTaken) {
  Loop loop;
  const auto exchange = loop.exchange();
  exchange->start_stream("text/event-stream");
  exchange->send("a");
  exchange->send("b");
  loop.run();
  EXPECT_EQ(loop.wakes, 1);
  auto out = exchange->take();
  EXPECT_TRUE(out.has_head && out.is_stream && !out.is_last);
  EXPECT_EQ(out.bytes, "ab");
  exchange->send("c");
  exchange->end();
  exchange->send("d");
  out = exchange->take();
  EXPECT_TRUE(!out.has_head && out.is_stream && out.is_last);
  EXPECT_EQ(out.bytes, "c");
}

TEST(Exchange, TellsOnceThatTheClientHasGone) {
  Loop loop;
  const auto exchange = loop.exchange();
  int told = 0;
  exchange->on_gone([&] { ++told; });
  exchange->leave();
  exchange->leave();
  EXPECT_EQ(told, 1);
  exchange->on_gone([&] { ++told; });  // At once.
  EXPECT_EQ(told, 2);
}

TEST(Exchange, AClientThatDoesNotReadCountsAsGone) {
  Loop loop;
  const auto exchange = loop.exchange(10);
  bool is_told = false;
  exchange->on_gone([&] { is_told = true; });
  exchange->start_stream("text/event-stream");
  exchange->send("123456");
  EXPECT_FALSE(exchange->is_gone());
  exchange->send("789012");
  EXPECT_TRUE(exchange->is_gone());
  loop.run();
  EXPECT_TRUE(is_told);
  EXPECT_EQ(exchange->take().bytes, "123456");
}

TEST(Exchange, ForgetsWhomToTellAtTheEnd) {
  Loop loop;
  const auto exchange = loop.exchange();
  auto held = std::make_shared<int>(1);
  exchange->on_gone([held] {});
  exchange->end();
  EXPECT_EQ(held.use_count(), 1);
}

TEST(Exchange, CanBeCancelledWhileTheClientIsThere) {
  Loop loop;
  const auto exchange = loop.exchange();
  bool is_told = false;
  exchange->on_gone([&] { is_told = true; });
  exchange->cancel();
  EXPECT_TRUE(is_told);
  EXPECT_FALSE(exchange->is_gone());
}

}  // namespace
}  // namespace minerva::http
