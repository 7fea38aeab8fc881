// embed: texts become vectors.

#include <CLI/CLI.hpp>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "base/error.h"
#include "commands.h"
#include "library.h"
#include "minerva/embed/embedder.h"
#include "minerva/model/remote.h"

namespace app {
namespace {

constexpr const char* kEmbedExamples = R"(
Examples:
  minerva embed minilm "A dog runs." "A cat sleeps."
  minerva embed minilm --file sentences.txt --lines > vectors.txt
  cat sentences.txt | minerva embed minilm
)";

struct EmbedSettings {
  std::string model;
  std::vector<std::string> texts;
  std::string file;
  minerva::embed::EmbedderOptions embedder;
  minerva::model::ModelOptions load;
  std::vector<std::string> remote;
  bool is_lines = false;
};

std::vector<std::string> lines_of(std::istream& stream) {
  std::vector<std::string> lines;
  for (std::string line; std::getline(stream, line);) {
    if (line.ends_with('\r')) line.pop_back();
    lines.push_back(std::move(line));
  }
  return lines;
}

std::vector<std::string> read_texts(const EmbedSettings& s) {
  if (!s.texts.empty()) return s.texts;
  if (s.file.empty() || s.file == "-") return lines_of(std::cin);
  std::ifstream file(s.file);
  if (!file)
    throw base::Error(base::ErrorKind::not_found, "There is no readable file \"" + s.file + "\".");
  return lines_of(file);
}

/// The shortest digits that are read back as the same number.
std::string digits(float x) {
  char text[32];
  std::snprintf(text, sizeof text, "%.9g", static_cast<double>(x));
  return text;
}

void print_lines(const std::vector<minerva::embed::Embedding>& all) {
  for (const auto& one : all) {
    std::string line;
    for (const float x : one.vector) line += (line.empty() ? "" : " ") + digits(x);
    std::printf("%s\n", line.c_str());
  }
}

void print_json(const std::string& model, const std::vector<minerva::embed::Embedding>& all) {
  int tokens = 0;
  const auto name =
      nlohmann::json(model).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  std::printf("{\"model\": %s, \"embeddings\": [", name.c_str());
  for (std::size_t i = 0; i < all.size(); ++i) {
    std::printf(i == 0 ? "\n  [" : ",\n  [");
    for (std::size_t k = 0; k < all[i].vector.size(); ++k)
      std::printf("%s%s", k == 0 ? "" : ", ", digits(all[i].vector[k]).c_str());
    std::printf("]");
    tokens += all[i].tokens;
  }
  std::printf("\n], \"tokens\": %d}\n", tokens);
}

int embed(const EmbedSettings& s, const Context& context) {
  const auto texts = read_texts(s);
  for (std::size_t i = 0; i < texts.size(); ++i)
    if (texts[i].empty())
      throw base::Error(
          base::ErrorKind::usage,
          "Text " + std::to_string(i + 1) +
              " is empty. Each text, or each line of the input, must hold something.");
  if (texts.empty())
    throw base::Error(base::ErrorKind::usage,
                      "There is nothing to embed. Give texts, --file, or lines on standard input.");
  const auto path = find_model(s.model);
  minerva::model::add_remote_devices(s.remote);
  const auto load = with_layers_that_fit(path, s.load, [&](const auto& some) {
    return minerva::embed::estimate_memory(path, some, s.embedder);
  });
  const auto model = std::make_shared<const minerva::model::Model>(path, load);
  minerva::embed::Embedder embedder(model, s.embedder);
  std::vector<minerva::embed::Embedding> all;
  constexpr std::size_t kAtOnce = 64;
  for (std::size_t first = 0; first < texts.size(); first += kAtOnce) {
    if (context.stop.stop_requested())
      throw base::Error(base::ErrorKind::cancelled, "Embedding was stopped.");
    const auto count = std::min(kAtOnce, texts.size() - first);
    auto some = embedder.embed(std::span(texts).subspan(first, count));
    if (s.is_lines)
      print_lines(some);
    else
      std::move(some.begin(), some.end(), std::back_inserter(all));
  }
  if (!s.is_lines) print_json(path.stem().string(), all);
  return 0;
}

}  // namespace

void add_embed(CLI::App& app, Context& context, Command& chosen) {
  auto s = std::make_shared<EmbedSettings>();
  auto* command = app.add_subcommand("embed", "Turn texts into vectors");
  command->add_option("MODEL", s->model, "A GGUF file, or the name of an installed model")
      ->required();
  command->add_option("TEXT", s->texts, "Texts; none: one a line from --file or standard input");
  command->add_option("--file", s->file, "One text a line; -: standard input");
  command->add_flag("--lines", s->is_lines, "Print one vector a line instead of JSON");
  command->add_option("--ctx", s->embedder.context, "Most tokens of one text; 0: the model's own")
      ->capture_default_str();
  command->add_option("--threads", s->embedder.threads, "0: as many as physical cores")
      ->capture_default_str();
  command->add_option("--gpu-layers", s->load.gpu_layers, "-1: as many as fit; 0: none")
      ->capture_default_str();
  add_remote_option(*command, s->remote);
  command->footer(kEmbedExamples);
  command->callback(
      [s, &context, &chosen] { chosen = [s, &context] { return embed(*s, context); }; });
}

}  // namespace app
