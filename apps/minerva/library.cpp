#include "library.h"

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <cstdlib>
#include <random>

#include "base/files.h"
#include "base/utf8.h"
#include "minerva/model/device.h"
#include "minerva/model/layers.h"
#include "minerva/model/remote.h"
#include "minerva/pool/budget.h"
#include "minerva/pool/pool.h"
#include "shared/model_folders.h"

namespace app {
namespace {

namespace fs = std::filesystem;

/// A file's content, or the text itself.
std::string text_or_file(const std::string& text) {
  const auto start = text.find_first_not_of(" \t\n");
  const bool is_text = start != std::string::npos && (text[start] == '{' || text[start] == '[');
  return is_text || text.find("::=") != std::string::npos ? text : base::read_file(text, 1 << 20);
}

}  // namespace

fs::path find_model(const std::string& name) {
  std::error_code error;
  if (fs::is_regular_file(name, error)) return name;
  minerva::pool::Pool pool({.folders = model_folders()});
  pool.rescan();
  try {
    return pool.status(name).path;
  } catch (const minerva::model::Fault& fault) {
    std::string folders;
    for (const auto& folder : model_folders())
      folders += (folders.empty() ? "" : " or ") + folder.string();
    throw minerva::model::Fault(fault.fault(),
                                std::string(fault.what()) + " Models are looked for in " + folders +
                                    "; `minerva models pull` fetches one. The path of a "
                                    "GGUF file will do, too.");
  }
}

minerva::model::ModelOptions ModelFlags::model_options() const {
  auto options = load;
  options.map_file = !no_map;
  return options;
}

minerva::model::ContextOptions ModelFlags::context_options() const {
  auto options = context;
  options.flash_attention = !no_flash_attention;
  options.cache_type = cache_type == "q8_0"   ? minerva::model::CacheType::q8_0
                       : cache_type == "q4_0" ? minerva::model::CacheType::q4_0
                                              : minerva::model::CacheType::f16;
  return options;
}

void add_model_flags(CLI::App& command, ModelFlags& flags) {
  command.add_option("MODEL", flags.model, "A GGUF file, or the name of an installed model")
      ->required();
  add_shared_model_flags(command, flags);
}

void add_shared_model_flags(CLI::App& command, ModelFlags& flags) {
  command.add_option("--mmproj", flags.projector,
                     "What lets the model see; one beside it (mmproj-….gguf) is found");
  command.add_option("--ctx", flags.context.context, "Most tokens of prompt and reply together")
      ->capture_default_str();
  command.add_option("--threads", flags.context.threads, "0: as many as physical cores")
      ->capture_default_str();
  command.add_option("--batch", flags.context.batch, "Most tokens of one step")
      ->capture_default_str();
  command.add_option("--gpu-layers", flags.load.gpu_layers, "-1: as many as fit; 0: none")
      ->capture_default_str();
  command.add_option("--cache-type", flags.cache_type, "Of keys and values: f16, q8_0 or q4_0")
      ->check(CLI::IsMember({"f16", "q8_0", "q4_0"}))
      ->capture_default_str();
  command.add_flag("--no-mmap", flags.no_map, "Read the file instead of mapping it");
  command.add_flag("--mlock", flags.load.lock_memory, "Keep the weights from being swapped out");
  command.add_flag("--no-flash-attention", flags.no_flash_attention, "Compute attention plainly");
  add_remote_option(command, flags.remote);
}

void add_remote_option(CLI::App& command, std::vector<std::string>& endpoints) {
  command
      .add_option("--rpc", endpoints,
                  "Machines to share the work with, HOST:PORT,…; ggml-rpc-server runs there")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->group(command.get_name() == "serve" ? "Models" : "Options");
}

void add_reply_flags(CLI::App& command, ReplyFlags& flags) {
  auto& s = flags.sampling;
  command.add_option("--max-tokens", flags.max_tokens, "Of the reply. -1: what the context leaves")
      ->capture_default_str();
  command.add_option("--temperature", s.temperature, "0 to 2. 0: always the likeliest token")
      ->capture_default_str();
  command.add_option("--top-p", s.top_p, "Above 0, to 1")->capture_default_str();
  command.add_option("--top-k", s.top_k, "0: off")->capture_default_str();
  command.add_option("--min-p", s.min_p, "0 to 1")->capture_default_str();
  command.add_option("--repeat-penalty", s.repeat_penalty, "Above 0, to 2")->capture_default_str();
  command.add_option("--frequency-penalty", s.frequency_penalty, "-2 to 2")->capture_default_str();
  command.add_option("--presence-penalty", s.presence_penalty, "-2 to 2")->capture_default_str();
  command.add_option("--seed", flags.seed, "The same seed gives the same text");
  command.add_option("--stop", flags.stop, "Ends the reply; may be given several times")
      ->allow_extra_args(false);
  command.add_option("--schema", flags.schema, "JSON schema of the reply: a file, or the text");
  command.add_option("--grammar", flags.grammar, "GBNF of the reply: a file, or the text")
      ->excludes("--schema");
}

minerva::engine::Request ReplyFlags::request() const {
  minerva::engine::Request request;
  request.sampling = sampling;
  request.sampling.seed = seed ? *seed : std::random_device{}();
  request.max_tokens = max_tokens;
  request.stop = stop;
  if (!schema.empty())
    request.constraint = minerva::constrain::Constraint::from_schema(text_or_file(schema));
  if (!grammar.empty())
    request.constraint = minerva::constrain::Constraint::from_grammar(text_or_file(grammar));
  return request;
}

minerva::model::ModelOptions with_layers_that_fit(
    const fs::path& path, minerva::model::ModelOptions options,
    const std::function<minerva::model::MemoryEstimate(const minerva::model::ModelOptions&)>&
        estimate) {
  const auto limits = minerva::pool::budgets_of(minerva::model::devices());
  if (options.gpu_layers < 0 && limits.size() > 1)
    options.gpu_layers = minerva::model::plan_layers(path, options, limits, estimate).gpu_layers;
  return options;
}

std::shared_ptr<const minerva::model::Model> load_model(const ModelFlags& flags) {
  const auto path = find_model(flags.model);
  minerva::model::add_remote_devices(flags.remote);
  auto options = with_layers_that_fit(path, flags.model_options(), [&](const auto& some) {
    return minerva::model::estimate_memory(path, some, flags.context_options());
  });
  const bool shows = ::isatty(STDERR_FILENO) != 0;
  int shown = -1;
  if (shows)
    options.progress = [&](float share) {
      if (const int percent = static_cast<int>(share * 100); percent != shown)
        std::fprintf(stderr, "\rloading %s: %d %%", base::visible(path.stem().string()).c_str(),
                     shown = percent);
      return true;
    };
  auto model = std::make_shared<const minerva::model::Model>(path, options);
  if (shows) std::fprintf(stderr, "\r\033[K");
  return model;
}

std::string short_size(std::uint64_t bytes) {
  char text[32];
  const auto b = static_cast<double>(bytes);
  if (b < 1e6)
    std::snprintf(text, sizeof text, "%.1f kB", b / 1e3);
  else if (b < 1e9)
    std::snprintf(text, sizeof text, "%.1f MB", b / 1e6);
  else
    std::snprintf(text, sizeof text, "%.1f GB", b / 1e9);
  return text;
}

}  // namespace app
