// The second half of a connection: what is written.

#include <boost/asio/post.hpp>
#include <utility>

#include "minerva/http/internal/connection.h"

namespace minerva::http {
namespace {

constexpr auto kLinger = std::chrono::seconds(2);
constexpr std::size_t kLingerBytes = 256 << 20;

}  // namespace

Connection::Awaitable<bool> Connection::answer(Incoming& in) {
  const auto began = Clock::now();
  exchange_ =
      shared_.handler.make_exchange(in.take_request(), shared_.options.unread_bytes, hooks());
  if (auto refused = in.take_refusal())
    exchange_->reply(std::move(*refused));
  else
    shared_.handler.answer(exchange_);

  Answer answer{.keep_alive = in.keep_alive()};
  while (!answer.is_last) {
    co_await output();
    auto bytes = answer_bytes(in, exchange_->take(), answer);
    if (answer.is_written && !bytes.empty()) answer.is_written = co_await write(std::move(bytes));
    if (!answer.is_written && !exchange_->is_gone()) exchange_->leave();
  }
  shared_.handler.ended(*exchange_, answer.status,
                        std::chrono::duration<double>(Clock::now() - began).count());
  exchange_.reset();
  co_return answer.is_written&& answer.keep_alive && !is_stopping_;
}

// Until there is something to send. Goes on reading meanwhile, so that a client that leaves is
// noticed.
Connection::Awaitable<void> Connection::output() {
  while (!exchange_->has_output()) {
    start_reading();
    if (is_closed_ && !exchange_->is_gone()) exchange_->leave();
    if (!exchange_->has_output()) co_await wait(Clock::now() + std::chrono::hours(1));
  }
}

std::string Connection::answer_bytes(const Incoming& in, const Exchange::Output& out,
                                     Answer& answer) const {
  answer.is_last = out.is_last;
  std::string bytes;
  if (out.has_head) {
    answer.status = out.head.status;
    answer.is_chunked = out.is_stream && in.is_1_1();
    if ((out.is_stream && !answer.is_chunked) || is_stopping_) answer.keep_alive = false;
    const auto length = out.is_stream ? -1 : static_cast<std::ptrdiff_t>(out.bytes.size());
    bytes = head_of(in, out.head, length, answer.keep_alive);
  }
  if (in.is_head()) return bytes;
  return bytes + (answer.is_chunked ? chunk_of(out.bytes, out.is_last) : out.bytes);
}

// The hooks hold the connection itself: a copy of its executor could be used after the server is
// gone.
Exchange::Hooks Connection::hooks() {
  const auto self = shared_from_this();
  return {
      .post =
          [self](Exchange::Job job) { asio::post(self->transport_->executor(), std::move(job)); },
      .later =
          [self](std::chrono::milliseconds after, Exchange::Job job) {
            auto timer = std::make_shared<asio::steady_timer>(self->transport_->executor(), after);
            timer->async_wait([timer, job = std::move(job)](error_code) { job(); });
          },
      .wake = [self] { self->wake(); }};
}

// Tells why, and waits until the client has read it: closing at once would lose the reply while the
// client is still writing.
Connection::Awaitable<void> Connection::refuse(const Incoming& in, Reply reply) {
  const auto length = static_cast<std::ptrdiff_t>(reply.body.size());
  auto bytes = head_of(in, reply, length, false);
  if (!in.is_head()) bytes += reply.body;
  shared_.handler.ended(*shared_.handler.make_exchange(in.request(), 0, {}), reply.status, 0);
  if (co_await write(std::move(bytes))) co_await linger();
}

Connection::Awaitable<void> Connection::linger() {
  bool is_finished = false;
  transport_->finish([&, self = shared_from_this()](error_code, std::size_t) {
    is_finished = true;
    wake();
  });
  std::size_t dropped = 0;
  const auto until = Clock::now() + kLinger;
  while (!is_closed_ && dropped < kLingerBytes) {
    dropped += std::exchange(read_, {}).size();
    start_reading();
    if (!co_await wait(until)) break;
  }
  transport_->close();
  while (!is_finished) co_await wait(Clock::now() + kLinger);
}

std::string Connection::head_of(const Incoming& in, const Reply& head, std::ptrdiff_t length,
                                bool keep_alive) const {
  auto headers = shared_.guard.headers_for(in.request());
  headers.insert(headers.end(), head.headers.begin(), head.headers.end());
  return response_head(head, headers, length, keep_alive, in.is_1_1());
}

}  // namespace minerva::http
