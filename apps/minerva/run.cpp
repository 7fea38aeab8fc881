// run: one prompt, one reply, streamed.

#include <CLI/CLI.hpp>
#include <cstdio>
#include <iostream>
#include <iterator>
#include <memory>
#include <string>

#include "answer.h"
#include "base/error.h"
#include "commands.h"
#include "images.h"
#include "library.h"
#include "minerva/model/chat.h"

namespace app {
namespace {

constexpr const char* kRunExamples = R"(
Examples:
  minerva run smollm2 "Name three rivers in France."
  minerva run ./model.gguf --system "You answer in one word." "The capital of Italy?"
  minerva run smolvlm --image photo.jpg "What is written on the sign?"
  minerva run smollm2 --schema person.json "Describe a person as JSON."
  cat letter.txt | minerva run smollm2 - --max-tokens 100
)";

struct RunSettings {
  ModelFlags model;
  ReplyFlags reply;
  std::string prompt, system;
  std::vector<std::string> images;
  bool is_raw = false, stats = false;
};

std::string read_prompt(const std::string& prompt) {
  if (prompt != "-") return prompt;
  return {std::istreambuf_iterator<char>(std::cin), std::istreambuf_iterator<char>()};
}

void add_prompt(minerva::engine::Request& request, const minerva::engine::Engine& engine,
                const std::shared_ptr<const minerva::model::Model>& model,
                const std::vector<minerva::vision::PicturePtr>& pictures, const RunSettings& s) {
  const auto text = read_prompt(s.prompt);
  if (!pictures.empty()) return add_question(request, engine, model, s.system, text, pictures);
  if (s.is_raw) {
    request.prompt = model->tokenize(text);
    return;
  }
  const minerva::model::ChatTemplate chat(model);
  std::vector<minerva::model::ChatMessage> messages;
  if (!s.system.empty()) messages.push_back({.role = "system", .content = s.system});
  messages.push_back({.role = "user", .content = text});
  auto prompt = chat.apply(messages);
  request.prompt = std::move(prompt.tokens);
  request.stop.insert(request.stop.end(), prompt.stop.begin(), prompt.stop.end());
}

void print_stats(const minerva::model::Model& model, const minerva::engine::Usage& u) {
  const auto rate = [](int tokens, double seconds) { return seconds > 0 ? tokens / seconds : 0; };
  std::fprintf(stderr,
               "load %.2f s; prompt %d tokens in %.2f s (%.1f/s); reply %d tokens in %.2f s "
               "(%.1f/s)\n",
               model.load_seconds(), u.prompt_tokens, u.prompt_s,
               rate(u.prompt_tokens - u.cached_tokens, u.prompt_s), u.reply_tokens, u.reply_s,
               rate(u.reply_tokens - 1, u.reply_s));
}

int run(const RunSettings& s, const Context& context) {
  auto request = s.reply.request();
  std::vector<minerva::vision::PicturePtr> pictures;
  pictures.reserve(s.images.size());
  for (const auto& image : s.images) pictures.push_back(read_image(image));
  const auto options = pictures.empty()
                           ? minerva::engine::EngineOptions{.context = s.model.context_options()}
                           : seeing_options(s.model);
  const auto model = load_model(s.model);
  if (model->is_for_embeddings())
    throw minerva::model::Fault(
        minerva::model::FaultKind::invalid_parameter,
        "\"" + s.model.model +
            "\" is a model for embeddings and writes no text. Use `minerva embed`, "
            "or another model.");
  minerva::engine::Engine engine(model, options);
  add_prompt(request, engine, model, pictures, s);
  Answer answer(engine, std::move(request));
  const std::stop_callback stop(context.stop, [&] { answer.cancel(); });
  bool ends_line = true;
  while (const auto text = answer.next()) {
    std::fwrite(text->data(), 1, text->size(), stdout);
    // Nobody reads any more: head, for example, has seen enough.
    if (std::fflush(stdout) != 0) return 1;
    ends_line = text->ends_with('\n');
  }
  if (!ends_line) std::printf("\n");
  if (s.stats) print_stats(*model, answer.usage());
  if (answer.is_cancelled()) return base::exit_code(base::ErrorKind::cancelled);
  if (answer.finish() == minerva::engine::Finish::length && s.reply.max_tokens < 0)
    std::fprintf(stderr,
                 "minerva: the reply was cut off, since %d tokens are all the context holds. "
                 "Use a larger --ctx.\n",
                 engine.context());
  return 0;
}

}  // namespace

void add_run(CLI::App& app, Context& context, Command& chosen) {
  auto s = std::make_shared<RunSettings>();
  auto* command = app.add_subcommand("run", "Ask a model once; the reply is streamed");
  add_model_flags(*command, s->model);
  command->add_option("PROMPT", s->prompt, "What to ask; -: standard input")->required();
  add_reply_flags(*command, s->reply);
  command->add_option("--system", s->system, "What the model is told about itself beforehand");
  auto* image = command
                    ->add_option("--image", s->images,
                                 "A picture the prompt is about; may be given several times")
                    ->allow_extra_args(false);
  command->add_flag("--raw", s->is_raw, "Go on with the prompt as it is: no chat template")
      ->excludes(image);
  command->add_flag("--stats", s->stats, "Print counts and speeds on stderr");
  command->footer(kRunExamples);
  command->callback(
      [s, &context, &chosen] { chosen = [s, &context] { return run(*s, context); }; });
}

}  // namespace app
