#include "minerva/server/connection.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <exception>
#include <utility>

#include "base/log.h"
#include "minerva/server/incoming.h"

namespace minerva::server {
namespace {

constexpr std::size_t kIdleChunk = 2 << 10, kBodyChunk = 64 << 10;
constexpr std::size_t kReadAhead = 64 << 10;
constexpr auto kLinger = std::chrono::seconds(2);
constexpr std::size_t kLingerBytes = 256 << 20;

}  // namespace

Connection::Connection(std::unique_ptr<Transport> transport, ConnectionOwner& owner,
                       std::string client)
    : transport_(std::move(transport)),
      owner_(owner),
      client_(std::move(client)),
      signal_(transport_->executor()) {}
Connection::~Connection() = default;

void Connection::start() {
  asio::co_spawn(
      transport_->executor(), [self = shared_from_this()] { return self->run(); }, asio::detached);
}

void Connection::stop() {
  asio::post(transport_->executor(), [self = shared_from_this()] {
    self->is_stopping_ = true;
    if (self->is_idle_) self->transport_->close();
    self->wake();
  });
}

void Connection::abort() {
  asio::post(transport_->executor(), [self = shared_from_this()] {
    if (self->exchange_)
      self->exchange_->cancel();
    else
      self->transport_->close();
    self->wake();
  });
}

Connection::awaitable<void> Connection::run() {
  try {
    bool is_ready = false;
    error_code failed;
    transport_->handshake([&, self = shared_from_this()](error_code error, std::size_t) {
      is_ready = true;
      failed = error;
      wake();
    });
    const auto until = Clock::now() + owner_.options().header_timeout;
    while (!is_ready)
      if (!co_await wait(until) && !is_ready) transport_->close();
    if (!failed)
      while (co_await serve_one()) {
      }
  } catch (const std::exception& e) {
    base::warn(std::string("A connection ended unexpectedly: ") + e.what());
    if (exchange_) exchange_->leave();
  }
  transport_->close();
}

// The next request and its answer. False: there is no other.
Connection::awaitable<bool> Connection::serve_one() {
  is_idle_ = true;
  if (!co_await first_byte()) co_return false;
  is_idle_ = false;
  Incoming in(owner_.options());
  if (!co_await read_header(in)) co_return false;
  if (!co_await accept(in)) co_return false;
  if (!co_await read_body(in)) co_return false;
  co_return co_await answer(in);
}

Connection::awaitable<bool> Connection::first_byte() {
  const auto until = Clock::now() + owner_.options().idle_timeout;
  while (read_.empty()) {
    if (is_closed_ || is_stopping_) co_return false;
    start_reading();
    if (!co_await wait(until) && read_.empty()) co_return false;
  }
  co_return true;
}

// False: closed, or too late.
Connection::awaitable<bool> Connection::read_more(Clock::time_point until) {
  const auto before = read_.size();
  while (read_.size() == before) {
    if (is_closed_) co_return false;
    start_reading();
    if (!co_await wait(until) && read_.size() == before) co_return false;
  }
  co_return true;
}

Connection::awaitable<bool> Connection::read_header(Incoming& in) {
  const auto until = Clock::now() + owner_.options().header_timeout;
  for (;;) {
    const auto wrong = in.put(read_);
    if (in.has_header()) in.read_head(client_);
    if (!wrong.empty()) {
      co_await refuse(in, wrong_http(in, wrong));
      co_return false;
    }
    if (in.has_header()) co_return true;
    if (co_await read_more(until)) continue;
    if (!is_closed_)
      co_await refuse(
          in, owner_.error_reply(408, "request_timeout", "The headers took too long to arrive."));
    co_return false;
  }
}

HttpReply Connection::wrong_http(const Incoming& in, const std::string& what) const {
  if (in.is_body_too_large()) return owner_.error_reply(413, "body_too_large", what);
  if (in.is_header_too_large()) return owner_.error_reply(431, "headers_too_large", what);
  return owner_.error_reply(400, "invalid_http", what);
}

// Whether this request is to be read on.
Connection::awaitable<bool> Connection::accept(Incoming& in) {
  if (!in.mistake().empty()) {
    co_await refuse(in, owner_.error_reply(400, "invalid_http", in.mistake()));
    co_return false;
  }
  if (auto reply = owner_.refusal(in.request())) {
    if (!in.is_complete()) {
      co_await refuse(in, std::move(*reply));
      co_return false;
    }
    in.refuse_with(std::move(*reply));
    co_return true;
  }
  if (in.expects_continue() && !in.is_complete())
    co_return co_await write("HTTP/1.1 100 Continue\r\n\r\n");
  co_return true;
}

Connection::awaitable<bool> Connection::read_body(Incoming& in) {
  const auto until = Clock::now() + owner_.options().body_timeout;
  for (;;) {
    if (const auto wrong = in.put(read_); !wrong.empty()) {
      co_await refuse(in, wrong_http(in, wrong));
      co_return false;
    }
    if (!in.reserve_body(owner_)) {
      co_await refuse(in, owner_.error_reply(
                              503, "overloaded",
                              "The bodies of all requests together are too large at the moment."));
      co_return false;
    }
    if (in.is_complete()) break;
    if (chunk_.size() < kBodyChunk && !is_reading_) chunk_.resize(kBodyChunk);
    if (co_await read_more(until)) continue;
    if (!is_closed_)
      co_await refuse(
          in, owner_.error_reply(408, "request_timeout", "The body took too long to arrive."));
    co_return false;
  }
  if (chunk_.size() > kIdleChunk && !is_reading_) {
    chunk_.resize(kIdleChunk);
    chunk_.shrink_to_fit();
  }
  co_return true;
}

Connection::awaitable<bool> Connection::answer(Incoming& in) {
  const auto began = Clock::now();
  exchange_ = std::make_shared<Exchange>(in.take_request(), owner_.options().unread_bytes, hooks());
  if (auto refused = in.take_refusal())
    exchange_->reply(std::move(*refused));
  else
    owner_.answer(exchange_);

  int status = 0;
  bool is_last = false, is_written = true, is_chunked = false;
  bool keep_alive = in.keep_alive();
  while (!is_last) {
    if (!exchange_->has_output()) {
      start_reading();
      if (is_closed_ && !exchange_->is_gone()) exchange_->leave();
      if (!exchange_->has_output()) co_await wait(Clock::now() + std::chrono::hours(1));
      continue;
    }
    auto out = exchange_->take();
    is_last = out.is_last;
    std::string bytes;
    if (out.has_head) {
      status = out.head.status;
      is_chunked = out.is_stream && in.is_1_1();
      if ((out.is_stream && !is_chunked) || is_stopping_) keep_alive = false;
      bytes =
          head_of(in, out.head, out.is_stream ? -1 : static_cast<std::ptrdiff_t>(out.bytes.size()),
                  keep_alive);
    }
    if (!in.is_head()) bytes += is_chunked ? chunk_of(out.bytes, is_last) : out.bytes;
    if (is_written && !bytes.empty()) is_written = co_await write(std::move(bytes));
    if (!is_written && !exchange_->is_gone()) exchange_->leave();
  }
  owner_.ended(*exchange_, status, std::chrono::duration<double>(Clock::now() - began).count());
  exchange_.reset();
  co_return is_written&& keep_alive && !is_stopping_;
}

// What an exchange keeps of the connection is the connection: an executor of its own could outlive
// the server.
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
Connection::awaitable<void> Connection::refuse(const Incoming& in, HttpReply reply) {
  const auto length = static_cast<std::ptrdiff_t>(reply.body.size());
  auto bytes = head_of(in, reply, length, false);
  if (!in.is_head()) bytes += reply.body;
  const Exchange unread(in.request(), 0, {});
  owner_.ended(unread, reply.status, 0);
  if (co_await write(std::move(bytes))) co_await linger();
}

Connection::awaitable<void> Connection::linger() {
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

Connection::awaitable<bool> Connection::write(std::string bytes) {
  is_written_ = false;
  transport_->write(asio::buffer(bytes), [self = shared_from_this()](error_code error, auto) {
    self->is_written_ = true;
    self->write_error_ = error;
    self->wake();
  });
  const auto until = Clock::now() + owner_.options().write_timeout;
  while (!is_written_)
    if (!co_await wait(until) && !is_written_) transport_->close();
  co_return !write_error_;
}

void Connection::start_reading() {
  if (is_reading_ || is_closed_ || read_.size() >= kReadAhead) return;
  is_reading_ = true;
  if (chunk_.empty()) chunk_.resize(kIdleChunk);
  transport_->read_some(asio::buffer(chunk_),
                        [self = shared_from_this()](error_code error, std::size_t count) {
                          self->is_reading_ = false;
                          self->read_.append(self->chunk_.data(), count);
                          if (error) self->is_closed_ = true;
                          self->wake();
                        });
}

void Connection::wake() { signal_.cancel(); }

// Until something happens; false: nothing has until then.
Connection::awaitable<bool> Connection::wait(Clock::time_point until) {
  signal_.expires_at(until);
  error_code error;
  co_await signal_.async_wait(asio::redirect_error(asio::use_awaitable, error));
  co_return error == asio::error::operation_aborted;
}

std::string Connection::head_of(const Incoming& in, const HttpReply& head, std::ptrdiff_t length,
                                bool keep_alive) const {
  auto headers = owner_.headers_for(in.request());
  headers.insert(headers.end(), head.headers.begin(), head.headers.end());
  return response_head(head, headers, length, keep_alive, in.is_1_1());
}

}  // namespace minerva::server
