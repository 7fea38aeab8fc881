#include "models.h"

#include <CLI/CLI.hpp>
#include <filesystem>
#include <string>
#include <vector>

#include "base/error.h"
#include "library.h"
#include "minerva/model/remote.h"
#include "shared/model_folders.h"

namespace app {

struct ModelArguments {
  std::vector<std::string> folders, files, projectors, remote;
  std::vector<std::string> memory;
  double idle_s = 0;
  std::string cache_type = "f16";
  minerva::engine::EngineOptions engine;
  minerva::model::ModelOptions model;
  bool no_map = false;
};

namespace {

/// "CUDA0=20GiB" becomes "CUDA0=21474836480", and "8GiB" "CPU=8589934592"; else says what is wrong.
std::string read_budget(std::string& text) {
  const auto equals = text.rfind('=');
  const auto device = equals == std::string::npos ? std::string(minerva::model::kMainMemory)
                                                  : text.substr(0, equals);
  auto size = text.substr(equals == std::string::npos ? 0 : equals + 1);
  try {
    CLI::AsSizeValue(false)(size);
  } catch (const CLI::ValidationError&) {
    return "\"" + text + "\" is not [DEVICE=]SIZE, as in CUDA0=20GiB";
  }
  text = device + "=" + size;
  return {};
}

minerva::model::DeviceBytes budgets(const std::vector<std::string>& read) {
  minerva::model::DeviceBytes all;
  for (const auto& text : read) {
    const auto equals = text.rfind('=');
    all[text.substr(0, equals)] = std::stoull(text.substr(equals + 1));
  }
  return all;
}

}  // namespace

std::shared_ptr<ModelArguments> add_model_options(CLI::App& command) {
  auto a = std::make_shared<ModelArguments>();
  auto& context = a->engine.context;
  const std::string group = "Models";
  command.add_option("--models", a->folders, "A folder of GGUF files; may be repeated")
      ->group(group);
  command.add_option("--model", a->files, "A GGUF file besides; may be repeated")->group(group);
  command
      .add_option("--mmproj", a->projectors,
                  "FILE: what lets the first --model see; NAME=FILE: of another; may be repeated. "
                  "One beside its model (mmproj-….gguf) is found")
      ->group(group);
  command.add_option("--image-cache", a->engine.vision.cache_bytes, "Images kept encoded (256MiB)")
      ->transform(CLI::AsSizeValue(false))
      ->group(group);
  command
      .add_option("--image-tokens", a->engine.vision.most_tokens,
                  "Most tokens of one image, for models that take any size")
      ->check(CLI::Range(0, 1 << 20))
      ->group(group);
  command
      .add_option("--memory", a->memory,
                  "Most memory of all models: 8GiB of main memory (three quarters), or CUDA0=20GiB "
                  "of a device (nine tenths of what is free); may be repeated")
      ->transform(CLI::Validator(read_budget, "[DEVICE=]SIZE"))
      ->allow_extra_args(false)
      ->group(group);
  command.add_option("--idle-unload", a->idle_s, "Unload models unused for so many seconds")
      ->check(CLI::NonNegativeNumber)
      ->group(group);
  command.add_option("--ctx", context.context, "Most tokens of one request; the model's, to 8192")
      ->check(CLI::Range(0, 1 << 24))
      ->group(group);
  command.add_option("--parallel", context.parallel, "Requests computed at the same time")
      ->capture_default_str()
      ->check(CLI::Range(1, 256))
      ->group(group);
  command.add_option("--cells", context.cells, "Tokens kept for all requests together")
      ->check(CLI::Range(0, 1 << 28))
      ->group(group);
  command.add_option("--queue", a->engine.queue, "Requests that may wait for a model")
      ->capture_default_str()
      ->check(CLI::Range(0, 1'000'000))
      ->group(group);
  command.add_option("--threads", context.threads, "Threads that compute; the physical cores")
      ->check(CLI::Range(0, 1024))
      ->group(group);
  command.add_option("--gpu-layers", a->model.gpu_layers, "Layers on the GPU; as many as fit")
      ->check(CLI::Range(-1, 100'000))
      ->group(group);
  command.add_option("--cache-type", a->cache_type, "How keys and values are kept")
      ->check(CLI::IsMember({"f16", "q8_0", "q4_0"}))
      ->capture_default_str()
      ->group(group);
  command.add_flag("--mlock", a->model.lock_memory, "Keep the weights from being swapped out")
      ->group(group);
  command
      .add_flag("--no-mmap", a->no_map,
                "Read model files instead of mapping them: replies come up to 5 % faster, "
                "the start is slower")
      ->group(group);
  add_remote_option(command, a->remote);
  return a;
}

minerva::pool::PoolOptions pool_options(const ModelArguments& a) {
  minerva::pool::PoolOptions options;
  for (const auto& folder : a.folders) {
    if (!std::filesystem::is_directory(folder))
      throw base::Error(base::ErrorKind::usage, "\"" + folder + "\" is not a folder of models.");
    options.folders.emplace_back(folder);
  }
  for (const auto& folder : model_folders()) options.folders.push_back(folder);
  for (const auto& file : a.files) {
    if (!std::filesystem::is_regular_file(file))
      throw base::Error(base::ErrorKind::not_found, "There is no file \"" + file + "\".");
    options.files.emplace_back(file);
  }
  minerva::model::add_remote_devices(a.remote);
  for (const auto& text : a.projectors) {
    const auto equals = std::filesystem::is_regular_file(text) ? std::string::npos : text.find('=');
    const auto name = equals == std::string::npos ? "" : text.substr(0, equals);
    const std::filesystem::path file = equals == std::string::npos ? text : text.substr(equals + 1);
    if (!std::filesystem::is_regular_file(file))
      throw base::Error(base::ErrorKind::not_found, "There is no file \"" + file.string() + "\".");
    if (name.empty() && a.files.empty())
      throw base::Error(base::ErrorKind::usage,
                        "--mmproj needs to know of which model it is: --mmproj NAME=FILE.");
    options.projectors.emplace_back(name, file);
  }
  options.budgets = budgets(a.memory);
  options.idle = std::chrono::milliseconds(static_cast<std::int64_t>(a.idle_s * 1000));
  options.model = a.model;
  options.model.map_file = !a.no_map;
  options.engine = a.engine;
  options.embedder.threads = a.engine.context.threads;
  options.engine.context.cache_type = a.cache_type == "q8_0"   ? minerva::model::CacheType::q8_0
                                      : a.cache_type == "q4_0" ? minerva::model::CacheType::q4_0
                                                               : minerva::model::CacheType::f16;
  return options;
}

}  // namespace app
