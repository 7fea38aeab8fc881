#pragma once
// Which still is sent to which engine, and how often.
//
// A still is sent twice at most. The second time is at the end, and alone on its engine: when one
// dies, each still it was at work on may be the one that killed it, and so the one which does it
// twice is known and the others lose nothing. Until the first still is described, second times come
// first, so that engines which describe nothing are known soon.
//
// An engine shares its power among the stills it is at work on. It gets as many at a time as it
// answers soon, or a slow one would answer none in time.

#include <chrono>
#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <stop_token>
#include <vector>

namespace cinecut::descriptions {

/// From any thread.
class StillQueue {
 public:
  struct Task {
    int still = 0;
    bool is_second = false;  ///< It was sent before. Nothing else is sent to this engine meanwhile.
    int among = 1;           ///< Frames that the engine was at work on then, with this one.
    std::chrono::steady_clock::time_point sent{};
  };

  explicit StillQueue(const std::vector<int>& stills);

  /// The next still for `engine`, which may have to be waited for. Nothing: there will be no more.
  std::optional<Task> take(int engine, const std::stop_token& stop);

  // What came of a task.
  /// It is described.
  void done(int engine, const Task& task);
  /// It was never sent: it counts for nothing.
  void give_back(int engine, const Task& task);
  /// It was sent, and nothing usable came back, or nothing in time. False: it is given up.
  bool failed(int engine, const Task& task, bool is_late = false);

  /// Wakes all who wait; there will be no more.
  void abort();
  /// How many are neither described nor given up.
  std::size_t left() const;

 private:
  struct Engine {
    int at_work = 0, most = 2;
    bool is_taken = false;  ///< By one still alone.
  };
  std::optional<Task> next(Engine& engine);
  void release(int engine, const Task& task);

  mutable std::mutex mutex_;
  std::condition_variable_any changed_;
  std::deque<int> first_, second_;
  std::map<int, Engine> engines_;
  std::size_t left_ = 0;
  bool has_described_ = false, is_aborted_ = false;
};

}  // namespace cinecut::descriptions
