#pragma once
// A model with all that answers for it.

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "base/mutex.h"
#include "minerva/model/layers.h"
#include "minerva/pool/pool.h"

namespace minerva::pool {

class Loaded : public LoadedModel {
 public:
  /// Asks for memory besides what was estimated; throws Fault: out_of_memory.
  using Reserve = std::function<void(const model::MemoryEstimate&)>;

  /// `plan` is what plan_load() says. `projector`: empty for a model that does not see.
  Loaded(std::string name, const std::filesystem::path& path,
         const std::filesystem::path& projector, const PoolOptions& options,
         const model::LayerPlan& plan, std::function<bool(float)> progress, Reserve reserve);

  const std::string& name() const override { return name_; }
  std::shared_ptr<const model::Model> model() const override { return model_; }
  bool can_generate() const override { return engine_.has_value(); }
  engine::Engine& engine() override;
  const model::ChatTemplate& chat() const override;
  embed::Embedder& embedder() override;

  /// As allocated.
  model::MemoryEstimate memory() const;

 private:
  void make_engine(const std::filesystem::path& projector, const PoolOptions& options);
  [[noreturn]] void refuse_to_generate() const;

  std::string name_;
  model::ModelOptions model_options_;
  std::uint64_t weights_bytes_;
  embed::EmbedderOptions embedder_options_;
  Reserve reserve_;
  std::shared_ptr<const model::Model> model_;
  std::optional<engine::Engine> engine_;
  std::optional<model::ChatTemplate> chat_;
  mutable base::Mutex mutex_;
  std::unique_ptr<embed::Embedder> embedder_ GUARDED_BY(mutex_);
};

/// What loading would take if other models leave `room`. Throws Fault: model_not_found,
/// invalid_model.
model::LayerPlan plan_load(const std::filesystem::path& path,
                           const std::filesystem::path& projector, const PoolOptions& options,
                           const model::DeviceBytes& room);

}  // namespace minerva::pool
