#pragma once
// The queue: clients take turns, the requests of one client keep their order.
//
// Each request gets a turn: one after the client's last, and not before the turn being served
// (start-time fair queuing, Goyal et al. 1996, every request counting the same).

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <string>
#include <unordered_map>
#include <vector>

#include "minerva/engine/internal/work.h"

namespace minerva::engine {

/// One thread at a time.
class FairQueue {
 public:
  void push(WorkPtr work);
  /// Before all others: a request that was interrupted.
  void push_first(WorkPtr work);

  bool empty() const { return works_.empty(); }
  std::size_t size() const { return works_.size(); }
  const WorkPtr& first() const { return works_.front(); }
  /// The first ones, so many at most.
  std::vector<WorkPtr> first(std::size_t count) const {
    return {works_.begin(),
            works_.begin() + static_cast<std::ptrdiff_t>(std::min(count, works_.size()))};
  }
  /// Out of the queue, in which it is: its turn is served.
  void take(WorkPtr work);
  /// Takes out those for which `f` is true.
  void remove_if(const std::function<bool(const WorkPtr&)>& f);
  /// How many stand before it; -1: it is not here.
  int position(Engine::Id id) const;

 private:
  std::deque<WorkPtr> works_;  ///< By turn.
  std::unordered_map<std::string, std::uint64_t> last_turn_;
  std::uint64_t turn_ = 0;  ///< Being served.
};

}  // namespace minerva::engine
