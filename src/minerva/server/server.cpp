#include "minerva/server/server.h"

#include <utility>

#include "minerva/http/listener.h"
#include "minerva/server/internal/error_reply.h"
#include "minerva/server/internal/request_log.h"
#include "minerva/server/internal/service.h"

namespace minerva::server {

struct Server::State : http::Handler {
  State(pool::Pool& pool, const ServerOptions& options)
      : service(pool, options), listener(service.options().http, *this) {
    service.gauges = [this] {
      return Metrics::Gauges{listener.connections(), listener.body_bytes()};
    };
  }

  http::Target find(std::string_view method, std::string_view path) const override {
    auto found = match(method, path);
    return {found.route != nullptr, found.route && found.route->is_open, std::move(found.allowed)};
  }
  http::Reply error_reply(int status, const std::string& code,
                          const std::string& message) const override {
    return server::error_reply(openai::ApiError(status, code, message));
  }
  http::ExchangePtr make_exchange(http::Request request, std::size_t unread_bytes,
                                  http::Exchange::Hooks hooks) override {
    return std::make_shared<Call>(std::move(request), unread_bytes, std::move(hooks));
  }
  // Every exchange is a call: they are made above.
  void answer(http::ExchangePtr exchange) override {
    service.answer(std::static_pointer_cast<Call>(std::move(exchange)));
  }
  void ended(const http::Exchange& exchange, int status, double seconds) override {
    auto note = static_cast<const Call&>(exchange).note;
    if (exchange.is_gone()) note.error = "client_closed_request";
    service.metrics().add(note, status, seconds);
    log_request(service.options().log, exchange.request(), note, status, seconds);
  }

  Service service;
  http::Listener listener;
};

Server::Server(pool::Pool& pool, const ServerOptions& options)
    : state_(std::make_unique<State>(pool, options)) {}

Server::~Server() { stop(); }

void Server::start() { state_->listener.start(); }

std::uint16_t Server::port() const { return state_->listener.port(); }

std::string Server::url() const { return state_->listener.url(); }

void Server::stop() {
  state_->service.stop();
  state_->listener.stop([this] { state_->service.pool().cancel_loads(); });
}

}  // namespace minerva::server
