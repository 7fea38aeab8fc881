#include "minerva/engine/internal/fair_queue.h"

#include <algorithm>
#include <utility>

namespace minerva::engine {

void FairQueue::push(WorkPtr work) {
  auto& last = last_turn_[work->request.client];
  last = work->turn = std::max(turn_, last) + 1;
  const auto place =
      std::upper_bound(works_.begin(), works_.end(), work->turn,
                       [](std::uint64_t turn, const WorkPtr& other) { return turn < other->turn; });
  works_.insert(place, std::move(work));
}

void FairQueue::push_first(WorkPtr work) {
  work->turn = 0;
  works_.push_front(std::move(work));
}

// A copy, for what is passed may be what stands in the queue.
void FairQueue::take(WorkPtr work) {  // NOLINT(performance-unnecessary-value-param)
  turn_ = std::max(turn_, work->turn);
  std::erase(works_, work);
  if (last_turn_.size() > 1024)
    std::erase_if(last_turn_, [&](const auto& client) { return client.second <= turn_; });
}

void FairQueue::remove_if(const std::function<bool(const WorkPtr&)>& f) {
  std::erase_if(works_, f);
}

int FairQueue::position(Engine::Id id) const {
  for (std::size_t i = 0; i < works_.size(); ++i)
    if (works_[i]->claim.id == id) return static_cast<int>(i);
  return -1;
}

}  // namespace minerva::engine
