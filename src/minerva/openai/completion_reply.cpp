#include "minerva/openai/completion_reply.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "base/random_id.h"
#include "minerva/openai/internal/reply_parts.h"

namespace minerva::openai {
namespace {

/// OpenAI's old form: parallel lists instead of a list of objects.
struct Logprobs {
  json tokens = json::array(), values = json::array(), top = json::array(), offsets = json::array();
  std::size_t offset = 0;

  void add(const model::Model& model, const engine::Piece& piece, int count) {
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

class CompletionWriter : public ReplyWriter {
 public:
  CompletionWriter(Author author, ReplyForm form, std::vector<std::string> echoes)
      : author_(std::move(author)),
        form_(std::move(form)),
        echoes_(std::move(echoes)),
        id_(base::random_id("cmpl-")),
        created_(unix_time()),
        choices_(echoes_.size()) {}

  bool is_stream() const override { return form_.is_stream; }

  std::string start() override {
    std::string events;
    for (std::size_t i = 0; i < choices_.size(); ++i) {
      const bool tells_ignored = i == 0 && !form_.ignored.empty();
      if (echoes_[i].empty() && !tells_ignored) continue;
      auto event = chunk(i, echoes_[i]);
      if (tells_ignored) event["ignored_fields"] = form_.ignored;
      events += event_of(event);
    }
    return events;
  }

  std::string piece(std::size_t i, const engine::Piece& piece) override {
    auto& choice = choices_[i];
    const int count = form_.log_probabilities;
    if (count >= 0 && piece.token >= 0) choice.logprobs.add(*author_.model, piece, count);
    if (is_stream()) return piece.text.empty() ? "" : event_of(chunk(i, piece.text));
    choice.text += piece.text;
    return {};
  }

  std::string done(std::size_t i, engine::Finish finish, const engine::Usage& usage) override {
    choices_[i].finish = finish == engine::Finish::length ? "length" : "stop";
    usage_.add(usage, i % static_cast<std::size_t>(form_.choices) != 0);
    if (!is_stream()) return {};
    auto last = chunk(i, "");
    if (choices_.size() == 1) last["timings"] = timings_json(usage);
    return event_of(last);
  }

  std::string finish() override {
    auto reply = object();
    reply["choices"] = json::array();
    reply["usage"] = usage_json(usage_);
    if (is_stream()) return (form_.includes_usage ? event_of(reply) : "") + kStreamEnd;
    for (std::size_t i = 0; i < choices_.size(); ++i)
      reply["choices"].push_back(choice_json(i, echoes_[i] + choices_[i].text));
    reply["timings"] = timings_json(usage_.slowest);
    if (!form_.ignored.empty()) reply["ignored_fields"] = form_.ignored;
    return to_text(reply);
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
            {"model", author_.name},
            {"system_fingerprint", "minerva"}};
  }

  json chunk(std::size_t i, const std::string& text) {
    auto event = object();
    event["choices"] = json::array({choice_json(i, text)});
    return event;
  }

  json choice_json(std::size_t i, const std::string& text) {
    auto& choice = choices_[i];
    return {{"text", text},
            {"index", i},
            {"logprobs", form_.log_probabilities >= 0 ? choice.logprobs.take() : json()},
            {"finish_reason", choice.finish.empty() ? json() : json(choice.finish)}};
  }

  const Author author_;
  const ReplyForm form_;
  const std::vector<std::string> echoes_;
  const std::string id_;
  const std::int64_t created_;
  std::vector<Choice> choices_;
  TotalUsage usage_;
};

}  // namespace

std::unique_ptr<ReplyWriter> completion_writer(Author author, ReplyForm form,
                                               std::vector<std::string> echoes) {
  return std::make_unique<CompletionWriter>(std::move(author), std::move(form), std::move(echoes));
}

}  // namespace minerva::openai
