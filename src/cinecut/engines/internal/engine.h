#pragma once
// A model server that is started for a film, watched, and ended.

#include <chrono>
#include <deque>
#include <filesystem>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "base/child.h"
#include "base/mutex.h"
#include "cinecut/engines/choice.h"
#include "cinecut/engines/internal/gpu.h"
#include "openai_client/address.h"

namespace cinecut::engines {

/// Questions that an engine of ours is at work on at the same time, at most.
int slots_of(const EngineChoice& choice);

/// One engine at a time on this machine, whoever started it: its memory is all there is.
class EngineLock {
 public:
  /// Waits until nobody else has it, and says so. Throws Error: cancelled, unavailable.
  explicit EngineLock(const std::stop_token& stop);
  ~EngineLock();
  EngineLock(const EngineLock&) = delete;
  EngineLock& operator=(const EngineLock&) = delete;

 private:
  int file_ = -1;
};

class Engine {
 public:
  /// Starts it and waits until the model is loaded. Throws Error: unavailable, with its last lines,
  /// when it ends before that or takes too long; not_found; out_of_memory; cancelled.
  Engine(const EngineChoice& choice, const std::stop_token& stop);

  const openai_client::Address& address() const { return address_; }
  /// How it ended; nothing while it runs.
  std::optional<std::string> ended() const { return child_->ended(); }
  bool wait_for_end(std::chrono::milliseconds time) const { return child_->wait_for(time); }
  void kill() { child_->kill(); }
  /// What it said last.
  std::string last_lines() const;

 private:
  void hear(const std::string& line);
  std::string said_address() const;
  void start_minerva(const EngineChoice& choice, const std::stop_token& stop);
  void start_llama_server(const EngineChoice& choice, const std::vector<Gpu>& found,
                          const std::stop_token& stop);
  void start(base::ChildCommand command);
  void wait_until_ready(const EngineChoice& choice, const std::stop_token& stop);
  void check_alive() const;

  std::string name_;
  mutable base::Mutex mutex_;
  std::deque<std::string> lines_ GUARDED_BY(mutex_);  ///< The last ones.
  std::string said_address_ GUARDED_BY(mutex_);
  openai_client::Address address_;
  std::unique_ptr<base::Child> child_;  ///< Ends before what its lines are put into.
};

}  // namespace cinecut::engines
