#include "describer.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <filesystem>
#include <utility>

#include "base/error.h"
#include "base/files.h"
#include "base/projectors.h"
#include "base/utf8.h"
#include "cinecut/meaning/meaning.h"
#include "cinecut/reading/reading.h"
#include "openai_client/address.h"
#include "shared/model_folders.h"

namespace app {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void wrong(const std::string& why) { throw base::Error(base::ErrorKind::usage, why); }

/// A file, or the name of a model that `minerva models pull` has fetched.
fs::path model_file(const std::string& name) {
  if (fs::is_regular_file(name)) return name;
  for (const auto& folder : model_folders())
    for (const auto& file : {folder / (name + ".gguf"), folder / name / (name + ".gguf")})
      if (fs::is_regular_file(file)) return file;
  throw base::Error(
      base::ErrorKind::not_found,
      "There is no model \"" + name +
          "\". Give the path of a GGUF file, or the name of one that `minerva models` "
          "lists.");
}

std::chrono::milliseconds milliseconds(double seconds) {
  return std::chrono::milliseconds(static_cast<std::int64_t>(seconds * 1000));
}

/// `name`: "--endpoint"; the model's and the key's option are named after it.
void add_endpoint_flags(CLI::App& app, const std::string& name, const std::string& key_variable,
                        const std::string& group, EndpointFlags& f) {
  app.add_option(name, f.urls,
                 "A server that runs already and speaks OpenAI's dialect; may be repeated")
      ->allow_extra_args(false)
      ->group(group);
  app.add_option(name + "-model", f.model, "The model there (default: its first)")->group(group);
  app.add_option(name + "-key", f.key, "The key to send there")
      ->envname(key_variable)
      ->group(group);
}

/// A model is started, so that no servers may be named, too.
void refuse_endpoint(const EndpointFlags& f, const std::string& option, const std::string& starts) {
  if (!f.urls.empty())
    wrong(option + " names servers that run already; " + starts +
          " starts one. Use the one or the other.");
}

void choose(const EndpointFlags& f, cinecut::engines::EngineChoice& choice) {
  for (const auto& url : f.urls) (void)openai_client::parse_address(url);
  choice.endpoints = f.urls;
  choice.endpoint_model = f.model;
  choice.api_key = f.key;
}

/// In the order in which they are preferred: many languages before one.
constexpr std::array kEmbeddingModels = {"multilingual-e5-small", "all-minilm-l6-v2"};

/// The first of them that is installed, in whatever precision; empty: none is.
fs::path installed_embedder() {
  std::vector<fs::path> files;
  for (const auto& folder : model_folders()) {
    std::error_code error;
    for (fs::recursive_directory_iterator at(folder, error), end; !error && at != end;
         at.increment(error)) {
      if (at->path().extension() == ".gguf") files.push_back(at->path());
      if (at.depth() > 0) at.disable_recursion_pending();
    }
  }
  std::ranges::sort(files);
  for (const std::string_view name : kEmbeddingModels)
    for (const auto& file : files)
      if (base::lower_ascii(file.stem().string()).starts_with(name)) return file;
  return {};
}

bool has_minerva() {
  std::error_code error;
  return fs::is_regular_file(base::program_file().parent_path() / "minerva", error);
}

}  // namespace

void add_describer_flags(CLI::App& app, DescriberFlags& f) {
  const std::string group = "Describing scenes";
  app.add_option("--describer", f.describer,
                 "auto (a model if one is named below), model or measures")
      ->check(CLI::IsMember({"auto", "model", "measures"}))
      ->group(group);
  app.add_option("--model", f.model, "A vision model: a GGUF file, or an installed one's name")
      ->group(group);
  app.add_option("--mmproj", f.projector, "Its projector (default: the one beside it)")
      ->group(group);
  app.add_option("--server-binary", f.server_binary,
                 "A llama-server to run the model with, instead of minerva")
      ->group(group);
  add_endpoint_flags(app, "--endpoint", "CINECUT_ENDPOINT_KEY", group, f.endpoint);
  app.add_option("--frame-timeout", f.frame_timeout_s, "Seconds for one still")
      ->capture_default_str()
      ->check(CLI::Range(0.1, 3600.0))
      ->group(group);
  app.add_option("--ready-timeout", f.ready_timeout_s, "Seconds until the model must be loaded")
      ->capture_default_str()
      ->check(CLI::Range(0.1, 3600.0))
      ->group(group);
  app.add_option("--in-flight", f.in_flight,
                 "Stills in work at once, each server, at most (default: slots)")
      ->check(CLI::Range(0, 64))
      ->group(group);
}

cinecut::engines::EngineChoice engine_choice(const DescriberFlags& f) {
  cinecut::engines::EngineChoice choice;
  if (f.describer == "measures") return choice;
  if (!f.endpoint.urls.empty() && !(f.model.empty() && f.server_binary.empty()))
    wrong(
        "--endpoint names servers that run already; --model and --server-binary start one. Use "
        "the one or the other.");
  if (f.model.empty() && f.endpoint.urls.empty()) {
    if (f.describer == "model" || !f.server_binary.empty())
      wrong(
          "which model? Add --model FILE.gguf, or --endpoint URL for a server that runs already.");
    return choice;
  }
  choose(f.endpoint, choice);
  choice.server_binary = f.server_binary;
  if (!f.model.empty()) {
    choice.model = fs::absolute(model_file(f.model));
    choice.projector =
        f.projector.empty() ? base::projector_beside(choice.model) : fs::absolute(f.projector);
  }
  choice.in_flight = f.in_flight;
  choice.answer_timeout = milliseconds(f.frame_timeout_s);
  choice.ready_timeout = milliseconds(f.ready_timeout_s);
  return choice;
}

void add_reader_flags(CLI::App& app, ReaderFlags& f) {
  const std::string group = "Reading the dialogue";
  app.add_option(
         "--text-model", f.model,
         "A text model that reads the story: a GGUF file, or an installed one's name (`minerva "
         "models known` lists some)")
      ->group(group);
  add_endpoint_flags(app, "--text-endpoint", "CINECUT_TEXT_ENDPOINT_KEY", group, f.endpoint);
  app.add_option("--text-timeout", f.timeout_s, "Seconds for one answer")
      ->capture_default_str()
      ->check(CLI::Range(0.1, 36000.0))
      ->group(group);
}

cinecut::engines::EngineChoice reader_choice(const ReaderFlags& f) {
  cinecut::engines::EngineChoice choice;
  if (!f.model.empty()) refuse_endpoint(f.endpoint, "--text-endpoint", "--text-model");
  choose(f.endpoint, choice);
  if (!f.model.empty()) choice.model = fs::absolute(model_file(f.model));
  choice.answer_timeout = milliseconds(f.timeout_s);
  return cinecut::reading::for_text(std::move(choice));
}

void add_embedder_flags(CLI::App& app, EmbedderFlags& f) {
  const std::string group = "What sentences mean";
  app.add_option(
         "--embedding-model", f.model,
         "An embedding model: a GGUF file, an installed one's name, none, or auto (default): "
         "multilingual-e5-small or all-minilm-l6-v2, if `minerva models pull` has fetched it")
      ->group(group);
  add_endpoint_flags(app, "--embedding-endpoint", "CINECUT_EMBEDDING_ENDPOINT_KEY", group,
                     f.endpoint);
}

bool is_named(const EmbedderFlags& f) { return f.model != "auto" || !f.endpoint.urls.empty(); }

cinecut::engines::EngineChoice embedder_choice(const EmbedderFlags& f) {
  cinecut::engines::EngineChoice choice;
  if (f.model != "auto") refuse_endpoint(f.endpoint, "--embedding-endpoint", "--embedding-model");
  choose(f.endpoint, choice);
  if (f.model == "auto") {
    if (choice.endpoints.empty() && has_minerva()) choice.model = installed_embedder();
  } else if (f.model != "none") {
    choice.model = fs::absolute(model_file(f.model));
  }
  return cinecut::meaning::for_embeddings(std::move(choice));
}

}  // namespace app
