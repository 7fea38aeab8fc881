#pragma once
// What all routes share: the models, the options, the threads, the counts.

#include <atomic>
#include <functional>
#include <memory>
#include <string>

#include "minerva/http/workers.h"
#include "minerva/pool/pool.h"
#include "minerva/server/internal/call.h"
#include "minerva/server/internal/metrics.h"
#include "minerva/server/internal/routes.h"
#include "minerva/server/options.h"

namespace minerva::server {

class Service {
 public:
  Service(pool::Pool& pool, ServerOptions options);

  pool::Pool& pool() { return pool_; }
  const ServerOptions& options() const { return options_; }
  http::Workers& workers() { return workers_; }
  /// Threads for embeddings, and for unloading, which waits for requests to end.
  http::Workers& embedders() { return embedders_; }
  http::Workers& unloaders() { return unloaders_; }

  /// Dispatches a request to its route. Returns at once.
  void answer(const CallPtr& call);

  /// The model a request asks for, or the default one if it names none. Throws Fault:
  /// model_not_found, and invalid_parameter when there are several to choose from.
  std::string model_name(const json& body) const;
  /// Loads the model if need be, then runs `then` on a worker. Failures are answered.
  void with_model(const CallPtr& call, const std::string& name,
                  std::function<void(pool::Lease)> then);
  /// Runs a job; what it throws is answered, as a reply or in the stream.
  static void guard(const CallPtr& call, const std::function<void()>& job,
                    const pool::Lease& lease = nullptr);

  Metrics& metrics() { return metrics_; }
  /// Set by the server: what only it can count.
  std::function<Metrics::Gauges()> gauges;

  void stop() { is_stopping_ = true; }
  bool is_stopping() const { return is_stopping_; }

 private:
  void run(const Route& route, const CallPtr& call);

  pool::Pool& pool_;
  const ServerOptions options_;
  Metrics metrics_;
  std::atomic<bool> is_stopping_{false};
  http::Workers unloaders_{2}, embedders_{2};
  http::Workers workers_;
};

/// Answers with the error, in the form that it has by now.
void fail(const CallPtr& call, const model::Fault& fault, const pool::Lease& lease = nullptr);

}  // namespace minerva::server
