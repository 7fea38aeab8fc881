#pragma once
// The options that say which models there are and how they are loaded, the same for every command.

#include <memory>

#include "minerva/pool/pool.h"

namespace CLI {
class App;
}

namespace app {

struct ModelArguments;

/// Adds --models, --ctx, --parallel, --threads, --gpu-layers … to a command.
std::shared_ptr<ModelArguments> add_model_options(CLI::App& command);

/// What they say; the other machines they name are reached. Models are looked for in
/// ~/.minerva/models and $CINECUT_MODELS_DIR (~/models) too. Throws base::Error: usage,
/// unavailable.
minerva::pool::PoolOptions pool_options(const ModelArguments& arguments);

}  // namespace app
