#include "minerva/openai/chat_reply.h"

#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "base/random_id.h"
#include "minerva/openai/internal/reply_parts.h"

namespace minerva::openai {
namespace {

const char* reason(engine::Finish finish, bool has_calls) {
  if (finish == engine::Finish::length) return "length";
  return has_calls ? "tool_calls" : "stop";
}

// What a delta tells, event by event.
std::vector<json> bodies_of(const ReplyReader::Delta& delta, const model::ChatReply& reply) {
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

json logprobs_json(json tokens) { return {{"content", std::move(tokens)}, {"refusal", nullptr}}; }

class ChatWriter : public ReplyWriter {
 public:
  ChatWriter(Author author, ReplyForm form, const std::function<ReplyReader()>& make_reader)
      : author_(std::move(author)),
        form_(std::move(form)),
        id_(base::random_id("chatcmpl-")),
        created_(unix_time()) {
    for (int i = 0; i < form_.choices; ++i) choices_.push_back({.text = make_reader()});
  }

  bool is_stream() const override { return form_.is_stream; }

  std::string start() override {
    std::string events;
    for (std::size_t i = 0; i < choices_.size(); ++i) {
      auto event = chunk(i, {{"role", "assistant"}, {"content", ""}});
      if (i == 0 && !form_.ignored.empty()) event["ignored_fields"] = form_.ignored;
      events += event_of(event);
    }
    return events;
  }

  std::string piece(std::size_t i, const engine::Piece& piece) override {
    auto& choice = choices_[i];
    const auto delta = choice.text.add(piece.text);
    if (form_.log_probabilities >= 0 && piece.token >= 0)
      choice.logprobs.push_back(likely_json(*author_.model, piece, form_.log_probabilities));
    return is_stream() ? events_of(i, delta, false) : "";
  }

  std::string done(std::size_t i, engine::Finish finish, const engine::Usage& usage) override {
    auto& choice = choices_[i];
    const auto delta = choice.text.finish();
    choice.finish = reason(finish, !choice.text.reply().tool_calls.empty());
    usage_.add(usage, true);
    if (!is_stream()) return {};
    auto last = chunk(i, json::object());
    last["choices"][0]["finish_reason"] = choice.finish;
    if (choices_.size() == 1) last["timings"] = timings_json(usage);
    return events_of(i, delta, true) + event_of(last);
  }

  std::string finish() override {
    if (!is_stream()) return to_text(whole());
    if (!form_.includes_usage) return kStreamEnd;
    auto last = object("chat.completion.chunk");
    last["choices"] = json::array();
    last["usage"] = usage_json(usage_);
    return event_of(last) + kStreamEnd;
  }

 private:
  struct Choice {
    ReplyReader text;
    json logprobs = json::array();
    std::string finish{};
  };

  json object(const char* kind) const {
    return {{"id", id_},
            {"object", kind},
            {"created", created_},
            {"model", author_.name},
            {"system_fingerprint", "minerva"}};
  }

  json chunk(std::size_t i, json delta) const {
    auto event = object("chat.completion.chunk");
    event["choices"] = json::array({{{"index", i},
                                     {"delta", std::move(delta)},
                                     {"logprobs", nullptr},
                                     {"finish_reason", nullptr}}});
    if (form_.includes_usage) event["usage"] = nullptr;
    return event;
  }

  std::string events_of(std::size_t i, const ReplyReader::Delta& delta, bool is_last) {
    auto& choice = choices_[i];
    auto told = bodies_of(delta, choice.text.reply());
    if (told.empty() && is_last && !choice.logprobs.empty()) told.push_back({{"content", ""}});
    std::string events;
    for (auto& body : told) {
      auto event = chunk(i, std::move(body));
      if (!choice.logprobs.empty())
        event["choices"][0]["logprobs"] =
            logprobs_json(std::exchange(choice.logprobs, json::array()));
      events += event_of(event);
    }
    return events;
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
      if (form_.log_probabilities >= 0)
        list.back()["logprobs"] = logprobs_json(std::move(choice.logprobs));
    }
    reply["usage"] = usage_json(usage_);
    reply["timings"] = timings_json(usage_.slowest);
    if (!form_.ignored.empty()) reply["ignored_fields"] = form_.ignored;
    return reply;
  }

  const Author author_;
  const ReplyForm form_;
  const std::string id_;
  const std::int64_t created_;
  std::vector<Choice> choices_;
  TotalUsage usage_;
};

}  // namespace

std::unique_ptr<ReplyWriter> chat_writer(Author author, ReplyForm form,
                                         const std::function<ReplyReader()>& make_reader) {
  return std::make_unique<ChatWriter>(std::move(author), std::move(form), make_reader);
}

}  // namespace minerva::openai
