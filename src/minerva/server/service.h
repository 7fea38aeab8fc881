#pragma once
// What all routes share: the models, the options, the threads, the counts.

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "minerva/pool/pool.h"
#include "minerva/server/exchange.h"
#include "minerva/server/json_text.h"
#include "minerva/server/metrics.h"
#include "minerva/server/options.h"
#include "minerva/server/routes.h"
#include "minerva/server/workers.h"

namespace minerva::server {

struct Call {
  ExchangePtr exchange;
  std::string id;  ///< Of the path.
  std::shared_ptr<const json> document;
  const json& body() const { return *document; }
  std::vector<std::string> ignored;  ///< Fields of the body that have no effect.
};

class Service {
 public:
  Service(Pool& pool, ServerOptions options);

  Pool& pool() { return pool_; }
  const ServerOptions& options() const { return options_; }
  Workers& workers() { return workers_; }
  /// Threads for embeddings, and for unloading, which waits for requests to end.
  Workers& embedders() { return embedders_; }
  Workers& unloaders() { return unloaders_; }

  /// Dispatches a request to its route. Returns at once.
  void answer(ExchangePtr exchange);

  /// The model a request asks for, or the default one if it names none. Throws Fault:
  /// model_not_found, and invalid_parameter when there are several to choose from.
  std::string model_name(const json& body) const;
  /// Loads the model if need be, then runs `then` on a worker. Failures are answered.
  void with_model(const ExchangePtr& exchange, const std::string& name,
                  std::function<void(Lease)> then);
  /// Runs a job; what it throws is answered, as a reply or in the stream.
  static void guard(const ExchangePtr& exchange, const std::function<void()>& job,
                    const Lease& lease = nullptr);

  Metrics& metrics() { return metrics_; }
  /// Set by the server: what only it can count.
  std::function<Metrics::Gauges()> gauges;

  void stop() { is_stopping_ = true; }
  bool is_stopping() const { return is_stopping_; }

 private:
  void run(const Route& route, const std::shared_ptr<Call>& call);

  Pool& pool_;
  const ServerOptions options_;
  Metrics metrics_;
  std::atomic<bool> is_stopping_{false};
  Workers unloaders_{2}, embedders_{2};
  Workers workers_;
};

/// Answers with the exchange's error, in the form that it has by now.
void fail(const ExchangePtr& exchange, const Fault& fault, const Lease& lease = nullptr);

}  // namespace minerva::server
