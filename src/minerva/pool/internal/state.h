#pragma once
// What a pool knows.

#include <chrono>
#include <condition_variable>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "base/mutex.h"
#include "minerva/pool/internal/loaded.h"
#include "minerva/pool/pool.h"

namespace minerva::pool {

struct Pool::State : std::enable_shared_from_this<Pool::State> {
  using Clock = std::chrono::steady_clock;

  struct Entry {
    ModelStatus status;
    std::shared_ptr<Loaded> loaded;
    model::DeviceBytes bytes;  ///< Of the budgets: promised, loaded, or being given back.
    std::optional<model::LayerPlan> plan;  ///< Made before a load.
    bool is_unloading = false;             ///< Being unloaded.
    bool is_there = true;                  ///< Its file was found by the last scan.
    std::vector<Pool::Ready> waiting;
    Clock::time_point last_used = Clock::now();

    bool is_shown() const { return is_there || loaded || status.state != ModelState::unloaded; }
    bool can_be_evicted() const {
      return loaded && !is_unloading && !status.is_pinned && status.leases == 0;
    }
  };

  explicit State(PoolOptions o);

  // These may let others have the lock meanwhile.
  void rescan() REQUIRES(mutex);
  Entry& find(const std::string& name) REQUIRES(mutex);
  std::shared_ptr<Loaded> load_now(Entry& entry) REQUIRES(mutex);
  model::LayerPlan plan(Entry& entry) REQUIRES(mutex);
  void make_room(const Entry& asking, const model::DeviceBytes& needed) REQUIRES(mutex);
  void unload_now(Entry& entry, bool is_eviction) REQUIRES(mutex);

  // These keep it.
  Lease lease(Entry& entry) REQUIRES(mutex);
  void start_loading(Entry& entry) REQUIRES(mutex);
  Entry* least_recently_used_on(const std::string& device, const Entry& asking) REQUIRES(mutex);
  model::DeviceBytes used() const REQUIRES(mutex);
  model::DeviceBytes pinned() const REQUIRES(mutex);

  // These take it.
  void release(const std::string& name);
  void load(const std::string& name);
  void reserve(const std::string& name, const model::MemoryEstimate& needed);
  void watch_idle(const std::stop_token& stop);

  PoolOptions options;
  mutable base::Mutex mutex;
  std::condition_variable_any changed;
  std::map<std::string, Entry> entries GUARDED_BY(mutex);
  std::map<std::uint64_t, std::thread> loaders GUARDED_BY(mutex);
  std::vector<std::uint64_t> finished_loaders GUARDED_BY(mutex);
  std::uint64_t last_loader GUARDED_BY(mutex) = 0;
  std::uint64_t loads GUARDED_BY(mutex) = 0;
  std::uint64_t evictions GUARDED_BY(mutex) = 0;
  std::uint64_t hits GUARDED_BY(mutex) = 0;
  std::uint64_t cancels GUARDED_BY(mutex) = 0;  ///< How often loads have been ended.
  bool is_ending GUARDED_BY(mutex) = false;
};

}  // namespace minerva::pool
