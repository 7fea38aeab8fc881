#include "minerva/http/listener.h"

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
#include <vector>

#include "base/error.h"
#include "base/mutex.h"
#include "minerva/http/internal/body_budget.h"
#include "minerva/http/internal/connection.h"
#include "minerva/http/internal/guard.h"

namespace minerva::http {
namespace {

using asio::ip::tcp;

// Thousands of connections need as many files; the usual soft limit is 1024.
void raise_file_limit() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

void refuse_others_without_key(const Options& options, const tcp::endpoint& endpoint) {
  if (options.allow_anyone || !options.api_keys.empty() || endpoint.address().is_loopback()) return;
  throw base::Error(base::ErrorKind::usage,
                    "\"" + options.host +
                        "\" can be reached from other machines, and there is no key. "
                        "Give one with --api-key, or --allow-anyone to do without.");
}

}  // namespace

struct Listener::State {
  State(const Options& o, Handler& handler)
      : options(o),
        guard(options, handler),
        bodies(options.all_bodies_bytes),
        shared{options, handler, guard, bodies},
        acceptor(io) {}

  void bind();
  void accept();
  void take(tcp::socket socket);
  void end_connections(const std::function<void()>& on_grace_over);
  template <typename Job>
  void each_connection(const Job& job);

  const Options& options;
  const Guard guard;
  BodyBudget bodies;
  const ConnectionContext shared;
  std::unique_ptr<asio::ssl::context> tls;
  // One thread: what computes has threads of its own, and each more that a token wakes costs it.
  asio::io_context io{1};
  tcp::acceptor acceptor;  ///< Used in its thread, once it listens.
  std::thread thread;
  std::optional<asio::executor_work_guard<asio::io_context::executor_type>> work;

  base::Mutex mutex;
  std::condition_variable_any changed;
  std::map<std::uint64_t, std::weak_ptr<Connection>> connections
      GUARDED_BY(mutex);  ///< Until they are gone.
  std::uint64_t last_connection GUARDED_BY(mutex) = 0;
  bool is_stopped GUARDED_BY(mutex) = false;
};

void Listener::State::bind() {
  const auto& o = options;
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
  refuse_others_without_key(o, endpoint);
  acceptor.open(endpoint.protocol(), error);
  if (!error) acceptor.set_option(tcp::acceptor::reuse_address(true), error);
  if (!error) acceptor.bind(endpoint, error);
  if (!error) acceptor.listen(asio::socket_base::max_listen_connections, error);
  if (error) fail(error);
  if (!o.tls_certificate.empty()) tls = make_tls(o.tls_certificate.string(), o.tls_key.string());
}

void Listener::State::accept() {
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

void Listener::State::take(tcp::socket socket) {
  error_code error;
  const auto from = socket.remote_endpoint(error);
  if (error) return;
  socket.set_option(tcp::no_delay(true), error);
  std::shared_ptr<Connection> connection;
  {
    const base::Lock lock(mutex);
    if (is_stopped || connections.size() >= options.connections) return;  // Closes it.
    const auto id = ++last_connection;
    connection.reset(new Connection(make_transport(std::move(socket), tls.get()), shared,
                                    from.address().to_string()),
                     [this, id](Connection* ended) {
                       delete ended;
                       const base::Lock ending(mutex);
                       connections.erase(id);
                       changed.notify_all();
                     });
    connections.emplace(id, connection);
  }
  connection->start();  // Without the lock: it may end at once.
}

template <typename Job>
void Listener::State::each_connection(const Job& job) {
  std::vector<std::shared_ptr<Connection>> all;
  {
    const base::Lock lock(mutex);
    for (const auto& [id, weak] : connections)
      if (auto connection = weak.lock()) all.push_back(std::move(connection));
  }
  for (const auto& connection : all) job(*connection);
}

void Listener::State::end_connections(const std::function<void()>& on_grace_over) {
  asio::post(io, [this] {
    error_code ignored;
    acceptor.close(ignored);
  });
  each_connection([](Connection& c) { c.stop(); });
  const auto are_gone = [&]() REQUIRES(mutex) { return connections.empty(); };
  const auto grace = std::max(std::chrono::milliseconds(1), options.grace);
  const base::Lock lock(mutex);
  if (changed.wait_for(mutex, grace, are_gone)) return;
  {
    const base::Unlocked unlocked(mutex);
    each_connection([](Connection& c) { c.abort(); });
    if (on_grace_over) on_grace_over();
  }
  changed.wait(mutex, are_gone);
}

Listener::Listener(const Options& options, Handler& handler) {
  check(options);
  raise_file_limit();
  state_ = std::make_unique<State>(options, handler);
  state_->bind();
}

Listener::~Listener() { stop({}); }

void Listener::start() {
  state_->work.emplace(state_->io.get_executor());
  state_->accept();
  state_->thread = std::thread([this] { state_->io.run(); });
}

std::uint16_t Listener::port() const { return state_->acceptor.local_endpoint().port(); }

std::string Listener::url() const {
  const auto& host = state_->options.host;
  const bool is_v6 = host.find(':') != std::string::npos;
  return (state_->tls ? "https://" : "http://") + (is_v6 ? "[" + host + "]" : host) + ":" +
         std::to_string(port());
}

std::size_t Listener::connections() const {
  const base::Lock lock(state_->mutex);
  return state_->connections.size();
}

std::size_t Listener::body_bytes() const { return state_->bodies.bytes(); }

void Listener::stop(const std::function<void()>& on_grace_over) {
  auto& s = *state_;
  {
    const base::Lock lock(s.mutex);
    if (std::exchange(s.is_stopped, true)) return;
  }
  if (s.thread.joinable()) s.end_connections(on_grace_over);
  s.work.reset();
  s.io.stop();
  if (s.thread.joinable()) s.thread.join();
}

}  // namespace minerva::http
