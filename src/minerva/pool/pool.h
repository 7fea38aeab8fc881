#pragma once
// The pool: several models under one budget of memory for each device.
//
// Models are found in folders and loaded when first asked for. Before a load its memory on each
// device is estimated (weights, context, buffers); if it does not fit beside those that are loaded,
// the least recently used ones that nobody is using and that are on a device which is short are
// unloaded. If the number of layers on GPUs is left open, as many are put there as the budgets
// allow beside what is pinned. Two that ask for the same cold model wait for one load; different
// models load at the same time.

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "minerva/embed/embedder.h"
#include "minerva/engine/engine.h"
#include "minerva/model/chat.h"
#include "minerva/model/fault.h"
#include "minerva/model/model.h"

namespace minerva::pool {

/// A model in memory, ready to answer. Its engine is made for models that generate, its embedder
/// for models that embed (those that were trained for it, or on first use).
class LoadedModel {
 public:
  virtual ~LoadedModel() = default;
  virtual const std::string& name() const = 0;
  virtual std::shared_ptr<const model::Model> model() const = 0;
  virtual bool can_generate() const = 0;
  virtual engine::Engine& engine() = 0;  ///< Throws Fault: invalid_parameter if it cannot.
  virtual const model::ChatTemplate& chat() const = 0;
  virtual embed::Embedder& embedder() = 0;  ///< Throws Fault: out_of_memory, invalid_parameter.
};

/// While a lease lives, the model stays loaded.
using Lease = std::shared_ptr<LoadedModel>;

struct PoolOptions {
  std::vector<std::filesystem::path> folders;  ///< Searched for *.gguf, also one level down.
  std::vector<std::filesystem::path> files;    ///< Models besides.
  /// Projectors of models by name, besides those that stand beside them. Without a name: of the
  /// first of `files`.
  std::vector<std::pair<std::string, std::filesystem::path>> projectors;
  /// By device. Where there is none, or 0: three quarters of main memory, and nine tenths of what
  /// is free on every other device when the pool is made.
  model::DeviceBytes budgets;
  std::chrono::milliseconds idle{0};  ///< Unloaded when unused so long. 0: never.
  /// How long a load waits for models in use to become free before it fails with out_of_memory.
  std::chrono::milliseconds patience{60'000};
  model::ModelOptions model;
  engine::EngineOptions engine;
  embed::EmbedderOptions embedder;
};

enum class ModelState { unloaded, loading, loaded };

struct ModelStatus {
  std::string name;  ///< The file's name without ".gguf".
  std::filesystem::path path;
  std::filesystem::path projector;  ///< Of a model that sees; empty: it does not.
  std::uint64_t file_bytes = 0;
  ModelState state = ModelState::unloaded;
  double progress = 0;  ///< Of loading, 0 to 1.
  bool is_pinned = false;
  int leases = 0;
  model::MemoryEstimate memory;  ///< Estimated before the first load, as allocated after it.
  std::uint64_t uses = 0, loads = 0, evictions = 0;
  double load_s = 0;  ///< The last load.
  std::chrono::system_clock::time_point last_used{};
  std::chrono::system_clock::time_point created{};  ///< Of the file.
  /// What its engine is doing, if it is loaded and generates. Filled in by models().
  std::optional<engine::EngineStatus> engine{};
};

struct PoolStatus {
  model::DeviceBytes budgets, used;  ///< Of every device.
  std::uint64_t loads = 0, evictions = 0, hits = 0;
};

class Pool {
 public:
  /// Throws Fault: invalid_parameter for a budget of a device that is not there.
  explicit Pool(PoolOptions options);
  /// Ends every request of every model.
  ~Pool();
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;

  /// Looks for files again. Names are unique: of two files with the same one the first counts.
  void rescan();
  std::vector<ModelStatus> models() const;
  /// Throws Fault: model_not_found.
  ModelStatus status(const std::string& name) const;
  PoolStatus status() const;

  /// The model, loaded if need be; waits for that. Throws Fault: model_not_found, invalid_model,
  /// out_of_memory (with what is needed and what is free), cancelled.
  Lease acquire(const std::string& name);
  /// The same, told later and from another thread (or at once, from this one, if it is loaded).
  using Ready = std::function<void(Lease, const model::Fault*)>;  ///< Either a lease or a fault.
  void acquire(const std::string& name, Ready ready);
  /// The lease if the model is loaded now, or nothing.
  Lease try_acquire(const std::string& name);

  /// Waits until its memory is free. Throws Fault: model_not_found, busy (it is in use, and
  /// `cancel_requests` is false).
  void unload(const std::string& name, bool cancel_requests = false);
  /// Ends the loads that are under way with Fault: cancelled.
  void cancel_loads();
  /// A pinned model is never evicted.
  void pin(const std::string& name, bool is_pinned = true);
  /// Of a model that is not loaded: estimated. Throws Fault: model_not_found, invalid_model.
  model::MemoryEstimate estimate(const std::string& name);

 private:
  struct State;
  std::shared_ptr<State> state_;
  std::jthread idle_;
};

}  // namespace minerva::pool
