#pragma once
// Which item is asked about at which engine, and how often.
//
// An item is sent twice at most. The second time is at the end, and alone on its engine: when one
// dies, each item it was at work on may be the one that killed it, and so the one which does it
// twice is known and the others lose nothing. Until the first item is answered, second times come
// first, so that engines which answer nothing are known soon.
//
// An engine shares its power among the items it is at work on. It gets as many at a time as it
// answers soon, or a slow one would answer none in time.

#include <chrono>
#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <stop_token>
#include <vector>

namespace cinecut::engines {

/// From any thread.
class TaskQueue {
 public:
  struct Task {
    int item = 0;
    bool is_second = false;  ///< It was sent before. Nothing else is sent to this engine meanwhile.
    int among = 1;           ///< Items that the engine was at work on then, with this one.
    std::chrono::steady_clock::time_point sent{};
  };

  /// An engine gets as many items at a time as it answers within `soon`.
  explicit TaskQueue(const std::vector<int>& items,
                     std::chrono::milliseconds soon = std::chrono::seconds(30));

  /// The next item for `engine`, which may have to be waited for. Nothing: there will be no more.
  std::optional<Task> take(int engine, const std::stop_token& stop);

  // What came of a task.
  /// It is answered.
  void done(int engine, const Task& task);
  /// It was never sent: it counts for nothing.
  void give_back(int engine, const Task& task);
  /// It was sent, and nothing usable came back, or nothing in time. False: it is given up.
  bool failed(int engine, const Task& task, bool is_late = false);

  /// Wakes all who wait; there will be no more.
  void abort();
  /// How many are neither answered nor given up.
  std::size_t left() const;

 private:
  struct Engine {
    int at_work = 0, most = 2;
    bool is_taken = false;  ///< By one item alone.
  };
  std::optional<Task> next(Engine& engine);
  void release(int engine, const Task& task);

  mutable std::mutex mutex_;
  std::condition_variable_any changed_;
  std::deque<int> first_, second_;
  std::map<int, Engine> engines_;
  std::chrono::duration<double> soon_;
  std::size_t left_ = 0;
  bool has_answer_ = false, is_aborted_ = false;
};

}  // namespace cinecut::engines
