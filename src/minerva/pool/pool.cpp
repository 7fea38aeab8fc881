#include "minerva/pool/pool.h"

#include <algorithm>
#include <future>
#include <utility>

#include "minerva/model/device.h"
#include "minerva/pool/budget.h"
#include "minerva/pool/internal/catalog.h"
#include "minerva/pool/internal/state.h"

namespace minerva::pool {

Pool::State::State(PoolOptions o) : options(std::move(o)) {
  options.budgets = budgets_of(model::devices(), options.budgets);
}

// Entries stay where they are, since loads hold on to them; those whose files have gone are hidden.
void Pool::State::rescan() {
  std::vector<ModelFile> found;
  {
    const base::Unlocked unlocked(mutex);
    found = find_models(options.folders, options.files);
  }
  for (auto& [name, entry] : entries) entry.is_there = false;
  for (auto& file : found) {
    auto& entry = entries[file.name];
    entry.is_there = true;
    auto& status = entry.status;
    for (const auto& [name, path] : options.projectors)
      if (name == file.name ||
          (name.empty() && !options.files.empty() && file.path == options.files.front()))
        file.projector = path;
    if (status.path != file.path || status.file_bytes != file.bytes ||
        status.projector != file.projector)
      entry.plan.reset();
    status.projector = file.projector;
    status.name = file.name;
    status.path = file.path;
    status.file_bytes = file.bytes;
    status.created = file.created;
  }
}

Pool::State::Entry& Pool::State::find(const std::string& name) {
  const auto is_known = [&]() REQUIRES(mutex) {
    const auto found = entries.find(name);
    return found != entries.end() && found->second.is_shown();
  };
  if (!is_known()) rescan();
  if (is_known()) return entries.at(name);
  std::string names;
  for (const auto& [other, entry] : entries)
    if (entry.is_shown()) names += (names.empty() ? "" : ", ") + other;
  throw model::Fault(
      model::FaultKind::model_not_found,
      "There is no model \"" + name + "\". " +
          (names.empty() ? "No models are installed." : "There are: " + names + "."));
}

// The lease holds the model itself, so that it outlives even the pool's entry.
Lease Pool::State::lease(Entry& entry) {
  ++entry.status.leases;
  ++entry.status.uses;
  entry.last_used = Clock::now();
  entry.status.last_used = std::chrono::system_clock::now();
  auto loaded = entry.loaded;
  auto* pointer = loaded.get();
  return {pointer, [state = weak_from_this(), name = entry.status.name,
                    kept = std::move(loaded)](LoadedModel*) mutable {
            kept.reset();
            if (const auto self = state.lock()) self->release(name);
          }};
}

void Pool::State::release(const std::string& name) {
  const base::Lock lock(mutex);
  if (const auto found = entries.find(name); found != entries.end()) {
    --found->second.status.leases;
    found->second.last_used = Clock::now();
    found->second.status.last_used = std::chrono::system_clock::now();
  }
  changed.notify_all();
}

void Pool::State::start_loading(Entry& entry) {
  for (const auto id : std::exchange(finished_loaders, {})) {
    loaders.at(id).join();  // It only has to return.
    loaders.erase(id);
  }
  entry.status.state = ModelState::loading;
  const auto id = ++last_loader;
  loaders.emplace(id, [this, id, name = entry.status.name] {
    load(name);
    const base::Lock lock(mutex);
    finished_loaders.push_back(id);
  });
}

void Pool::State::load(const std::string& name) {
  std::optional<model::Fault> fault;
  std::vector<Ready> waiting;
  std::vector<Lease> leases;
  {
    const base::Lock lock(mutex);
    auto& entry = entries.at(name);
    try {
      entry.loaded = load_now(entry);
      entry.status.state = ModelState::loaded;
    } catch (const model::Fault& thrown) {
      fault = thrown;
    } catch (const std::exception& thrown) {
      fault = model::Fault(model::FaultKind::backend, thrown.what());
    }
    if (fault) {
      entry.bytes.clear();
      entry.status.state = ModelState::unloaded;
      entry.status.progress = 0;
    }
    waiting = std::exchange(entry.waiting, {});
    if (!fault)
      for (std::size_t i = 0; i < waiting.size(); ++i) leases.push_back(lease(entry));
  }
  changed.notify_all();
  for (std::size_t i = 0; i < waiting.size(); ++i)
    fault ? waiting[i](nullptr, &*fault) : waiting[i](std::move(leases[i]), nullptr);
}

std::shared_ptr<Loaded> Pool::State::load_now(Entry& entry) {
  const auto name = entry.status.name;
  const auto path = entry.status.path;
  const auto projector = entry.status.projector;
  const auto plan = this->plan(entry);
  make_room(entry, plan.memory.by_device());
  entry.bytes = plan.memory.by_device();

  const auto progress = [this, &entry, before = cancels](float share) {
    const base::Lock guard(mutex);
    entry.status.progress = static_cast<double>(share);
    return !is_ending && cancels == before;
  };
  const auto reserve = [self = weak_from_this(), name](const model::MemoryEstimate& needed) {
    if (const auto state = self.lock()) state->reserve(name, needed);
  };
  const auto start = Clock::now();
  std::shared_ptr<Loaded> loaded;
  model::MemoryEstimate memory;
  {
    const base::Unlocked unlocked(mutex);
    loaded = std::make_shared<Loaded>(name, path, projector, options, plan, progress, reserve);
    memory = loaded->memory();
  }
  entry.status.memory = memory;
  entry.bytes = memory.by_device();
  entry.status.load_s = std::chrono::duration<double>(Clock::now() - start).count();
  entry.status.progress = 1;
  ++entry.status.loads;
  ++loads;
  return loaded;
}

void Pool::State::watch_idle(const std::stop_token& stop) {
  const base::Lock lock(mutex);
  while (!stop.stop_requested()) {
    auto next = Clock::now() + options.idle;
    for (auto& [name, entry] : entries) {
      if (!entry.can_be_evicted()) continue;
      const auto due = entry.last_used + options.idle;
      if (due <= Clock::now()) {
        unload_now(entry, true);
        next = Clock::now();
        break;  // The list may have changed meanwhile.
      }
      next = std::min(next, due);
    }
    changed.wait_until(mutex, stop, next, [] { return false; });
  }
}

// ------------------------------------------------------------------------------------------------

Pool::Pool(PoolOptions options) : state_(std::make_shared<State>(std::move(options))) {
  rescan();
  if (state_->options.idle.count() > 0)
    idle_ =
        std::jthread([state = state_](const std::stop_token& stop) { state->watch_idle(stop); });
}

Pool::~Pool() {
  idle_ = {};
  std::map<std::uint64_t, std::thread> loaders;
  {
    const base::Lock lock(state_->mutex);
    state_->is_ending = true;
    loaders = std::move(state_->loaders);
  }
  state_->changed.notify_all();
  for (auto& [id, loader] : loaders) loader.join();
  const base::Lock lock(state_->mutex);
  for (auto& [name, entry] : state_->entries)
    if (entry.loaded) state_->unload_now(entry, false);
}

void Pool::rescan() {
  const base::Lock lock(state_->mutex);
  state_->rescan();
}

std::vector<ModelStatus> Pool::models() const {
  const base::Lock lock(state_->mutex);
  std::vector<ModelStatus> result;
  for (const auto& [name, entry] : state_->entries) {
    if (!entry.is_shown()) continue;
    result.push_back(entry.status);
    if (entry.loaded && entry.loaded->can_generate())
      result.back().engine = entry.loaded->engine().status();
  }
  return result;
}

ModelStatus Pool::status(const std::string& name) const {
  const base::Lock lock(state_->mutex);
  return state_->find(name).status;
}

PoolStatus Pool::status() const {
  const base::Lock lock(state_->mutex);
  auto used = state_->used();
  for (const auto& [device, budget] : state_->options.budgets) used.try_emplace(device, 0);
  return {state_->options.budgets, std::move(used), state_->loads, state_->evictions, state_->hits};
}

void Pool::acquire(const std::string& name, Ready ready) {
  Lease lease;
  {
    const base::Lock lock(state_->mutex);
    auto* entry = &state_->find(name);
    state_->changed.wait(state_->mutex, [&] { return !entry->is_unloading; });
    if (state_->is_ending)
      throw model::Fault(model::FaultKind::cancelled, "The program is ending.");
    if (entry->loaded) {
      ++state_->hits;
      lease = state_->lease(*entry);
    } else {
      entry->waiting.push_back(std::move(ready));
      if (entry->status.state == ModelState::loading) return;
      state_->start_loading(*entry);
      return;
    }
  }
  ready(std::move(lease), nullptr);
}

Lease Pool::acquire(const std::string& name) {
  std::promise<Lease> promise;
  auto result = promise.get_future();
  acquire(name, [&](Lease lease, const model::Fault* fault) {
    if (fault)
      promise.set_exception(std::make_exception_ptr(*fault));
    else
      promise.set_value(std::move(lease));
  });
  return result.get();
}

Lease Pool::try_acquire(const std::string& name) {
  const base::Lock lock(state_->mutex);
  auto& entry = state_->find(name);
  if (!entry.loaded) return nullptr;
  ++state_->hits;
  return state_->lease(entry);
}

void Pool::unload(const std::string& name, bool cancel_requests) {
  const base::Lock lock(state_->mutex);
  auto& entry = state_->find(name);
  state_->changed.wait(state_->mutex, [&] {
    return entry.status.state != ModelState::loading && !entry.is_unloading;
  });
  if (!entry.loaded) return;
  if (entry.status.leases > 0 && !cancel_requests)
    throw model::Fault(model::FaultKind::busy, "\"" + name + "\" is in use by " +
                                                   std::to_string(entry.status.leases) +
                                                   " requests. Wait for them, or cancel them.");
  if (cancel_requests && entry.loaded->can_generate()) entry.loaded->engine().cancel_all();
  // Whoever holds a lease still holds the model; its memory counts until the last one lets go.
  entry.is_unloading = true;
  state_->changed.wait(state_->mutex, [&] { return entry.status.leases == 0; });
  state_->unload_now(entry, false);
}

void Pool::cancel_loads() {
  {
    const base::Lock lock(state_->mutex);
    ++state_->cancels;
  }
  state_->changed.notify_all();
}

void Pool::pin(const std::string& name, bool is_pinned) {
  const base::Lock lock(state_->mutex);
  state_->find(name).status.is_pinned = is_pinned;
  state_->changed.notify_all();
}

model::MemoryEstimate Pool::estimate(const std::string& name) {
  const base::Lock lock(state_->mutex);
  auto& entry = state_->find(name);
  if (entry.loaded || entry.status.state == ModelState::loading) return entry.status.memory;
  return state_->plan(entry).memory;
}

}  // namespace minerva::pool
