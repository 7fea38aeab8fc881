#include "sample_film/internal/drawer.h"

#include <algorithm>

namespace sample_film {

Drawer::Drawer(Film& film, const Plan& plan, unsigned threads)
    : film_(film), plan_(plan), users_(plan.shots.size()), ready_(plan.shots.size()) {
  list_tasks(plan.frames);
  for (unsigned i = 0; i < threads; ++i)
    threads_.emplace_back([this](const std::stop_token& stop) { work(stop); });
}

Drawer::~Drawer() {
  for (auto& t : threads_) t.request_stop();
  const std::lock_guard lock(mutex_);
  changed_.notify_all();
}

media::Picture Drawer::next() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return failure_ || done_.contains(taken_); });
  if (failure_) std::rethrow_exception(failure_);
  media::Picture picture = std::move(done_.extract(taken_).mapped());
  ++taken_;
  changed_.notify_all();
  return picture;
}

void Drawer::list_tasks(std::int64_t frames) {
  constexpr std::int64_t kAhead = 10;
  std::size_t built = 0;
  for (std::int64_t n = 0; n < frames; ++n) {
    while (built < plan_.shots.size() && plan_.shots[built].seen_first <= n + kAhead)
      tasks_.push_back({true, static_cast<std::int64_t>(built++)});
    tasks_.push_back({false, n});
    for (const std::size_t s : film_.shots_of(n)) ++users_[s];
  }
}

void Drawer::work(const std::stop_token& stop) try {
  while (const auto task = claim(stop)) {
    if (task->is_build)
      build(static_cast<std::size_t>(task->index));
    else
      draw(task->index, stop);
  }
} catch (...) {
  const std::lock_guard lock(mutex_);
  if (!failure_) failure_ = std::current_exception();
  changed_.notify_all();
}

// Tasks are claimed in order, so what a claimed task waits for has been claimed before it.
std::optional<Drawer::Task> Drawer::claim(const std::stop_token& stop) {
  constexpr std::int64_t kBuffered = 24;
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] {
    return stop.stop_requested() || failure_ || at_ == tasks_.size() || tasks_[at_].is_build ||
           tasks_[at_].index < taken_ + kBuffered;
  });
  if (stop.stop_requested() || failure_ || at_ == tasks_.size()) return {};
  return tasks_[at_++];
}

void Drawer::build(std::size_t shot) {
  film_.build(shot);
  const std::lock_guard lock(mutex_);
  ready_[shot] = true;
  changed_.notify_all();
}

void Drawer::draw(std::int64_t n, const std::stop_token& stop) {
  const auto shots = film_.shots_of(n);
  {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] {
      return stop.stop_requested() || failure_ ||
             std::ranges::all_of(shots, [&](std::size_t s) { return ready_[s]; });
    });
    if (stop.stop_requested() || failure_) return;
  }
  media::Picture picture = film_.frame(n);
  const std::lock_guard lock(mutex_);
  for (const std::size_t s : shots)
    if (--users_[s] == 0) film_.release(s);
  done_.emplace(n, std::move(picture));
  changed_.notify_all();
}

}  // namespace sample_film
