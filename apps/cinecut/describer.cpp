#include "describer.h"

#include <CLI/CLI.hpp>
#include <filesystem>
#include <utility>

#include "base/error.h"
#include "base/projectors.h"
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
  app.add_option("--endpoint", f.endpoints,
                 "A server that runs already and speaks OpenAI's dialect; may be repeated")
      ->allow_extra_args(false)
      ->group(group);
  app.add_option("--endpoint-model", f.endpoint_model, "The model there (default: its first)")
      ->group(group);
  app.add_option("--endpoint-key", f.api_key, "The key to send there")
      ->envname("CINECUT_ENDPOINT_KEY")
      ->group(group);
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
  if (!f.endpoints.empty() && !(f.model.empty() && f.server_binary.empty()))
    wrong(
        "--endpoint names servers that run already; --model and --server-binary start one. Use "
        "the one or the other.");
  if (f.model.empty() && f.endpoints.empty()) {
    if (f.describer == "model" || !f.server_binary.empty())
      wrong(
          "which model? Add --model FILE.gguf, or --endpoint URL for a server that runs already.");
    return choice;
  }
  for (const auto& url : f.endpoints) (void)openai_client::parse_address(url);
  choice.endpoints = f.endpoints;
  choice.endpoint_model = f.endpoint_model;
  choice.api_key = f.api_key;
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
  app.add_option("--text-endpoint", f.endpoints,
                 "A server that runs already and speaks OpenAI's dialect; may be repeated")
      ->allow_extra_args(false)
      ->group(group);
  app.add_option("--text-endpoint-model", f.endpoint_model, "The model there (default: its first)")
      ->group(group);
  app.add_option("--text-endpoint-key", f.api_key, "The key to send there")
      ->envname("CINECUT_TEXT_ENDPOINT_KEY")
      ->group(group);
  app.add_option("--text-timeout", f.timeout_s, "Seconds for one answer")
      ->capture_default_str()
      ->check(CLI::Range(0.1, 36000.0))
      ->group(group);
}

cinecut::engines::EngineChoice reader_choice(const ReaderFlags& f) {
  cinecut::engines::EngineChoice choice;
  if (!f.model.empty() && !f.endpoints.empty())
    wrong(
        "--text-endpoint names servers that run already; --text-model starts one. Use the one or "
        "the other.");
  for (const auto& url : f.endpoints) (void)openai_client::parse_address(url);
  choice.endpoints = f.endpoints;
  choice.endpoint_model = f.endpoint_model;
  choice.api_key = f.api_key;
  if (!f.model.empty()) choice.model = fs::absolute(model_file(f.model));
  choice.answer_timeout = milliseconds(f.timeout_s);
  return cinecut::reading::for_text(std::move(choice));
}

}  // namespace app
