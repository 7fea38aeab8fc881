// describe: what is to be seen in pictures.

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "answer.h"
#include "base/error.h"
#include "base/json.h"
#include "base/utf8.h"
#include "commands.h"
#include "images.h"
#include "library.h"
#include "minerva/pool/pool.h"
#include "shared/model_folders.h"

namespace app {
namespace {

constexpr const char* kDescribeExamples = R"(
Examples:
  minerva describe photo.jpg
  minerva describe *.jpg --model smolvlm --prompt "How many people are there?"
  minerva describe still.png --schema scene.json --json
)";

struct DescribeSettings {
  ModelFlags model{.context = {.context = 4096, .parallel = 1}};
  ReplyFlags reply{.sampling = {.temperature = 0}, .max_tokens = 512};
  std::vector<std::string> images;
  std::string prompt = "Describe this picture.";
  bool json = false;
};

/// The model that sees, if none was named and there is only one.
std::string only_model_that_sees() {
  const minerva::pool::Pool pool({.folders = model_folders()});
  std::string found, names;
  int count = 0;
  for (const auto& model : pool.models()) {
    if (model.projector.empty()) continue;
    names += (names.empty() ? "" : ", ") + model.name;
    found = model.name;
    ++count;
  }
  if (count == 1) return found;
  throw base::Error(count == 0 ? base::ErrorKind::not_found : base::ErrorKind::usage,
                    count == 0 ? "No model that sees is installed. `minerva models pull "
                                 "qwen2.5-vl-3b` fetches one; --model names a file."
                               : "Several models see. Choose one with --model: " + names + ".");
}

nlohmann::ordered_json told(const std::string& image, const std::string& text,
                            const DescribeSettings& s, const minerva::engine::Usage& u) {
  nlohmann::ordered_json one{{"image", image}};
  const auto value = s.reply.schema.empty() ? std::nullopt : base::try_parse_json(text);
  one["description"] = value.value_or(text);
  const auto ms = [](double seconds) { return std::round(seconds * 1e6) / 1e3; };
  one["timings"] = {{"prompt_n", u.prompt_tokens},       {"image_tokens", u.picture_tokens},
                    {"image_decode_ms", ms(u.decode_s)}, {"image_encode_ms", ms(u.encode_s)},
                    {"prefill_ms", ms(u.prefill_s)},     {"predicted_n", u.reply_tokens},
                    {"predicted_ms", ms(u.reply_s)}};
  return one;
}

int describe(DescribeSettings s, const Context& context) {
  // What cannot be read is told before a model is loaded.
  std::vector<minerva::vision::PicturePtr> pictures;
  pictures.reserve(s.images.size());
  for (const auto& image : s.images) pictures.push_back(read_image(image));
  if (s.model.model.empty()) s.model.model = only_model_that_sees();
  const int together = static_cast<int>(std::min<std::size_t>(4, pictures.size()));
  s.model.context.parallel = together;
  s.model.context.cells = together * s.model.context.context;
  const auto options = seeing_options(s.model);
  const auto model = load_model(s.model);
  minerva::engine::Engine engine(model, options);
  std::vector<std::unique_ptr<Answer>> answers;
  const auto ask = [&](std::size_t i) {
    auto request = s.reply.request();
    request.keep = false;
    add_question(request, engine, model, "", s.prompt, {pictures[i]});
    answers.push_back(std::make_unique<Answer>(engine, std::move(request)));
  };
  auto list = nlohmann::ordered_json::array();
  for (std::size_t i = 0; i < pictures.size(); ++i) {
    while (answers.size() < std::min(pictures.size(), i + 2 * static_cast<std::size_t>(together)))
      ask(answers.size());
    auto& answer = *answers[i];
    const std::stop_callback stop(context.stop, [&] { answer.cancel(); });
    std::string text;
    while (const auto piece = answer.next()) text += *piece;
    if (answer.is_cancelled()) return base::exit_code(base::ErrorKind::cancelled);
    if (s.json)
      list.push_back(told(s.images[i], text, s, answer.usage()));
    else
      std::printf("%s%s%s\n", pictures.size() > 1 ? base::visible(s.images[i]).c_str() : "",
                  pictures.size() > 1 ? ": " : "", text.c_str());
    std::fflush(stdout);
  }
  if (s.json)
    std::printf("%s\n", list.dump(2, ' ', false, nlohmann::json::error_handler_t::replace).c_str());
  return 0;
}

}  // namespace

void add_describe(CLI::App& app, Context& context, Command& chosen) {
  auto s = std::make_shared<DescribeSettings>();
  auto* command = app.add_subcommand("describe", "Say what pictures show");
  command->add_option("IMAGE", s->images, "JPEG, PNG or WebP")->required();
  command->add_option("--model", s->model.model,
                      "A GGUF file, or the name of a model that sees; the only one");
  add_shared_model_flags(*command, s->model);
  add_reply_flags(*command, s->reply);
  command->add_option("--prompt", s->prompt, "What to ask about each")->capture_default_str();
  command->add_flag("--json", s->json, "Print JSON: descriptions and timings");
  command->footer(kDescribeExamples);
  command->callback(
      [s, &context, &chosen] { chosen = [s, &context] { return describe(*s, context); }; });
}

}  // namespace app
