#include "minerva/server/internal/metrics.h"

#include <algorithm>
#include <cstdio>

#include "minerva/server/internal/service.h"

namespace minerva::server {
namespace {

std::string number(double value) {
  char text[40];
  std::snprintf(text, sizeof text, "%.9g", value);
  return text;
}

std::string label(const char* name, const std::string& value) {
  std::string text = std::string(name) + "=\"";
  for (const char c : value) {
    if (c == '\n') {
      text += "\\n";
      continue;
    }
    if (c == '"' || c == '\\') text += '\\';
    text += c;
  }
  return text + "\"";
}

}  // namespace

/// Lines in the form of Prometheus.
class MetricsPage {
 public:
  std::string text;

  void family(const char* name, const char* type, const char* help) {
    text += std::string("# HELP ") + name + " " + help + "\n# TYPE " + name + " " + type + "\n";
    name_ = name;
  }
  void line(const std::string& labels, double value) {
    text += name_;
    if (!labels.empty()) text += "{" + labels + "}";
    text += " " + number(value) + "\n";
  }
  void one(const char* name, const char* type, const char* help, double value) {
    family(name, type, help);
    line({}, value);
  }
  void devices(const char* name, const char* help, const model::DeviceBytes& all) {
    family(name, "gauge", help);
    for (const auto& [device, bytes] : all)
      line(label("device", device), static_cast<double>(bytes));
  }
  void histograms(const char* name, const char* help, const char* key,
                  const std::map<std::string, Histogram>& all) {
    family(name, "histogram", help);
    for (const auto& [value, histogram] : all) histogram.write(text, name, label(key, value));
  }

 private:
  std::string name_;
};

namespace {

double d(std::uint64_t value) { return static_cast<double>(value); }

struct OfModel {
  const char *name, *type, *help;
  double (*value)(const pool::ModelStatus&);
};

constexpr OfModel kOfModels[] = {
    {"minerva_model_loaded", "gauge", "Whether the model is in memory.",
     [](const pool::ModelStatus& m) { return m.state == pool::ModelState::loaded ? 1.0 : 0.0; }},
    {"minerva_model_load_seconds", "gauge", "How long the last load took.",
     [](const pool::ModelStatus& m) { return m.load_s; }},
    {"minerva_model_uses_total", "counter", "Requests that used the model.",
     [](const pool::ModelStatus& m) { return d(m.uses); }},
    {"minerva_model_loads_total", "counter", "How often it was loaded.",
     [](const pool::ModelStatus& m) { return d(m.loads); }},
    {"minerva_model_evictions_total", "counter", "How often it made room for another.",
     [](const pool::ModelStatus& m) { return d(m.evictions); }},
};

struct OfEngine {
  const char *name, *type, *help;
  double (*value)(const engine::EngineStatus&);
};

constexpr OfEngine kOfEngines[] = {
    {"minerva_requests_waiting", "gauge", "Requests in the queue.",
     [](const engine::EngineStatus& e) { return static_cast<double>(e.waiting); }},
    {"minerva_requests_running", "gauge", "Requests being computed.",
     [](const engine::EngineStatus& e) { return static_cast<double>(e.running); }},
    {"minerva_requests_parallel", "gauge", "Most requests computed at the same time.",
     [](const engine::EngineStatus& e) { return static_cast<double>(e.parallel); }},
    {"minerva_cells", "gauge", "Tokens that the context can hold.",
     [](const engine::EngineStatus& e) { return static_cast<double>(e.cells); }},
    {"minerva_cells_running", "gauge", "Tokens of requests being computed.",
     [](const engine::EngineStatus& e) { return static_cast<double>(e.cells_running); }},
    {"minerva_cells_kept", "gauge", "Tokens of prompts kept for others.",
     [](const engine::EngineStatus& e) { return static_cast<double>(e.cells_kept); }},
    {"minerva_generations_total", "counter", "Generations begun since the model was loaded.",
     [](const engine::EngineStatus& e) { return d(e.requests); }},
    {"minerva_generations_failed_total", "counter", "Generations that failed or were cancelled.",
     [](const engine::EngineStatus& e) { return d(e.failed); }},
    {"minerva_prompt_tokens_total", "counter", "Tokens of prompts.",
     [](const engine::EngineStatus& e) { return d(e.prompt_tokens); }},
    {"minerva_cached_tokens_total", "counter", "Tokens of prompts that were not computed again.",
     [](const engine::EngineStatus& e) { return d(e.cached_tokens); }},
    {"minerva_reply_tokens_total", "counter", "Tokens generated.",
     [](const engine::EngineStatus& e) { return d(e.reply_tokens); }},
    {"minerva_forced_tokens_total", "counter", "Tokens a constraint left no choice for.",
     [](const engine::EngineStatus& e) { return d(e.forced_tokens); }},
    {"minerva_steps_total", "counter", "Steps computed.",
     [](const engine::EngineStatus& e) { return d(e.steps); }},
    {"minerva_step_tokens_total", "counter", "Tokens of all steps; by steps: the batch's size.",
     [](const engine::EngineStatus& e) { return d(e.step_tokens); }},
    {"minerva_busy_seconds_total", "counter", "Time spent computing.",
     [](const engine::EngineStatus& e) { return e.busy_s; }},
    {"minerva_images_encoded_total", "counter", "Images turned into embeddings.",
     [](const engine::EngineStatus& e) { return d(e.pictures); }},
    {"minerva_images_cached_total", "counter", "Images whose embeddings were still there.",
     [](const engine::EngineStatus& e) { return d(e.pictures_cached); }},
    {"minerva_image_tokens_total", "counter", "Tokens of images computed by the language model.",
     [](const engine::EngineStatus& e) { return d(e.picture_tokens); }},
    {"minerva_image_cache_bytes", "gauge", "Embeddings of images kept.",
     [](const engine::EngineStatus& e) { return d(e.picture_cache_bytes); }},
    {"minerva_image_encode_seconds_total", "counter", "Time spent encoding images.",
     [](const engine::EngineStatus& e) { return e.encode_s; }},
    {"minerva_tokens_per_second", "gauge", "Tokens generated by second of computing, on average.",
     [](const engine::EngineStatus& e) { return e.busy_s > 0 ? d(e.reply_tokens) / e.busy_s : 0; }},
};

void add_models(MetricsPage& page, const std::vector<pool::ModelStatus>& models) {
  for (const auto& of : kOfModels) {
    page.family(of.name, of.type, of.help);
    for (const auto& m : models) page.line(label("model", m.name), of.value(m));
  }
  page.family("minerva_model_memory_bytes", "gauge", "What the model takes, or would take.");
  for (const auto& m : models)
    for (const auto& [device, bytes] : m.memory.by_device())
      page.line(label("model", m.name) + "," + label("device", device), d(bytes));
  for (const auto& of : kOfEngines) {
    page.family(of.name, of.type, of.help);
    for (const auto& m : models)
      if (m.engine) page.line(label("model", m.name), of.value(*m.engine));
  }
}

}  // namespace

void Histogram::add(double value) {
  const auto at = std::lower_bound(kBounds.begin(), kBounds.end(), value) - kBounds.begin();
  ++counts_[static_cast<std::size_t>(at)];
  sum_ += value;
}

void Histogram::write(std::string& to, const std::string& name, const std::string& labels) const {
  std::uint64_t count = 0;
  for (std::size_t i = 0; i < counts_.size(); ++i) {
    count += counts_[i];
    const auto bound = i < kBounds.size() ? number(kBounds[i]) : "+Inf";
    to.append(name).append("_bucket{").append(labels).append(",le=\"").append(bound);
    to.append("\"} ").append(std::to_string(count)).append("\n");
  }
  to += name + "_sum{" + labels + "} " + number(sum_) + "\n";
  to += name + "_count{" + labels + "} " + std::to_string(count) + "\n";
}

void Metrics::add(const CallNote& note, int status, double seconds) {
  const base::Lock lock(mutex_);
  const auto route = note.route.empty() ? std::string("none") : note.route;
  ++requests_[{route, status}];
  durations_[route].add(seconds);
  if (!note.error.empty()) ++errors_[note.error];
  if (note.queue_s >= 0) queue_[note.model].add(note.queue_s);
  if (note.first_token_s >= 0) first_token_[note.model].add(note.first_token_s);
  if (note.token_s >= 0) token_[note.model].add(note.token_s);
}

// What requests were, by the counts of their ends.
void Metrics::add_requests(MetricsPage& page) const {
  const base::Lock lock(mutex_);
  page.family("minerva_http_requests_total", "counter", "Requests by route and status.");
  for (const auto& [key, count] : requests_)
    page.line(
        label("route", std::get<0>(key)) + "," + label("status", std::to_string(std::get<1>(key))),
        d(count));
  page.family("minerva_errors_total", "counter", "Failed requests by code.");
  for (const auto& [code, count] : errors_) page.line(label("code", code), d(count));
  page.histograms("minerva_http_request_seconds", "Time to the end of the reply.", "route",
                  durations_);
  page.histograms("minerva_queue_seconds", "Wait until a generation begins.", "model", queue_);
  page.histograms("minerva_time_to_first_token_seconds", "From the request to its first token.",
                  "model", first_token_);
  page.histograms("minerva_time_per_token_seconds", "Between tokens, on average of a request.",
                  "model", token_);
}

std::string Metrics::page(const pool::Pool& pool, const Gauges& gauges) const {
  MetricsPage page;
  const auto models = pool.models();
  const auto memory = pool.status();
  page.one("minerva_connections", "gauge", "Open connections.", d(gauges.connections));
  page.one("minerva_body_bytes", "gauge", "Bodies of requests held in memory.",
           d(gauges.body_bytes));
  page.devices("minerva_memory_budget_bytes", "What all models may take.", memory.budgets);
  page.devices("minerva_memory_used_bytes", "What loaded models take.", memory.used);
  page.one("minerva_pool_hits_total", "counter", "Requests whose model was loaded already.",
           d(memory.hits));
  add_models(page, models);
  add_requests(page);
  return page.text;
}

void handle_metrics(Service& service, const CallPtr& call) {
  const auto gauges = service.gauges ? service.gauges() : Metrics::Gauges{};
  call->reply({.type = "text/plain; version=0.0.4; charset=utf-8",
               .body = service.metrics().page(service.pool(), gauges),
               .headers = {}});
}

}  // namespace minerva::server
