#include "minerva/server/service.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "base/log.h"
#include "minerva/server/api_error.h"
#include "minerva/server/body_check.h"
#include "minerva/server/schemas.h"

namespace minerva::server {
namespace {

std::string event_of(const std::string& body) { return "data: " + body + "\n\n"; }

void fail(const ExchangePtr& exchange, const ApiError& error) {
  exchange->note.error = error.code();
  if (!exchange->has_started()) return exchange->reply(error_reply(error));
  exchange->send(event_of(error_body(error)));
  exchange->end();
}

}  // namespace

void fail(const ExchangePtr& exchange, const Fault& fault, const Lease& lease) {
  exchange->note.error = name_of(fault.fault());
  if (exchange->has_started()) {
    exchange->send(event_of(error_body(fault)));
    return exchange->end();
  }
  std::optional<std::chrono::milliseconds> wait;
  if (lease && lease->can_generate()) wait = lease->engine().expected_wait();
  exchange->reply(error_reply(fault, wait));
}

Service::Service(Pool& pool, ServerOptions options)
    : pool_(pool), options_(std::move(options)), workers_(options_.workers) {}

void Service::guard(const ExchangePtr& exchange, const std::function<void()>& job,
                    const Lease& lease) {
  try {
    job();
  } catch (const ApiError& error) {
    fail(exchange, error);
  } catch (const Fault& fault) {
    server::fail(exchange, fault, lease);
  } catch (const std::bad_alloc&) {
    server::fail(exchange,
                 Fault(FaultKind::out_of_memory, "There is no memory left for this request."));
  } catch (const std::exception& e) {
    base::log(base::LogLevel::error, exchange->request().id + ": " + e.what());
    fail(exchange, ApiError(500, "internal_error", "This is a mistake of ours; please report it."));
  }
}

void Service::answer(ExchangePtr exchange) {
  const auto found = match(exchange->request().method, exchange->request().path);
  auto call = std::make_shared<Call>();
  call->exchange = exchange;
  call->id = found.id;
  exchange->note.route = found.route->path;
  // Whether the server lives can be told however busy the workers are.
  if (found.route->is_open) return run(*found.route, call);
  workers_.post([this, call, route = found.route] { run(*route, call); });
}

void Service::run(const Route& route, const std::shared_ptr<Call>& call) {
  guard(call->exchange, [&] {
    if (route.body) {
      call->document = std::make_shared<const json>(parse_json(call->exchange->take_body()));
      call->ignored = check_body(schemas().at(route.body), call->body());
    }
    route.handle(*this, *call);
  });
}

std::string Service::model_name(const json& body) const {
  if (const auto named = body.find("model"); named != body.end() && named->is_string())
    return pool_.status(named->get<std::string>()).name;
  if (!options_.default_model.empty()) return options_.default_model;
  const auto models = pool_.models();
  std::string loaded, names;
  int loaded_count = 0;
  for (const auto& model : models) {
    names += (names.empty() ? "" : ", ") + model.name;
    if (model.state == ModelState::unloaded) continue;
    loaded = model.name;
    ++loaded_count;
  }
  if (models.size() == 1) return models.front().name;
  if (loaded_count == 1) return loaded;
  if (models.empty()) throw Fault(FaultKind::model_not_found, "No models are installed.");
  throw Fault::parameter("model", "missing", "one of: " + names);
}

void Service::with_model(const ExchangePtr& exchange, const std::string& name,
                         std::function<void(Lease)> then) {
  exchange->note.model = name;
  pool_.acquire(name, [this, exchange, then = std::move(then)](Lease lease, const Fault* fault) {
    if (fault) return server::fail(exchange, *fault);
    workers_.post([exchange, then, lease = std::move(lease)]() mutable {
      guard(exchange, [&] { then(lease); }, lease);
    });
  });
}

}  // namespace minerva::server
