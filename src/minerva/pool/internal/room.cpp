// A pool's memory: planning a load, making room for it, giving it back.

#include <utility>

#include "minerva/pool/budget.h"
#include "minerva/pool/internal/state.h"

namespace minerva::pool {

model::DeviceBytes Pool::State::used() const {
  model::DeviceBytes sum;
  for (const auto& [name, entry] : entries) add(sum, entry.bytes);
  return sum;
}

model::DeviceBytes Pool::State::pinned() const {
  model::DeviceBytes sum;
  for (const auto& [name, entry] : entries)
    if (entry.status.is_pinned) add(sum, entry.bytes);
  return sum;
}

// How many layers fit on GPUs depends on what is pinned: where there are any, it is planned anew.
model::LayerPlan Pool::State::plan(Entry& entry) {
  const bool is_open = options.model.gpu_layers < 0 && options.budgets.size() > 1;
  if (entry.plan && !is_open) return *entry.plan;
  const auto path = entry.status.path;
  const auto projector = entry.status.projector;
  const auto room = rest_of(options.budgets, pinned());
  model::LayerPlan made;
  {
    const base::Unlocked unlocked(mutex);
    made = plan_load(path, projector, options, room);
  }
  entry.plan = made;
  if (!entry.loaded) entry.status.memory = made.memory;
  return made;
}

Pool::State::Entry* Pool::State::least_recently_used_on(const std::string& device,
                                                        const Entry& asking) {
  Entry* oldest = nullptr;
  for (auto& [name, entry] : entries) {
    const auto bytes = entry.bytes.find(device);
    if (&entry == &asking || !entry.can_be_evicted() || bytes == entry.bytes.end() ||
        bytes->second == 0)
      continue;
    if (!oldest || entry.last_used < oldest->last_used) oldest = &entry;
  }
  return oldest;
}

// Unloads what was used longest ago and is not in use; waits for what is.
void Pool::State::make_room(const Entry& asking, const model::DeviceBytes& needed) {
  const auto deadline = Clock::now() + options.patience;
  const auto cancels_before = cancels;
  for (;;) {
    if (cancels != cancels_before)
      throw model::Fault(model::FaultKind::cancelled, "The load was cancelled.");
    if (is_ending) throw model::Fault(model::FaultKind::cancelled, "The program is ending.");
    const auto shortage = find_shortage(options.budgets, used(), needed);
    if (!shortage) return;
    const auto lasting = find_shortage(options.budgets, pinned(), needed);
    auto* const oldest = least_recently_used_on(shortage->device, asking);
    if (oldest && !lasting) {
      unload_now(*oldest, true);
      continue;
    }
    if (lasting || changed.wait_until(mutex, deadline) == std::cv_status::timeout) {
      const auto& lack = lasting ? *lasting : *shortage;
      throw model::Fault::out_of_memory("The model \"" + asking.status.name + "\"", lack.needed,
                                        lack.available, lack.device);
    }
  }
}

// Its memory counts until it is really free.
void Pool::State::unload_now(Entry& entry, bool is_eviction) {
  entry.is_unloading = true;
  auto leaving = std::exchange(entry.loaded, nullptr);
  {
    const base::Unlocked unlocked(mutex);
    leaving.reset();
  }
  entry.is_unloading = false;
  entry.bytes.clear();
  entry.status.state = ModelState::unloaded;
  entry.status.progress = 0;
  if (is_eviction) {
    ++entry.status.evictions;
    ++evictions;
  }
  changed.notify_all();
}

void Pool::State::reserve(const std::string& name, const model::MemoryEstimate& needed) {
  const base::Lock lock(mutex);
  auto& entry = entries.at(name);
  make_room(entry, needed.by_device());
  add(entry.bytes, needed.by_device());
  entry.status.memory.add_context(needed);
}

}  // namespace minerva::pool
