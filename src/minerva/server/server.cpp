#include "minerva/server/server.h"

#include <sys/resource.h>

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <condition_variable>
#include <map>
#include <optional>
#include <thread>
#include <utility>

#include "base/log.h"
#include "minerva/server/api_error.h"
#include "minerva/server/connection.h"
#include "minerva/server/guard.h"
#include "minerva/server/request_log.h"
#include "minerva/server/service.h"

namespace minerva::server {
namespace {

using asio::ip::tcp;

// Thousands of connections need as many files; the usual soft limit is 1024.
void raise_file_limit() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

}  // namespace

struct Server::State : ConnectionOwner {
  State(Pool& pool, const ServerOptions& options)
      : service(pool, options), guard(service.options()), acceptor(io) {}

  // For connections.
  const ServerOptions& options() const override { return service.options(); }
  std::optional<HttpReply> refusal(const HttpRequest& head) override { return guard.refusal(head); }
  Headers headers_for(const HttpRequest& head) override { return guard.headers_for(head); }
  void answer(ExchangePtr exchange) override { service.answer(std::move(exchange)); }
  void ended(const Exchange& exchange, int status, double seconds) override;
  HttpReply error_reply(int status, const std::string& code, const std::string& message) override {
    return server::error_reply(ApiError(status, code, message));
  }
  bool reserve_body(std::size_t bytes) override {
    if (bodies.fetch_add(bytes) + bytes <= options().all_bodies_bytes) return true;
    bodies -= bytes;
    return false;
  }
  void release_body(std::size_t bytes) override { bodies -= bytes; }

  void bind();
  void accept();
  void take(tcp::socket socket);
  template <typename Job>
  void each_connection(const Job& job);

  Service service;
  Guard guard;
  std::unique_ptr<asio::ssl::context> tls;
  // One thread: what computes has threads of its own, and each more that a token wakes costs it.
  asio::io_context io{1};
  tcp::acceptor acceptor;  ///< Used in its thread, once it listens.
  std::thread thread;
  std::optional<asio::executor_work_guard<asio::io_context::executor_type>> work;
  std::atomic<std::size_t> bodies{0};

  std::mutex mutex;
  std::condition_variable changed;
  std::map<std::uint64_t, std::weak_ptr<Connection>> connections;  ///< Until they are gone.
  std::uint64_t last_connection = 0;
  bool is_stopped = false;
};

void Server::State::ended(const Exchange& exchange, int status, double seconds) {
  auto note = exchange.note;
  if (exchange.is_gone()) note.error = "client_closed_request";
  service.metrics().add(note, status, seconds);
  log_request(options().log, exchange.request(), note, status, seconds);
}

void Server::State::bind() {
  const auto& o = options();
  const auto fail = [&](const error_code& error) {
    throw base::Error(base::ErrorKind::unavailable,
                      "The server cannot listen at " + o.host + ":" + std::to_string(o.port) +
                          ": " + error.message() + ". Is another program using it?");
  };
  error_code error;
  tcp::resolver resolver(io);
  const auto found =
      resolver.resolve(o.host, std::to_string(o.port),
                       tcp::resolver::passive | tcp::resolver::numeric_service, error);
  if (error || found.empty()) fail(error);
  const auto endpoint = found.begin()->endpoint();
  if (!o.allow_anyone && o.api_keys.empty() && !endpoint.address().is_loopback())
    throw base::Error(base::ErrorKind::usage,
                      "\"" + o.host +
                          "\" can be reached from other machines, and there is no key. "
                          "Give one with --api-key, or --allow-anyone to do without.");
  acceptor.open(endpoint.protocol(), error);
  if (!error) acceptor.set_option(tcp::acceptor::reuse_address(true), error);
  if (!error) acceptor.bind(endpoint, error);
  if (!error) acceptor.listen(asio::socket_base::max_listen_connections, error);
  if (error) fail(error);
  if (!o.tls_certificate.empty()) tls = make_tls(o.tls_certificate.string(), o.tls_key.string());
}

void Server::State::accept() {
  acceptor.async_accept([this](const error_code& error, tcp::socket socket) {
    if (!acceptor.is_open()) return;
    if (!error) {
      take(std::move(socket));
      return accept();
    }
    // Out of files, most likely: others have to leave first.
    auto timer = std::make_shared<asio::steady_timer>(acceptor.get_executor(),
                                                      std::chrono::milliseconds(100));
    timer->async_wait([this, timer](const error_code&) {
      if (acceptor.is_open()) accept();
    });
  });
}

void Server::State::take(tcp::socket socket) {
  error_code error;
  const auto from = socket.remote_endpoint(error);
  if (error) return;
  socket.set_option(tcp::no_delay(true), error);
  std::shared_ptr<Connection> connection;
  {
    const std::lock_guard lock(mutex);
    if (is_stopped || connections.size() >= options().connections) return;  // Closes it.
    const auto id = ++last_connection;
    connection.reset(new Connection(make_transport(std::move(socket), tls.get()), *this,
                                    from.address().to_string()),
                     [this, id](Connection* ended) {
                       delete ended;
                       const std::lock_guard ending(mutex);
                       connections.erase(id);
                       changed.notify_all();
                     });
    connections.emplace(id, connection);
  }
  connection->start();  // Without the lock: it may end at once.
}

template <typename Job>
void Server::State::each_connection(const Job& job) {
  std::vector<std::shared_ptr<Connection>> all;
  {
    const std::lock_guard lock(mutex);
    for (const auto& [id, weak] : connections)
      if (auto connection = weak.lock()) all.push_back(std::move(connection));
  }
  for (const auto& connection : all) job(*connection);
}

Server::Server(Pool& pool, const ServerOptions& options) {
  check(options);
  raise_file_limit();
  state_ = std::make_unique<State>(pool, options);
  state_->service.gauges = [s = state_.get()] {
    const std::lock_guard lock(s->mutex);
    return Metrics::Gauges{s->connections.size(), s->bodies};
  };
  state_->bind();
}

Server::~Server() { stop(); }

void Server::start() {
  state_->work.emplace(state_->io.get_executor());
  state_->accept();
  state_->thread = std::thread([this] { state_->io.run(); });
}

std::uint16_t Server::port() const { return state_->acceptor.local_endpoint().port(); }

std::string Server::url() const {
  const auto& host = state_->options().host;
  const bool is_v6 = host.find(':') != std::string::npos;
  return (state_->tls ? "https://" : "http://") + (is_v6 ? "[" + host + "]" : host) + ":" +
         std::to_string(port());
}

void Server::stop() {
  auto& s = *state_;
  {
    const std::lock_guard lock(s.mutex);
    if (std::exchange(s.is_stopped, true)) return;
  }
  s.service.stop();
  if (s.thread.joinable()) {
    asio::post(s.io, [&s] {
      error_code ignored;
      s.acceptor.close(ignored);
    });
    s.each_connection([](Connection& c) { c.stop(); });
    std::unique_lock lock(s.mutex);
    const auto are_gone = [&] { return s.connections.empty(); };
    const auto grace = std::max(std::chrono::milliseconds(1), s.options().grace);
    if (!s.changed.wait_for(lock, grace, are_gone)) {
      lock.unlock();
      s.each_connection([](Connection& c) { c.abort(); });
      s.service.pool().cancel_loads();
      lock.lock();
      s.changed.wait(lock, are_gone);
    }
  }
  s.work.reset();
  s.io.stop();
  if (s.thread.joinable()) s.thread.join();
}

}  // namespace minerva::server
