#pragma once
// One reply, taken piece by piece by the thread that asked for it.

#include <condition_variable>
#include <mutex>
#include <optional>
#include <string>

#include "minerva/engine/engine.h"

namespace app {

class Answer {
 public:
  /// Throws what Engine::submit() throws. `engine` must outlive it.
  Answer(minerva::engine::Engine& engine, minerva::engine::Request request);
  ~Answer();  ///< Cancels what is not finished.
  Answer(const Answer&) = delete;
  Answer& operator=(const Answer&) = delete;

  /// The next text, waited for; nothing at the end. Throws what the request ends with; after
  /// cancel() nothing is thrown for that.
  std::optional<std::string> next();
  /// From any thread.
  void cancel();

  // After the end.
  minerva::engine::Finish finish() const { return finish_; }
  const minerva::engine::Usage& usage() const { return usage_; }
  bool is_cancelled() const { return is_cancelled_; }

 private:
  minerva::engine::Engine& engine_;
  minerva::engine::Engine::Id id_ = 0;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::string text_;
  bool is_ended_ = false, is_cancelled_ = false;
  std::optional<minerva::model::Fault> fault_;
  minerva::engine::Finish finish_ = minerva::engine::Finish::stop;
  minerva::engine::Usage usage_;
};

}  // namespace app
