#pragma once
// What all routes share: the models, the options, the threads, the counts.

#include <atomic>
#include <functional>
#include <memory>
#include <string>

#include "minerva/http/workers.h"
#include "minerva/pool/pool.h"
#include "minerva/server/call.h"
#include "minerva/server/metrics.h"
#include "minerva/server/options.h"
#include "minerva/server/routes.h"

namespace minerva::server {

class Service {
 public:
  Service(Pool& pool, ServerOptions options);

  Pool& pool() { return pool_; }
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
  void with_model(const CallPtr& call, const std::string& name, std::function<void(Lease)> then);
  /// Runs a job; what it throws is answered, as a reply or in the stream.
  static void guard(const CallPtr& call, const std::function<void()>& job,
                    const Lease& lease = nullptr);

  Metrics& metrics() { return metrics_; }
  /// Set by the server: what only it can count.
  std::function<Metrics::Gauges()> gauges;

  void stop() { is_stopping_ = true; }
  bool is_stopping() const { return is_stopping_; }

 private:
  void run(const Route& route, const CallPtr& call);

  Pool& pool_;
  const ServerOptions options_;
  Metrics metrics_;
  std::atomic<bool> is_stopping_{false};
  http::Workers unloaders_{2}, embedders_{2};
  http::Workers workers_;
};

/// Answers with the error, in the form that it has by now.
void fail(const CallPtr& call, const Fault& fault, const Lease& lease = nullptr);

}  // namespace minerva::server
