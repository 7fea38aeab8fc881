#pragma once
// Threads for work that would keep connections waiting: reading requests, templates, embeddings.

#include <atomic>
#include <cstddef>
#include <functional>
#include <memory>

namespace boost::asio {
class thread_pool;
}

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
  std::size_t waiting() const { return waiting_; }

 private:
  std::atomic<std::size_t> waiting_ = 0;
  std::unique_ptr<boost::asio::thread_pool> pool_;
};

}  // namespace minerva::http
