// /v1/completions

#include <memory>
#include <nlohmann/json.hpp>
#include <utility>

#include "minerva/server/chat_request.h"
#include "minerva/server/chat_text.h"
#include "minerva/server/generation.h"
#include "minerva/server/reply_json.h"
#include "minerva/server/service.h"

namespace minerva::server {
namespace {

struct CompletionContext {
  ExchangePtr exchange;
  Lease lease;
  GenerationFields fields;
  std::vector<std::string> echoes;  ///< What each choice's text begins with.
  std::vector<std::string> ignored;
};

/// OpenAI's old form: parallel lists instead of a list of objects.
struct Logprobs {
  json tokens = json::array(), values = json::array(), top = json::array(), offsets = json::array();
  std::size_t offset = 0;

  void add(const Model& model, const Piece& piece, int count) {
    auto others = json::object();
    for (const auto& likely : piece.likely) {
      const auto text = model.piece(likely.token, true);
      if (std::ssize(others) < count) others[text] = finite(likely.log_probability);
      if (likely.token != piece.token) continue;
      tokens.push_back(text);
      values.push_back(finite(likely.log_probability));
    }
    top.push_back(std::move(others));
    offsets.push_back(offset);
    offset += piece.text.size();
  }

  json take() {
    json all{{"tokens", std::exchange(tokens, json::array())},
             {"token_logprobs", std::exchange(values, json::array())},
             {"top_logprobs", std::exchange(top, json::array())},
             {"text_offset", std::exchange(offsets, json::array())}};
    return all;
  }
};

class CompletionWriter : public Writer {
 public:
  explicit CompletionWriter(CompletionContext context)
      : context_(std::move(context)), id_(random_id("cmpl-")), created_(unix_time()) {
    choices_.resize(context_.echoes.size());
  }

  bool is_stream() const override { return context_.fields.is_stream; }

  void start() override {
    if (!is_stream() || std::exchange(is_started_, true)) return;
    context_.exchange->start_stream(kStreamType);
    for (std::size_t i = 0; i < choices_.size(); ++i) {
      const bool tells_ignored = i == 0 && !context_.ignored.empty();
      if (context_.echoes[i].empty() && !tells_ignored) continue;
      auto event = object();
      event["choices"] = json::array({choice_json(i, context_.echoes[i])});
      if (tells_ignored) event["ignored_fields"] = context_.ignored;
      context_.exchange->send(event_of(event));
    }
  }

  void piece(std::size_t i, const Piece& piece) override {
    auto& choice = choices_[i];
    const int count = context_.fields.request.log_probabilities;
    if (count >= 0 && piece.token >= 0) choice.logprobs.add(*context_.lease->model(), piece, count);
    if (!is_stream()) {
      choice.text += piece.text;
    } else if (!piece.text.empty()) {
      auto event = object();
      event["choices"] = json::array({choice_json(i, piece.text)});
      context_.exchange->send(event_of(event));
    }
  }

  void done(std::size_t i, Finish finish, const Usage& usage) override {
    choices_[i].finish = finish == Finish::length ? "length" : "stop";
    usage_.add(usage, i % static_cast<std::size_t>(context_.fields.choices) != 0);
    if (!is_stream()) return;
    auto last = object();
    last["choices"] = json::array({choice_json(i, "")});
    if (choices_.size() == 1) last["timings"] = timings_json(usage);
    context_.exchange->send(event_of(last));
  }

  void finish() override {
    auto reply = object();
    reply["choices"] = json::array();
    reply["usage"] = usage_json(usage_);
    if (is_stream()) {
      if (context_.fields.includes_usage) context_.exchange->send(event_of(reply));
      context_.exchange->send(kStreamEnd);
      return context_.exchange->end();
    }
    for (std::size_t i = 0; i < choices_.size(); ++i)
      reply["choices"].push_back(choice_json(i, context_.echoes[i] + choices_[i].text));
    reply["timings"] = timings_json(usage_.slowest);
    if (!context_.ignored.empty()) reply["ignored_fields"] = context_.ignored;
    context_.exchange->reply({.body = to_text(reply), .headers = {}});
  }

 private:
  struct Choice {
    std::string text, finish;
    Logprobs logprobs;
  };

  json object() const {
    return {{"id", id_},
            {"object", "text_completion"},
            {"created", created_},
            {"model", context_.lease->name()},
            {"system_fingerprint", "minerva"}};
  }

  json choice_json(std::size_t i, const std::string& text) {
    auto& choice = choices_[i];
    const bool has_logprobs = context_.fields.request.log_probabilities >= 0;
    return {{"text", text},
            {"index", i},
            {"logprobs", has_logprobs ? choice.logprobs.take() : json()},
            {"finish_reason", choice.finish.empty() ? json() : json(choice.finish)}};
  }

  const CompletionContext context_;
  const std::string id_;
  const std::int64_t created_;
  bool is_started_ = false;
  std::vector<Choice> choices_;
  TotalUsage usage_;
};

// A text, tokens, or a list of either.
std::vector<std::vector<Token>> read_prompts(const json& prompt, const Model& model) {
  const auto tokens_of = [&](const json& one) {
    return one.is_string() ? model.tokenize(one.get<std::string>(), SpecialText::as_tokens)
                           : one.get<std::vector<Token>>();
  };
  const bool is_one = prompt.is_string() || prompt[0].is_number();
  if (is_one) return {tokens_of(prompt)};
  std::vector<std::vector<Token>> prompts;
  for (const auto& one : prompt) prompts.push_back(tokens_of(one));
  return prompts;
}

void complete(const Call& call, const Lease& lease, GenerationFields fields) {
  (void)lease->engine();  // Refuses models that do not write.
  fields.request.constraint = constraint_of(call.body());
  const auto prompts = read_prompts(call.body()["prompt"], *lease->model());
  const bool is_echoed = flag_or(call.body(), "echo", false);
  std::vector<Request> requests;
  std::vector<std::string> echoes;
  for (const auto& prompt : prompts)
    for (auto& request : choices_of(fields)) {
      request.prompt = prompt;
      requests.push_back(std::move(request));
      echoes.push_back(is_echoed ? lease->model()->detokenize(prompt) : "");
    }
  if (requests.size() > kMostChoices)
    throw Fault::parameter("n",
                           std::to_string(fields.choices) + " for each of " +
                               std::to_string(prompts.size()) + " prompts",
                           "at most " + std::to_string(kMostChoices) + " choices in all");
  generate(call.exchange, lease, std::move(requests),
           std::make_unique<CompletionWriter>(CompletionContext{
               call.exchange, lease, std::move(fields), std::move(echoes), call.ignored}));
}

}  // namespace

void handle_completion(Service& service, Call& call) {
  auto fields =
      read_generation_fields(call.body(), service.options(), call.exchange->request().client);
  if (has(call.body(), "logprobs"))
    fields.request.log_probabilities = integer_or(call.body(), "logprobs", 0);
  service.with_model(
      call.exchange, service.model_name(call.body()),
      [call, fields = std::move(fields)](const Lease& lease) { complete(call, lease, fields); });
}

}  // namespace minerva::server
