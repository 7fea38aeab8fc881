#pragma once
// What a pool knows.

#include <chrono>
#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "minerva/pool/internal/loaded.h"
#include "minerva/pool/pool.h"

namespace minerva::pool {

/// Lets others have the lock meanwhile; has it again after whatever happens.
class Unlocked {
 public:
  explicit Unlocked(std::unique_lock<std::mutex>& lock) : lock_(lock) { lock_.unlock(); }
  ~Unlocked() { lock_.lock(); }
  Unlocked(const Unlocked&) = delete;
  Unlocked& operator=(const Unlocked&) = delete;

 private:
  std::unique_lock<std::mutex>& lock_;
};

struct Pool::State : std::enable_shared_from_this<Pool::State> {
  using Clock = std::chrono::steady_clock;
  using Lock = std::unique_lock<std::mutex>;

  struct Entry {
    ModelStatus status;
    std::shared_ptr<Loaded> loaded;
    model::DeviceBytes bytes;  ///< Of the budgets: promised, loaded, or being given back.
    std::optional<model::LayerPlan> plan;  ///< Made before a load.
    bool is_leaving = false;               ///< Being unloaded.
    bool is_there = true;                  ///< Its file was found by the last scan.
    std::vector<Pool::Ready> waiting;
    Clock::time_point last_used = Clock::now();

    bool is_shown() const { return is_there || loaded || status.state != ModelState::unloaded; }
    bool can_be_evicted() const {
      return loaded && !is_leaving && !status.is_pinned && status.leases == 0;
    }
  };

  explicit State(PoolOptions o);

  // These are called with the lock held, and may let others have it meanwhile.
  void rescan(Lock&);
  Entry& find(const std::string& name, Lock& lock);
  Lease lease(Entry& entry);
  void start_loading(Entry& entry);
  std::shared_ptr<Loaded> load_now(Entry& entry, Lock& lock);
  model::LayerPlan plan(Entry& entry, Lock& lock);
  void make_room(const Entry& asking, const model::DeviceBytes& needed, Lock& lock);
  Entry* least_recently_used_on(const std::string& device, const Entry& asking);
  void give_up(Entry& entry, bool is_eviction, Lock& lock);
  model::DeviceBytes used() const;
  model::DeviceBytes pinned() const;

  // These take it.
  void release(const std::string& name);
  void load(const std::string& name);
  void reserve(const std::string& name, const model::MemoryEstimate& needed);
  void watch_idle(const std::stop_token& stop);

  PoolOptions options;
  mutable std::mutex mutex;
  std::condition_variable_any changed;
  std::map<std::string, Entry> entries;
  std::map<std::uint64_t, std::thread> loaders;
  std::vector<std::uint64_t> finished_loaders;
  std::uint64_t last_loader = 0;
  std::uint64_t loads = 0, evictions = 0, hits = 0;
  std::uint64_t cancels = 0;  ///< How often loads have been ended.
  bool is_ending = false;
};

}  // namespace minerva::pool
