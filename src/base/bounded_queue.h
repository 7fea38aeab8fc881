#pragma once
// A queue between threads whose makers wait while it is full.

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <exception>
#include <mutex>
#include <optional>
#include <utility>

namespace base {

/// In the order of putting. From any thread. It must outlive all who wait at it: who owns it ends
/// it and joins them first.
template <typename T>
class BoundedQueue {
 public:
  /// At most `most` values wait. Waking a thread costs time, so takers are woken only when
  /// `worthwhile` values are there, or at the end. 1 <= worthwhile <= most.
  explicit BoundedQueue(std::size_t most, std::size_t worthwhile = 1)
      : most_(most), worthwhile_(worthwhile) {}

  /// Waits while the queue is full. False: it has ended, and the value is dropped. Throws what
  /// fail() was given.
  bool put(T value) {
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [this] { return is_over_ || waiting_.size() < most_; });
      if (failure_) std::rethrow_exception(failure_);
      if (is_over_) return false;
      waiting_.push_back(std::move(value));
      if (waiting_.size() < worthwhile_) return true;
    }
    changed_.notify_all();
    return true;
  }

  /// The first value, waited for. Nothing: there will be none. Then throws what fail() was given.
  std::optional<T> take() {
    std::unique_lock lock(mutex_);
    wait_for_values(lock);
    if (waiting_.empty()) return std::nullopt;
    std::optional<T> value(std::move(waiting_.front()));
    waiting_.pop_front();
    lock.unlock();
    changed_.notify_all();
    return value;
  }

  /// All that wait. Empty: there will be none. Then throws what fail() was given.
  std::deque<T> take_all() {
    std::deque<T> values;
    {
      std::unique_lock lock(mutex_);
      wait_for_values(lock);
      values.swap(waiting_);
    }
    changed_.notify_all();
    return values;
  }

  /// Nothing more is put; what waits can be taken.
  void close() { end(nullptr, false); }
  /// Nothing more is put or taken.
  void drop() { end(nullptr, true); }
  /// Nothing more is put; those who put, and those who take when nothing waits any more, get
  /// `failure` thrown.
  void fail(std::exception_ptr failure) { end(std::move(failure), false); }

 private:
  void wait_for_values(std::unique_lock<std::mutex>& lock) {
    changed_.wait(lock, [this] { return is_over_ || waiting_.size() >= worthwhile_; });
    if (waiting_.empty() && failure_) std::rethrow_exception(failure_);
  }

  void end(std::exception_ptr failure, bool drops) {
    {
      const std::lock_guard lock(mutex_);
      is_over_ = true;
      if (failure && !failure_) failure_ = std::move(failure);
      if (drops) waiting_.clear();
    }
    changed_.notify_all();
  }

  const std::size_t most_, worthwhile_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<T> waiting_;
  bool is_over_ = false;
  std::exception_ptr failure_;
};

}  // namespace base
