#include "cinecut/engines/internal/task_queue.h"

#include <algorithm>

namespace cinecut::engines {
namespace {

using Clock = std::chrono::steady_clock;

}  // namespace

TaskQueue::TaskQueue(const std::vector<int>& items, std::chrono::milliseconds soon)
    : first_(items.begin(), items.end()), soon_(soon), left_(items.size()) {}

std::optional<TaskQueue::Task> TaskQueue::take(int engine, const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  std::optional<Task> task;
  changed_.wait(lock, stop, [&] {
    if (is_aborted_ || left_ == 0 || stop.stop_requested()) return true;
    task = next(engines_[engine]);
    return task.has_value();
  });
  return task;
}

std::optional<TaskQueue::Task> TaskQueue::next(Engine& engine) {
  if (engine.is_taken || engine.at_work >= engine.most) return std::nullopt;
  const bool is_second = first_.empty() || (!has_answer_ && !second_.empty());
  auto& queue = is_second ? second_ : first_;
  if (queue.empty() || (is_second && engine.at_work > 0)) return std::nullopt;
  const Task task{queue.front(), is_second, ++engine.at_work, Clock::now()};
  queue.pop_front();
  engine.is_taken = is_second;
  return task;
}

void TaskQueue::release(int id, const Task& task) {
  auto& engine = engines_[id];
  --engine.at_work;
  if (task.is_second) engine.is_taken = false;
  changed_.notify_all();
}

void TaskQueue::done(int engine, const Task& task) {
  const std::lock_guard lock(mutex_);
  --left_;
  has_answer_ = true;
  auto& at = engines_[engine];
  const std::chrono::duration<double> took = Clock::now() - task.sent;
  const double alone = took.count() / std::max(task.among, at.at_work);
  at.most = static_cast<int>(std::clamp(soon_.count() / alone, 1.0, 1000.0));
  release(engine, task);
}

void TaskQueue::give_back(int engine, const Task& task) {
  const std::lock_guard lock(mutex_);
  (task.is_second ? second_ : first_).push_front(task.item);
  release(engine, task);
}

bool TaskQueue::failed(int engine, const Task& task, bool is_late) {
  const std::lock_guard lock(mutex_);
  if (is_late) engines_[engine].most = std::max(1, engines_[engine].most / 2);
  if (task.is_second)
    --left_;
  else
    second_.push_back(task.item);
  release(engine, task);
  return !task.is_second;
}

void TaskQueue::abort() {
  const std::lock_guard lock(mutex_);
  is_aborted_ = true;
  changed_.notify_all();
}

std::size_t TaskQueue::left() const {
  const std::lock_guard lock(mutex_);
  return left_;
}

}  // namespace cinecut::engines
