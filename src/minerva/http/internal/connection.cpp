#include "minerva/http/internal/connection.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <exception>
#include <utility>

#include "base/log.h"

namespace minerva::http {
namespace {

constexpr std::size_t kIdleChunk = 2 << 10, kBodyChunk = 64 << 10;
constexpr std::size_t kReadAhead = 64 << 10;

}  // namespace

Connection::Connection(std::unique_ptr<Transport> transport, const ConnectionContext& shared,
                       std::string client)
    : transport_(std::move(transport)),
      shared_(shared),
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

Connection::Awaitable<void> Connection::run() {
  try {
    bool is_ready = false;
    error_code failed;
    transport_->handshake([&, self = shared_from_this()](error_code error, std::size_t) {
      is_ready = true;
      failed = error;
      wake();
    });
    const auto until = Clock::now() + shared_.options.header_timeout;
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
Connection::Awaitable<bool> Connection::serve_one() {
  is_idle_ = true;
  if (!co_await first_byte()) co_return false;
  is_idle_ = false;
  Incoming in(shared_.options, shared_.bodies);
  if (!co_await read_header(in)) co_return false;
  if (!co_await accept(in)) co_return false;
  if (!co_await read_body(in)) co_return false;
  co_return co_await answer(in);
}

Connection::Awaitable<bool> Connection::first_byte() {
  const auto until = Clock::now() + shared_.options.idle_timeout;
  while (read_.empty()) {
    if (is_closed_ || is_stopping_) co_return false;
    start_reading();
    if (!co_await wait(until) && read_.empty()) co_return false;
  }
  co_return true;
}

// False: closed, or too late.
Connection::Awaitable<bool> Connection::read_more(Clock::time_point until) {
  const auto before = read_.size();
  while (read_.size() == before) {
    if (is_closed_) co_return false;
    start_reading();
    if (!co_await wait(until) && read_.size() == before) co_return false;
  }
  co_return true;
}

Connection::Awaitable<bool> Connection::read_header(Incoming& in) {
  const auto until = Clock::now() + shared_.options.header_timeout;
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
      co_await refuse(in, shared_.handler.error_reply(408, "request_timeout",
                                                      "The headers took too long to arrive."));
    co_return false;
  }
}

Reply Connection::wrong_http(const Incoming& in, const std::string& what) const {
  if (in.is_body_too_large()) return shared_.handler.error_reply(413, "body_too_large", what);
  if (in.is_header_too_large()) return shared_.handler.error_reply(431, "headers_too_large", what);
  return shared_.handler.error_reply(400, "invalid_http", what);
}

// Whether this request is to be read on.
Connection::Awaitable<bool> Connection::accept(Incoming& in) {
  if (!in.mistake().empty()) {
    co_await refuse(in, shared_.handler.error_reply(400, "invalid_http", in.mistake()));
    co_return false;
  }
  if (auto reply = shared_.guard.refusal(in.request())) {
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

Connection::Awaitable<bool> Connection::read_body(Incoming& in) {
  const auto until = Clock::now() + shared_.options.body_timeout;
  for (;;) {
    if (const auto wrong = in.put(read_); !wrong.empty()) {
      co_await refuse(in, wrong_http(in, wrong));
      co_return false;
    }
    if (!in.reserve_body()) {
      co_await refuse(in, shared_.handler.error_reply(
                              503, "overloaded",
                              "The bodies of all requests together are too large at the moment."));
      co_return false;
    }
    if (in.is_complete()) break;
    if (chunk_.size() < kBodyChunk && !is_reading_) chunk_.resize(kBodyChunk);
    if (co_await read_more(until)) continue;
    if (!is_closed_)
      co_await refuse(in, shared_.handler.error_reply(408, "request_timeout",
                                                      "The body took too long to arrive."));
    co_return false;
  }
  if (chunk_.size() > kIdleChunk && !is_reading_) {
    chunk_.resize(kIdleChunk);
    chunk_.shrink_to_fit();
  }
  co_return true;
}

Connection::Awaitable<bool> Connection::write(std::string bytes) {
  is_written_ = false;
  transport_->write(asio::buffer(bytes), [self = shared_from_this()](error_code error, auto) {
    self->is_written_ = true;
    self->write_error_ = error;
    self->wake();
  });
  const auto until = Clock::now() + shared_.options.write_timeout;
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
Connection::Awaitable<bool> Connection::wait(Clock::time_point until) {
  signal_.expires_at(until);
  error_code error;
  co_await signal_.async_wait(asio::redirect_error(asio::use_awaitable, error));
  co_return error == asio::error::operation_aborted;
}

}  // namespace minerva::http
