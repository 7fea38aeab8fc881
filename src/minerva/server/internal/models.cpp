// /health, /ready, /v1/models and what is done with models.

#include <nlohmann/json.hpp>

#include "minerva/openai/api_error.h"
#include "minerva/openai/fields.h"
#include "minerva/server/internal/service.h"

namespace minerva::server {
namespace {

using openai::flag_or, openai::has, openai::text_or;

const char* name_of(pool::ModelState state) {
  return state == pool::ModelState::loaded    ? "loaded"
         : state == pool::ModelState::loading ? "loading"
                                              : "unloaded";
}

std::int64_t unix_time(std::chrono::system_clock::time_point when) {
  return std::chrono::duration_cast<std::chrono::seconds>(when.time_since_epoch()).count();
}

json memory_json(const model::MemoryEstimate& memory) {
  const auto sum = memory.sum();
  return {{"total_bytes", sum.total_bytes()}, {"weights_bytes", sum.weights_bytes},
          {"cache_bytes", sum.cache_bytes},   {"compute_bytes", sum.compute_bytes},
          {"output_bytes", sum.output_bytes}, {"projector_bytes", sum.projector_bytes},
          {"devices", memory.by_device()}};
}

/// Main memory's own numbers stand beside the list, too.
json pool_memory_json(const pool::PoolStatus& pool) {
  json devices = json::object();
  for (const auto& [name, budget] : pool.budgets)
    devices[name] = {{"budget_bytes", budget}, {"used_bytes", pool.used.at(name)}};
  json memory = devices.at(model::kMainMemory);
  memory["devices"] = std::move(devices);
  return memory;
}

json model_json(const pool::ModelStatus& status) {
  json model{{"id", status.name},
             {"object", "model"},
             {"created", unix_time(status.created)},
             {"owned_by", "local"},
             {"state", name_of(status.state)},
             {"progress", status.progress},
             {"pinned", status.is_pinned},
             {"vision", !status.projector.empty()},
             {"running", status.leases},
             {"file_bytes", status.file_bytes},
             {"memory", status.memory.total_bytes() > 0 ? memory_json(status.memory) : json()},
             {"usage",
              {{"uses", status.uses},
               {"loads", status.loads},
               {"evictions", status.evictions},
               {"load_s", status.load_s},
               {"last_used", status.uses > 0 ? json(unix_time(status.last_used)) : json()}}}};
  return model;
}

}  // namespace

void handle_health(Service&, const CallPtr& call) { call->answer({{"status", "ok"}}); }

void handle_ready(Service& service, const CallPtr& call) {
  if (service.is_stopping()) throw openai::ApiError(503, "stopping", "The server is stopping.");
  call->answer({{"status", "ready"}, {"models", service.pool().models().size()}});
}

void handle_models(Service& service, const CallPtr& call) {
  service.pool().rescan();
  auto list = json::array();
  for (const auto& status : service.pool().models()) list.push_back(model_json(status));
  call->answer({{"object", "list"},
                {"data", std::move(list)},
                {"memory", pool_memory_json(service.pool().status())}});
}

void handle_model(Service& service, const CallPtr& call) {
  (void)service.pool().status(call->id);
  (void)service.pool().estimate(call->id);
  call->answer(model_json(service.pool().status(call->id)));
}

void handle_load(Service& service, const CallPtr& call) {
  const auto name = text_or(call->body(), "model");
  if (has(call->body(), "pin")) service.pool().pin(name, flag_or(call->body(), "pin", false));
  service.with_model(call, name, [&service, call, name](const pool::Lease&) {
    call->answer(model_json(service.pool().status(name)));
  });
}

// Waits for the model's memory to be free, on a thread that others do not need.
void handle_unload(Service& service, const CallPtr& call) {
  const auto name = text_or(call->body(), "model");
  (void)service.pool().status(name);
  service.unloaders().post([&service, call, name] {
    Service::guard(call, [&] {
      service.pool().unload(name, flag_or(call->body(), "force", false));
      call->answer(model_json(service.pool().status(name)));
    });
  });
}

}  // namespace minerva::server
