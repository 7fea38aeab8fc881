#pragma once
// A model with all that answers for it. Private to src/minerva/pool.

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "minerva/model/layers.h"
#include "minerva/pool/pool.h"

namespace minerva {

class Loaded : public LoadedModel {
 public:
  /// Asks for memory besides what was estimated; throws Fault: out_of_memory.
  using Reserve = std::function<void(const MemoryEstimate&)>;

  /// `plan` is what plan_load() says. `projector`: empty for a model that does not see.
  Loaded(std::string name, const std::filesystem::path& path,
         const std::filesystem::path& projector, const PoolOptions& options, const LayerPlan& plan,
         std::function<bool(float)> progress, Reserve reserve);

  const std::string& name() const override { return name_; }
  std::shared_ptr<const Model> model() const override { return model_; }
  bool can_generate() const override { return engine_.has_value(); }
  Engine& engine() override;
  const ChatTemplate& chat() const override;
  Embedder& embedder() override;

  /// As allocated.
  MemoryEstimate memory() const;

 private:
  void make_engine(const std::filesystem::path& projector, const PoolOptions& options);
  [[noreturn]] void refuse_to_generate() const;

  std::string name_;
  ModelOptions model_options_;
  std::uint64_t weights_bytes_;
  EmbedderOptions embedder_options_;
  Reserve reserve_;
  std::shared_ptr<const Model> model_;
  std::optional<Engine> engine_;
  std::optional<ChatTemplate> chat_;
  mutable std::mutex mutex_;  ///< Of the embedder.
  std::unique_ptr<Embedder> embedder_;
};

/// What loading would take if other models leave `room`. Throws Fault: model_not_found,
/// invalid_model.
LayerPlan plan_load(const std::filesystem::path& path, const std::filesystem::path& projector,
                    const PoolOptions& options, const DeviceBytes& room);

}  // namespace minerva
