#pragma once
// What those who ask and the engine's thread share: the queue, which requests have not ended, and
// the status that can be read at any time.

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <optional>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/mutex.h"
#include "minerva/engine/engine.h"
#include "minerva/engine/internal/fair_queue.h"
#include "minerva/engine/internal/work.h"

namespace minerva::engine {

/// From any thread, if nothing else is said.
class Inbox {
 public:
  /// `longest_queue`: most requests that wait. `parallel`: how many are served at once.
  Inbox(int longest_queue, int parallel);

  // For those who ask: as Engine says it.
  Engine::Id submit(WorkPtr work);
  void cancel(Engine::Id id);
  void cancel_all();
  int queue_position(Engine::Id id) const;
  std::chrono::milliseconds expected_wait() const;
  EngineStatus status() const;

  /// Something happened that the engine's thread may wait for.
  void notify();
  /// Cancels everything and takes nothing more: submit() throws Fault: model_not_loaded.
  void close();

  // For the engine's thread, which alone takes from the queue.

  /// Waits until there is a request. How many events there have been; nothing: it is closed, and
  /// every request has ended.
  std::optional<std::uint64_t> wait_for_request();
  /// Waits for an event after `seen`, for a short time: a request may be late without one.
  void wait_for_event(std::uint64_t seen);

  WorkPtr first() const;                                ///< Nothing: the queue is empty.
  std::vector<WorkPtr> first(std::size_t count) const;  ///< So many at most.
  void take(const WorkPtr& work);                       ///< Out of the queue.
  void put_back(WorkPtr work);                          ///< Before all others: it was interrupted.
  /// Takes those out of the queue that were cancelled or are late.
  std::vector<std::pair<WorkPtr, model::Fault>> take_ended();
  /// It has ended, and is not known any more.
  void forget(Engine::Id id);
  /// How long a request had a sequence, for expected_wait().
  void count_service(double seconds);
  /// Makes this the status, with what is counted here.
  void publish(const EngineStatus& counted);

 private:
  void cancel_known() REQUIRES(mutex_);

  const int longest_queue_, parallel_;
  mutable base::Mutex mutex_;
  std::condition_variable_any wake_;
  FairQueue queue_ GUARDED_BY(mutex_);
  std::unordered_map<Engine::Id, std::weak_ptr<Work>> known_ GUARDED_BY(mutex_);
  EngineStatus status_ GUARDED_BY(mutex_);
  double mean_service_s_ GUARDED_BY(mutex_) = 0;
  Engine::Id last_id_ GUARDED_BY(mutex_) = 0;
  std::uint64_t events_ GUARDED_BY(mutex_) = 0;
  bool is_closed_ GUARDED_BY(mutex_) = false;
};

}  // namespace minerva::engine
