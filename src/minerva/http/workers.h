#pragma once
// Threads for work that would keep connections waiting: reading requests, templates, embeddings.

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace minerva::http {

class Workers {
 public:
  explicit Workers(int threads);
  /// Finishes what was posted.
  ~Workers();
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;

  /// Runs a job, which must not throw, in the order of posting. From any thread.
  void post(std::function<void()> job);
  std::size_t waiting() const;

 private:
  void run();

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::function<void()>> jobs_;
  bool is_ending_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace minerva::http
