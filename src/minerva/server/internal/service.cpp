#include "minerva/server/internal/service.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "base/log.h"
#include "minerva/openai/body_check.h"
#include "minerva/openai/schemas.h"
#include "minerva/server/internal/error_reply.h"

namespace minerva::server {
namespace {

std::string event_of(const std::string& body) { return "data: " + body + "\n\n"; }

void fail(const CallPtr& call, const openai::ApiError& error) {
  call->note.error = error.code();
  if (!call->has_started()) return call->reply(error_reply(error));
  call->send(event_of(openai::error_body(error)));
  call->end();
}

}  // namespace

void fail(const CallPtr& call, const model::Fault& fault, const pool::Lease& lease) {
  call->note.error = model::name_of(fault.fault());
  if (call->has_started()) {
    call->send(event_of(openai::error_body(fault)));
    return call->end();
  }
  std::optional<std::chrono::milliseconds> wait;
  if (lease && lease->can_generate()) wait = lease->engine().expected_wait();
  call->reply(error_reply(fault, wait));
}

Service::Service(pool::Pool& pool, ServerOptions options)
    : pool_(pool), options_(std::move(options)), workers_(options_.workers) {}

void Service::guard(const CallPtr& call, const std::function<void()>& job,
                    const pool::Lease& lease) {
  try {
    job();
  } catch (const openai::ApiError& error) {
    fail(call, error);
  } catch (const model::Fault& fault) {
    server::fail(call, fault, lease);
  } catch (const std::bad_alloc&) {
    server::fail(call, model::Fault(model::FaultKind::out_of_memory,
                                    "There is no memory left for this request."));
  } catch (const std::exception& e) {
    base::log(base::LogLevel::error, call->request().id + ": " + e.what());
    fail(call,
         openai::ApiError(500, "internal_error", "This is a mistake of ours; please report it."));
  }
}

void Service::answer(const CallPtr& call) {
  auto found = match(call->request().method, call->request().path);
  call->id = std::move(found.id);
  call->note.route = found.route->path;
  // Whether the server lives can be told however busy the workers are.
  if (found.route->is_open) return run(*found.route, call);
  workers_.post([this, call, route = found.route] { run(*route, call); });
}

void Service::run(const Route& route, const CallPtr& call) {
  guard(call, [&] {
    if (route.body) {
      call->document = std::make_shared<const json>(openai::parse_json(call->take_body()));
      call->ignored = openai::check_body(openai::schemas().at(route.body), call->body());
    }
    route.handle(*this, call);
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
    if (model.state == pool::ModelState::unloaded) continue;
    loaded = model.name;
    ++loaded_count;
  }
  if (models.size() == 1) return models.front().name;
  if (loaded_count == 1) return loaded;
  if (models.empty())
    throw model::Fault(model::FaultKind::model_not_found, "No models are installed.");
  throw model::Fault::parameter("model", "missing", "one of: " + names);
}

void Service::with_model(const CallPtr& call, const std::string& name,
                         std::function<void(pool::Lease)> then) {
  call->note.model = name;
  pool_.acquire(name,
                [this, call, then = std::move(then)](pool::Lease lease, const model::Fault* fault) {
                  if (fault) return server::fail(call, *fault);
                  workers_.post([call, then, lease = std::move(lease)]() mutable {
                    guard(call, [&] { then(lease); }, lease);
                  });
                });
}

}  // namespace minerva::server
