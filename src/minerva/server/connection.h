#pragma once
// A connection: HTTP/1.1 requests of one client, one after the other. Private to
// src/minerva/server.
//
// All of it runs in the server's thread. It goes on reading while a request is answered, so
// that a client that leaves is noticed at once. Whatever the client does or does not do, something
// ends the wait: there is a limit of time for the first byte, the headers, the body and each write,
// and a limit of bytes for the headers, the body and what is read ahead.

#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "minerva/server/exchange.h"
#include "minerva/server/options.h"
#include "minerva/server/transport.h"

namespace minerva::server {

/// What connections need from the server. Outlives them; called from its thread.
class ConnectionOwner {
 public:
  virtual ~ConnectionOwner() = default;
  virtual const ServerOptions& options() const = 0;
  /// Looks at a request before its body is read. A reply refuses it.
  virtual std::optional<HttpReply> refusal(const HttpRequest& head) = 0;
  /// Headers that every reply to this request gets.
  virtual Headers headers_for(const HttpRequest& head) = 0;
  /// Answers the exchange, now or later.
  virtual void answer(ExchangePtr exchange) = 0;
  /// Told once for each exchange, at its end.
  virtual void ended(const Exchange& exchange, int status, double seconds) = 0;
  /// A reply for what never became a request.
  virtual HttpReply error_reply(int status, const std::string& code,
                                const std::string& message) = 0;
  /// Keeps count of the bytes of bodies. False: there are too many.
  virtual bool reserve_body(std::size_t bytes) = 0;
  virtual void release_body(std::size_t bytes) = 0;
};

class Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(std::unique_ptr<Transport> transport, ConnectionOwner& owner, std::string client);
  ~Connection();

  void start();
  /// Finishes the request that is being answered, takes no other, and closes. From any thread.
  void stop();
  /// Ends the request that is being answered. From any thread.
  void abort();

 private:
  using Clock = std::chrono::steady_clock;
  template <typename T>
  using awaitable = asio::awaitable<T>;
  struct Incoming;

  awaitable<void> run();
  awaitable<bool> serve_one();
  awaitable<bool> first_byte();
  awaitable<bool> read_header(Incoming& in);
  awaitable<bool> read_body(Incoming& in);
  awaitable<bool> accept(Incoming& in);
  awaitable<bool> read_more(Clock::time_point until);
  awaitable<bool> answer(Incoming& in);
  awaitable<bool> write(std::string bytes);
  awaitable<void> refuse(const Incoming& in, HttpReply reply);
  awaitable<void> linger();
  awaitable<bool> wait(Clock::time_point until);

  Exchange::Hooks hooks();
  void start_reading();
  void wake();
  HttpReply wrong_http(const Incoming& in, const std::string& what) const;
  std::string head_of(const Incoming& in, const HttpReply& head, std::ptrdiff_t length,
                      bool keep_alive) const;

  std::unique_ptr<Transport> transport_;
  ConnectionOwner& owner_;
  const std::string client_;
  asio::steady_timer signal_;
  std::vector<char> chunk_;  ///< What a read writes into.
  std::string read_;         ///< Read and not yet used.
  bool is_reading_ = false, is_closed_ = false, is_stopping_ = false, is_idle_ = true;
  bool is_written_ = false;
  error_code write_error_;
  ExchangePtr exchange_;
};

}  // namespace minerva::server
