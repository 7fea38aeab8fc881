#pragma once
// Which models there are, and the options that all commands share which load one.

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "minerva/engine/engine.h"
#include "minerva/model/model.h"

namespace CLI {
class App;
}

namespace app {

/// The file of a model: a path to one, or the name of one that is installed. Throws Fault:
/// model_not_found, naming those that are.
std::filesystem::path find_model(const std::string& name);

/// How a model is loaded and computed.
struct ModelFlags {
  std::string model;
  minerva::model::ModelOptions load;
  std::vector<std::string> remote;  ///< Machines whose devices are used, too.
  minerva::model::ContextOptions context{.context = 2048, .parallel = 1};
  std::string cache_type = "f16";
  bool no_map = false, no_flash_attention = false;
  std::string projector;  ///< Of a model that sees; empty: the one beside it.

  /// With every flag taken over.
  minerva::model::ModelOptions model_options() const;
  minerva::model::ContextOptions context_options() const;
};
void add_model_flags(CLI::App& command, ModelFlags& flags);
/// The same without the model itself, and with --mmproj.
void add_shared_model_flags(CLI::App& command, ModelFlags& flags);

/// --rpc: for minerva::add_remote_devices().
void add_remote_option(CLI::App& command, std::vector<std::string>& endpoints);

/// What a reply may be like.
struct ReplyFlags {
  minerva::engine::SamplingOptions sampling{.temperature = 0.7};
  std::optional<std::uint32_t> seed;
  int max_tokens = -1;
  std::vector<std::string> stop;
  std::string schema, grammar;  ///< Files, or the text itself.

  /// A request with these options; the prompt is missing. Throws Fault: invalid_parameter.
  minerva::engine::Request request() const;
};
void add_reply_flags(CLI::App& command, ReplyFlags& flags);

/// `options` with as many layers on GPUs as fit into what is free there, if it leaves that open.
minerva::model::ModelOptions with_layers_that_fit(
    const std::filesystem::path& path, minerva::model::ModelOptions options,
    const std::function<minerva::model::MemoryEstimate(const minerva::model::ModelOptions&)>&
        estimate);

/// Loads a model, also onto other machines; on a terminal the progress is shown meanwhile.
std::shared_ptr<const minerva::model::Model> load_model(const ModelFlags& flags);

/// "93.8 MB", "1.1 GB".
std::string short_size(std::uint64_t bytes);

}  // namespace app
