// /v1/chat/completions

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

/// What every choice of the reply needs.
struct ChatContext {
  ExchangePtr exchange;
  Lease lease;
  std::shared_ptr<const ChatPrompt> prompt;
  GenerationFields fields;
  std::vector<std::string> ignored;
  ChatText::Options reading;
};

const char* reason(Finish finish, bool has_calls) {
  if (finish == Finish::length) return "length";
  return has_calls ? "tool_calls" : "stop";
}

class ChatWriter : public Writer {
 public:
  explicit ChatWriter(ChatContext context)
      : context_(std::move(context)), id_(random_id("chatcmpl-")), created_(unix_time()) {
    for (int i = 0; i < context_.fields.choices; ++i)
      choices_.push_back({.text = chat_text(context_.lease, context_.prompt, context_.reading)});
  }

  bool is_stream() const override { return context_.fields.is_stream; }

  void start() override {
    if (!is_stream() || std::exchange(is_started_, true)) return;
    context_.exchange->start_stream(kStreamType);
    for (std::size_t i = 0; i < choices_.size(); ++i) {
      auto event = chunk(i, {{"role", "assistant"}, {"content", ""}});
      if (i == 0 && !context_.ignored.empty()) event["ignored_fields"] = context_.ignored;
      context_.exchange->send(event_of(event));
    }
  }

  void piece(std::size_t i, const Piece& piece) override {
    auto& choice = choices_[i];
    const auto delta = choice.text.add(piece.text);
    if (context_.fields.request.log_probabilities >= 0 && piece.token >= 0)
      choice.logprobs.push_back(
          likely_json(*context_.lease->model(), piece, context_.fields.request.log_probabilities));
    if (is_stream()) send(i, delta, false);
  }

  void done(std::size_t i, Finish finish, const Usage& usage) override {
    auto& choice = choices_[i];
    const auto delta = choice.text.finish();
    choice.finish = reason(finish, !choice.text.reply().tool_calls.empty());
    usage_.add(usage, true);
    if (!is_stream()) return;
    send(i, delta, true);
    auto last = chunk(i, json::object());
    last["choices"][0]["finish_reason"] = choice.finish;
    if (choices_.size() == 1) last["timings"] = timings_json(usage);
    context_.exchange->send(event_of(last));
  }

  void finish() override {
    if (!is_stream()) return context_.exchange->reply({.body = to_text(whole()), .headers = {}});
    if (context_.fields.includes_usage) {
      auto last = object("chat.completion.chunk");
      last["choices"] = json::array();
      last["usage"] = usage_json(usage_);
      context_.exchange->send(event_of(last));
    }
    context_.exchange->send(kStreamEnd);
    context_.exchange->end();
  }

 private:
  struct Choice {
    ChatText text;
    json logprobs = json::array();
    std::string finish{};
  };

  json object(const char* kind) const {
    return {{"id", id_},
            {"object", kind},
            {"created", created_},
            {"model", context_.lease->name()},
            {"system_fingerprint", "minerva"}};
  }

  json chunk(std::size_t i, json delta) const {
    auto event = object("chat.completion.chunk");
    event["choices"] = json::array({{{"index", i},
                                     {"delta", std::move(delta)},
                                     {"logprobs", nullptr},
                                     {"finish_reason", nullptr}}});
    if (context_.fields.includes_usage) event["usage"] = nullptr;
    return event;
  }

  // What a delta tells, event by event.
  static std::vector<json> bodies(const ChatText::Delta& delta, const ChatReply& reply) {
    std::vector<json> bodies;
    auto text = json::object();
    if (!delta.reasoning.empty()) text["reasoning_content"] = delta.reasoning;
    if (!delta.content.empty()) text["content"] = delta.content;
    if (!text.empty()) bodies.push_back(std::move(text));
    const auto add = [&](std::size_t index, json call) {
      call["index"] = index;
      bodies.push_back({{"tool_calls", json::array({std::move(call)})}});
    };
    for (const auto& call : delta.calls) {
      const auto& [id, name, all] = reply.tool_calls[call.index];
      if (call.is_first) add(call.index, call_json({id, name, ""}));
      if (!call.arguments.empty()) add(call.index, {{"function", {{"arguments", call.arguments}}}});
    }
    return bodies;
  }

  void send(std::size_t i, const ChatText::Delta& delta, bool is_last) {
    auto& choice = choices_[i];
    auto told = bodies(delta, choice.text.reply());
    if (told.empty() && is_last && !choice.logprobs.empty()) told.push_back({{"content", ""}});
    for (auto& body : told) {
      auto event = chunk(i, std::move(body));
      if (!choice.logprobs.empty())
        event["choices"][0]["logprobs"] = {
            {"content", std::exchange(choice.logprobs, json::array())}, {"refusal", nullptr}};
      context_.exchange->send(event_of(event));
    }
  }

  json whole() {
    auto reply = object("chat.completion");
    auto& list = reply["choices"] = json::array();
    for (std::size_t i = 0; i < choices_.size(); ++i) {
      auto& choice = choices_[i];
      list.push_back({{"index", i},
                      {"message", message_json(choice.text.reply())},
                      {"logprobs", nullptr},
                      {"finish_reason", choice.finish}});
      if (context_.fields.request.log_probabilities >= 0)
        list.back()["logprobs"] = {{"content", std::move(choice.logprobs)}, {"refusal", nullptr}};
    }
    reply["usage"] = usage_json(usage_);
    reply["timings"] = timings_json(usage_.slowest);
    if (!context_.ignored.empty()) reply["ignored_fields"] = context_.ignored;
    return reply;
  }

  const ChatContext context_;
  const std::string id_;
  const std::int64_t created_;
  bool is_started_ = false;
  std::vector<Choice> choices_;
  TotalUsage usage_;
};

}  // namespace

void handle_chat(Service& service, Call& call) {
  const auto name = service.model_name(call.body());
  auto chat = std::make_shared<ChatRequest>(read_chat(call.body(), service.options(),
                                                      call.exchange->request().client,
                                                      service.pool().status(name)));
  service.with_model(
      call.exchange, name,
      [exchange = call.exchange, chat, ignored = call.ignored](const Lease& lease) {
        (void)lease->engine();  // Refuses models that do not write.
        auto prompt =
            std::make_shared<ChatPrompt>(lease->chat().apply(chat->messages, chat->options));
        auto fields = prepare_chat(*chat, *prompt, *lease);
        auto requests = choices_of(fields);
        const auto reading = text_options(*lease, *chat, *prompt);
        generate(exchange, lease, std::move(requests),
                 std::make_unique<ChatWriter>(ChatContext{exchange, lease, std::move(prompt),
                                                          std::move(fields), ignored, reading}));
      });
}

}  // namespace minerva::server
