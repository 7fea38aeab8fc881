#include "minerva/pool/loaded.h"

#include <malloc.h>

#include <utility>

namespace minerva {

Loaded::Loaded(std::string name, const std::filesystem::path& path, const PoolOptions& options,
               const ModelOptions& model, Reserve reserve)
    : name_(std::move(name)),
      model_options_(options.model),
      embedder_options_(options.embedder),
      reserve_(std::move(reserve)),
      model_(std::make_shared<const Model>(path, model)) {
  if (model_->is_for_embeddings()) {
    embedder_ = std::make_unique<Embedder>(model_, embedder_options_);
  } else {
    chat_.emplace(model_);
    engine_.emplace(model_, options.engine);
  }
#ifdef __GLIBC__
  // What reading the vocabulary took for a while is megabytes.
  ::malloc_trim(0);
#endif
}

void Loaded::refuse_to_generate() const {
  throw Fault(
      FaultKind::invalid_parameter,
      "\"" + name_ + "\" turns texts into embeddings; it cannot write. Choose another model.",
      "model");
}

Engine& Loaded::engine() {
  if (!engine_) refuse_to_generate();
  return *engine_;
}

const ChatTemplate& Loaded::chat() const {
  if (!chat_) refuse_to_generate();
  return *chat_;
}

Embedder& Loaded::embedder() {
  const std::lock_guard lock(mutex_);
  if (!embedder_) {
    auto needed = estimate_memory(model_->path(), model_options_, embedder_options_);
    needed.weights_bytes = 0;
    reserve_(needed);
    embedder_ = std::make_unique<Embedder>(model_, embedder_options_);
  }
  return *embedder_;
}

MemoryEstimate Loaded::memory() const {
  MemoryEstimate sum;
  sum.weights_bytes = model_->size_bytes();
  const auto add = [&](const MemoryEstimate& part) {
    sum.cache_bytes += part.cache_bytes;
    sum.compute_bytes += part.compute_bytes;
    sum.output_bytes += part.output_bytes;
    sum.device_bytes += part.device_bytes;
  };
  if (engine_) add(engine_->memory());
  const std::lock_guard lock(mutex_);
  if (embedder_) add(embedder_->memory());
  return sum;
}

MemoryEstimate estimate_memory(const std::filesystem::path& path, const PoolOptions& options) {
  bool is_for_embeddings = false;
  {
    const Model model(path, options.model, Model::Weights::only_counted);
    is_for_embeddings = model.is_for_embeddings();
  }
  return is_for_embeddings ? estimate_memory(path, options.model, options.embedder)
                           : estimate_memory(path, options.model, options.engine.context);
}

}  // namespace minerva
