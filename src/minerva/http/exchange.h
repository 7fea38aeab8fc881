#pragma once
// An exchange: one request and its answer, between a connection and whoever answers.
//
// The answer may come from any thread, whole or as a stream. Whoever answers must end it in every
// case, also after the client has left, since the connection waits for that.

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/mutex.h"
#include "minerva/http/message.h"

namespace minerva::http {

class Exchange : public std::enable_shared_from_this<Exchange> {
 public:
  using Job = std::function<void()>;
  struct Hooks {
    std::function<void(Job)> post;  ///< Runs something on the connection's thread.
    std::function<void(std::chrono::milliseconds, Job)> later;  ///< The same, after a while.
    Job wake;  ///< Run on the connection's thread when there is output.
  };
  Exchange(Request request, std::size_t unread_bytes, Hooks hooks);
  virtual ~Exchange() = default;
  Exchange(const Exchange&) = delete;
  Exchange& operator=(const Exchange&) = delete;

  const Request& request() const { return request_; }
  /// Frees the body, once it has been read.
  std::string take_body();

  // Answering, from any thread.
  void reply(Reply reply);
  void start_stream(const std::string& type);  ///< 200, and no length.
  bool has_started() const;
  void send(std::string bytes);
  void end();

  /// Has the client gone, or read too little for too long?
  bool is_gone() const;
  /// Called once when the client goes, on the connection's thread; at once if it has gone.
  void on_gone(std::function<void()> callback);
  /// Runs something on the connection's thread, one at a time.
  void post(Job job) const { hooks_.post(std::move(job)); }
  void later(std::chrono::milliseconds after, Job job) const {
    hooks_.later(after, std::move(job));
  }

  // For the connection, on its thread.
  struct Output {
    bool has_head = false;
    Reply head;  ///< With the first output. A stream has no body here.
    bool is_stream = false;
    std::string bytes;
    bool is_last = false;
  };
  Output take();
  bool has_output() const;
  void leave();   ///< The client has gone.
  void cancel();  ///< What on_gone() named is run, and the client is told how it ended.

 private:
  void wake() REQUIRES(mutex_);

  Request request_;
  const std::size_t unread_bytes_;
  const Hooks hooks_;

  mutable base::Mutex mutex_;
  Output output_ GUARDED_BY(mutex_);
  bool is_waking_ GUARDED_BY(mutex_) = false;
  bool has_started_ GUARDED_BY(mutex_) = false;
  bool is_ended_ GUARDED_BY(mutex_) = false;
  bool is_gone_ GUARDED_BY(mutex_) = false;
  std::function<void()> on_gone_ GUARDED_BY(mutex_);
};
using ExchangePtr = std::shared_ptr<Exchange>;

}  // namespace minerva::http
