#pragma once
// One server that answers: an engine that was started here, or somebody's endpoint.

#include <atomic>
#include <exception>
#include <memory>
#include <stop_token>
#include <string>

#include "base/mutex.h"
#include "cinecut/engines/choice.h"
#include "cinecut/engines/internal/engine.h"
#include "openai_client/address.h"
#include "openai_client/chat.h"

namespace cinecut::engines {

/// From any thread, except where it says otherwise.
class Link {
 public:
  /// Starts an engine.
  Link(const EngineChoice& choice, const std::stop_token& stop);
  /// Uses an endpoint, which need not answer yet.
  Link(const EngineChoice& choice, const std::string& endpoint);

  /// Where it is now: an engine that was started again is somewhere else.
  struct Place {
    openai_client::Address address;
    int generation = 0;
  };
  Place place() const;

  openai_client::Dialect dialect() const { return dialect_; }
  /// The model's name for requests; empty if the server needs none.
  std::string model() const;
  /// Questions that it is sent at the same time, at most.
  int in_flight() const { return in_flight_; }
  const std::string& name() const { return name_; }
  bool is_ours() const { return is_ours_; }

  /// A request at `place` got no reply. Our engine is started again if it has died or does not
  /// answer; throws Error: unavailable when it has died too often with nothing done between. An
  /// endpoint is asked whether it is there. False: it is not, now.
  bool revive(const Place& place, const std::stop_token& stop);
  /// Something came of a question.
  void made_progress() { deaths_ = 0; }

 private:
  bool answers(const std::stop_token& stop) const REQUIRES(mutex_);
  void learn_about_endpoint(const EngineChoice& choice) REQUIRES(mutex_);

  EngineChoice choice_;
  std::string name_;
  bool is_ours_ = false;
  openai_client::Dialect dialect_ = openai_client::Dialect::openai;
  int in_flight_ = 1;
  std::atomic<int> deaths_ = 0;

  mutable base::Mutex mutex_;
  Place place_ GUARDED_BY(mutex_);
  std::string model_ GUARDED_BY(mutex_);
  std::unique_ptr<Engine> engine_ GUARDED_BY(mutex_);
};

}  // namespace cinecut::engines
