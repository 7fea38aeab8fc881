#include "minerva/pool/internal/loaded.h"

#include <malloc.h>

#include <algorithm>
#include <utility>

#include "base/log.h"
#include "minerva/model/context.h"
#include "minerva/vision/projector.h"

namespace minerva::pool {

Loaded::Loaded(std::string name, const std::filesystem::path& path,
               const std::filesystem::path& projector, const PoolOptions& options,
               const model::LayerPlan& plan, std::function<bool(float)> progress, Reserve reserve)
    : name_(std::move(name)),
      model_options_(options.model),
      weights_bytes_(plan.memory.sum().weights_bytes),
      embedder_options_(options.embedder),
      reserve_(std::move(reserve)) {
  model_options_.gpu_layers = plan.gpu_layers;
  auto loading = model_options_;
  loading.progress = std::move(progress);
  model_ = std::make_shared<const model::Model>(path, loading);
  if (model_->is_for_embeddings()) {
    embedder_ = std::make_unique<embed::Embedder>(model_, embedder_options_);
  } else {
    chat_.emplace(model_);
    make_engine(projector, options);
  }
#ifdef __GLIBC__
  // What reading the vocabulary took for a while is megabytes.
  ::malloc_trim(0);
#endif
}

// A projector that only stood beside the model may belong to another: then the model is blind.
void Loaded::make_engine(const std::filesystem::path& projector, const PoolOptions& options) {
  auto engine = options.engine;
  engine.projector = projector;
  const bool is_named = std::any_of(options.projectors.begin(), options.projectors.end(),
                                    [&](const auto& named) { return named.second == projector; });
  try {
    engine_.emplace(model_, engine);
  } catch (const model::Fault& fault) {
    if (projector.empty() || is_named || fault.fault() != model::FaultKind::invalid_model) throw;
    base::warn("\"" + name_ + "\" does not see: " + fault.what());
    engine.projector.clear();
    engine_.emplace(model_, engine);
  }
}

void Loaded::refuse_to_generate() const {
  throw model::Fault(
      model::FaultKind::invalid_parameter,
      "\"" + name_ + "\" turns texts into embeddings; it cannot write. Choose another model.",
      "model");
}

engine::Engine& Loaded::engine() {
  if (!engine_) refuse_to_generate();
  return *engine_;
}

const model::ChatTemplate& Loaded::chat() const {
  if (!chat_) refuse_to_generate();
  return *chat_;
}

embed::Embedder& Loaded::embedder() {
  const base::Lock lock(mutex_);
  if (!embedder_) {
    model::MemoryEstimate needed;
    needed.add_context(embed::estimate_memory(model_->path(), model_options_, embedder_options_));
    reserve_(needed);
    embedder_ = std::make_unique<embed::Embedder>(model_, embedder_options_);
  }
  return *embedder_;
}

// What is not elsewhere of the weights is in main memory, where a mapped file and what was made of
// it cannot be told apart.
model::MemoryEstimate Loaded::memory() const {
  const base::Lock lock(mutex_);
  auto all = engine_ ? engine_->memory() : embedder_->memory();
  if (engine_ && embedder_) all.add_context(embedder_->memory());
  auto& main = all.devices[model::kMainMemory];
  const auto elsewhere = all.sum().weights_bytes - main.weights_bytes;
  main.weights_bytes = weights_bytes_ - std::min(weights_bytes_, elsewhere);
  return all;
}

model::LayerPlan plan_load(const std::filesystem::path& path,
                           const std::filesystem::path& projector, const PoolOptions& options,
                           const model::DeviceBytes& room) {
  auto counting = options.model;
  counting.gpu_layers = 0;
  const bool is_for_embeddings =
      model::Model(path, counting, model::Model::Weights::only_counted).is_for_embeddings();
  return model::plan_layers(path, options.model, room, [&](const model::ModelOptions& model) {
    if (is_for_embeddings) return embed::estimate_memory(path, model, options.embedder);
    const auto& engine = options.engine;
    if (projector.empty()) return model::estimate_memory(path, model, engine.context);
    auto all = model::estimate_memory(
        path, model, model::with_pictures(engine.context, vision::tokens_at_once(projector)));
    all.add_projector(vision::projector_bytes(projector, engine.vision));
    return all;
  });
}

}  // namespace minerva::pool
