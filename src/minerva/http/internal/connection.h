#pragma once
// A connection: HTTP/1.1 requests of one client, one after the other.
//
// All of it runs in the listener's thread. It goes on reading while a request is answered, so
// that a client that leaves is noticed at once. Whatever the client does or does not do, something
// ends the wait: there is a limit of time for the first byte, the headers, the body and each write,
// and a limit of bytes for the headers, the body and what is read ahead.

#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "minerva/http/exchange.h"
#include "minerva/http/handler.h"
#include "minerva/http/internal/body_budget.h"
#include "minerva/http/internal/guard.h"
#include "minerva/http/internal/incoming.h"
#include "minerva/http/internal/transport.h"
#include "minerva/http/options.h"

namespace minerva::http {

/// What all connections of a listener share. What it refers to outlives them.
struct ConnectionContext {
  const Options& options;
  Handler& handler;
  const Guard& guard;
  BodyBudget& bodies;
};

class Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(std::unique_ptr<Transport> transport, const ConnectionContext& shared,
             std::string client);
  ~Connection();

  void start();
  /// Finishes the request that is being answered, takes no other, and closes. From any thread.
  void stop();
  /// Ends the request that is being answered. From any thread.
  void abort();

 private:
  using Clock = std::chrono::steady_clock;
  template <typename T>
  using Awaitable = asio::awaitable<T>;

  /// An answer while it is written.
  struct Answer {
    int status = 0;
    bool keep_alive = false, is_chunked = false, is_written = true, is_last = false;
  };

  Awaitable<void> run();
  Awaitable<bool> serve_one();
  Awaitable<bool> first_byte();
  Awaitable<bool> read_header(Incoming& in);
  Awaitable<bool> read_body(Incoming& in);
  Awaitable<bool> accept(Incoming& in);
  Awaitable<bool> read_more(Clock::time_point until);
  Awaitable<bool> answer(Incoming& in);
  Awaitable<void> output();
  Awaitable<bool> write(std::string bytes);
  Awaitable<void> refuse(const Incoming& in, Reply reply);
  Awaitable<void> linger();
  Awaitable<bool> wait(Clock::time_point until);

  std::string answer_bytes(const Incoming& in, const Exchange::Output& out, Answer& answer) const;

  Exchange::Hooks hooks();
  void start_reading();
  void wake();
  Reply wrong_http(const Incoming& in, const std::string& what) const;
  std::string head_of(const Incoming& in, const Reply& head, std::ptrdiff_t length,
                      bool keep_alive) const;

  std::unique_ptr<Transport> transport_;
  const ConnectionContext& shared_;
  const std::string client_;
  asio::steady_timer signal_;
  std::vector<char> chunk_;  ///< What a read writes into.
  std::string read_;         ///< Read and not yet used.
  bool is_reading_ = false, is_closed_ = false, is_stopping_ = false, is_idle_ = true;
  bool is_written_ = false;
  error_code write_error_;
  ExchangePtr exchange_;
};

}  // namespace minerva::http
