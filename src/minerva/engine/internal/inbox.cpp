#include "minerva/engine/internal/inbox.h"

#include <string>

namespace minerva::engine {

Inbox::Inbox(int longest_queue, int parallel)
    : longest_queue_(longest_queue), parallel_(parallel) {}

Engine::Id Inbox::submit(WorkPtr work) {
  const base::Lock lock(mutex_);
  if (is_closed_)
    throw model::Fault(model::FaultKind::model_not_loaded, "The model is being unloaded.");
  if (static_cast<int>(queue_.size()) >= longest_queue_)
    throw model::Fault(model::FaultKind::busy,
                       "The queue is full: " + std::to_string(queue_.size()) +
                           " requests are waiting. Try again in a moment.");
  const auto id = work->claim.id = ++last_id_;
  known_.emplace(id, work);
  queue_.push(std::move(work));
  ++status_.requests;
  ++status_.waiting;
  ++events_;
  wake_.notify_all();
  return id;
}

void Inbox::cancel(Engine::Id id) {
  const base::Lock lock(mutex_);
  if (const auto known = known_.find(id); known != known_.end())
    if (const auto work = known->second.lock()) work->is_cancelled = true;
  ++events_;
  wake_.notify_all();
}

void Inbox::cancel_all() {
  const base::Lock lock(mutex_);
  cancel_known();
}

void Inbox::close() {
  const base::Lock lock(mutex_);
  is_closed_ = true;
  cancel_known();
}

void Inbox::cancel_known() {
  for (const auto& [id, known] : known_)
    if (const auto work = known.lock()) work->is_cancelled = true;
  ++events_;
  wake_.notify_all();
}

int Inbox::queue_position(Engine::Id id) const {
  const base::Lock lock(mutex_);
  return queue_.position(id);
}

std::chrono::milliseconds Inbox::expected_wait() const {
  const base::Lock lock(mutex_);
  const auto rounds = static_cast<double>(queue_.size() + 1) / static_cast<double>(parallel_);
  return std::chrono::milliseconds(static_cast<std::int64_t>(1000 * mean_service_s_ * rounds));
}

EngineStatus Inbox::status() const {
  const base::Lock lock(mutex_);
  return status_;
}

void Inbox::notify() {
  const base::Lock lock(mutex_);
  ++events_;
  wake_.notify_all();
}

std::optional<std::uint64_t> Inbox::wait_for_request() {
  const base::Lock lock(mutex_);
  wake_.wait(mutex_, [&]() REQUIRES(mutex_) { return is_closed_ || !known_.empty(); });
  if (known_.empty()) return std::nullopt;
  return events_;
}

void Inbox::wait_for_event(std::uint64_t seen) {
  const base::Lock lock(mutex_);
  wake_.wait_for(mutex_, std::chrono::milliseconds(20),
                 [&]() REQUIRES(mutex_) { return events_ != seen; });
}

WorkPtr Inbox::first() const {
  const base::Lock lock(mutex_);
  return queue_.empty() ? nullptr : queue_.first();
}

std::vector<WorkPtr> Inbox::first(std::size_t count) const {
  const base::Lock lock(mutex_);
  return queue_.first(count);
}

void Inbox::take(const WorkPtr& work) {
  const base::Lock lock(mutex_);
  queue_.take(work);
}

void Inbox::put_back(WorkPtr work) {
  const base::Lock lock(mutex_);
  queue_.push_first(std::move(work));
}

std::vector<std::pair<WorkPtr, model::Fault>> Inbox::take_ended() {
  std::vector<std::pair<WorkPtr, model::Fault>> ended;
  const base::Lock lock(mutex_);
  queue_.remove_if([&](const WorkPtr& work) {
    const auto fault = end_of(*work);
    if (fault) ended.emplace_back(work, *fault);
    return fault.has_value();
  });
  return ended;
}

void Inbox::forget(Engine::Id id) {
  const base::Lock lock(mutex_);
  known_.erase(id);
}

void Inbox::count_service(double seconds) {
  const base::Lock lock(mutex_);
  mean_service_s_ = mean_service_s_ == 0 ? seconds : 0.8 * mean_service_s_ + 0.2 * seconds;
}

void Inbox::publish(const EngineStatus& counted) {
  const base::Lock lock(mutex_);
  const auto requests = status_.requests;
  status_ = counted;
  status_.requests = requests;
  status_.waiting = static_cast<int>(queue_.size());
}

}  // namespace minerva::engine
