#include "minerva/openai/response_reply.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "base/random_id.h"
#include "minerva/openai/fields.h"
#include "minerva/openai/internal/reply_parts.h"

namespace minerva::openai {
namespace {

class ResponseWriter : public ReplyWriter {
 public:
  ResponseWriter(Author author, ReplyForm form, std::shared_ptr<const json> asked,
                 ReplyReader reader)
      : author_(std::move(author)),
        form_(std::move(form)),
        asked_(std::move(asked)),
        text_(std::move(reader)),
        id_(base::random_id("resp_")),
        message_id_(base::random_id("msg_")),
        created_(unix_time()) {}

  bool is_stream() const override { return form_.is_stream; }

  std::string start() override {
    send("response.created", {{"response", object("in_progress")}});
    send("response.in_progress", {{"response", object("in_progress")}});
    return take();
  }

  std::string piece(std::size_t, const engine::Piece& piece) override {
    tell(text_.add(piece.text));
    return take();
  }

  std::string done(std::size_t, engine::Finish finish, const engine::Usage& usage) override {
    const auto delta = text_.finish();
    usage_.add(usage, true);
    is_cut_ = finish == engine::Finish::length;
    if (!is_stream()) return {};
    tell(delta);
    const auto& calls = text_.reply().tool_calls;
    if (calls.empty()) {
      begin_message();
      end_message();
    } else {
      end_call(calls.back());
    }
    return take();
  }

  std::string finish() override {
    const char* status = is_cut_ ? "incomplete" : "completed";
    auto whole = object(status);
    whole["output"] = output();
    whole["usage"] = usage();
    if (is_cut_) whole["incomplete_details"] = {{"reason", "max_output_tokens"}};
    whole["timings"] = timings_json(usage_.slowest);
    if (!form_.ignored.empty()) whole["ignored_fields"] = form_.ignored;
    if (!is_stream()) return to_text(whole);
    send(std::string("response.") + status, {{"response", std::move(whole)}});
    return take();
  }

 private:
  std::string take() { return std::exchange(events_, {}); }

  // What the request said is told back, as OpenAI does.
  json object(const char* status) const {
    const auto& body = *asked_;
    const auto said = [&](const char* name, const json& otherwise) {
      return has(body, name) ? body[name] : otherwise;
    };
    const auto tools = said("tools", json::array());
    return {{"id", id_},
            {"object", "response"},
            {"created_at", created_},
            {"status", status},
            {"error", nullptr},
            {"incomplete_details", nullptr},
            {"instructions", said("instructions", nullptr)},
            {"max_output_tokens", said("max_output_tokens", nullptr)},
            {"model", author_.name},
            {"output", json::array()},
            {"parallel_tool_calls", said("parallel_tool_calls", true)},
            {"previous_response_id", nullptr},
            {"store", false},
            {"temperature", said("temperature", engine::SamplingOptions{}.temperature)},
            {"text", said("text", {{"format", {{"type", "text"}}}})},
            {"tool_choice", said("tool_choice", "auto")},
            {"tools", tools},
            {"top_p", said("top_p", engine::SamplingOptions{}.top_p)},
            {"truncation", "disabled"},
            {"usage", nullptr},
            {"user", said("user", nullptr)},
            {"metadata", said("metadata", json::object())}};
  }

  json usage() const {
    return {{"input_tokens", usage_.prompt_tokens},
            {"input_tokens_details", {{"cached_tokens", usage_.cached_tokens}}},
            {"output_tokens", usage_.reply_tokens},
            {"output_tokens_details", {{"reasoning_tokens", 0}}},
            {"total_tokens", usage_.prompt_tokens + usage_.reply_tokens}};
  }

  static json part(const std::string& text) {
    return {{"type", "output_text"},
            {"text", text},
            {"annotations", json::array()},
            {"logprobs", json::array()}};
  }

  json message(const char* status, json content) const {
    return {{"id", message_id_},
            {"type", "message"},
            {"status", status},
            {"role", "assistant"},
            {"content", std::move(content)}};
  }

  static json call_item(const model::ToolCall& call, const char* status,
                        const std::string& arguments) {
    return {{"id", "fc_" + call.id}, {"type", "function_call"}, {"status", status},
            {"call_id", call.id},    {"name", call.name},       {"arguments", arguments}};
  }

  static json finished(const model::ToolCall& call) {
    return call_item(call, json::accept(call.arguments) ? "completed" : "incomplete",
                     call.arguments);
  }

  json output() const {
    auto items = json::array();
    const auto& reply = text_.reply();
    for (const auto& call : reply.tool_calls) items.push_back(finished(call));
    if (has_message_ || !reply.content.empty() || items.empty())
      items.insert(items.begin() + message_index_, message(is_cut_ ? "incomplete" : "completed",
                                                           json::array({part(reply.content)})));
    return items;
  }

  void send(const std::string& type, const json& event) {
    json whole{{"type", type}, {"sequence_number", sequence_++}};
    whole.update(event);
    events_ += "event: " + type + "\n" + event_of(whole);
  }

  void tell(const ReplyReader::Delta& delta) {
    if (!is_stream()) return;
    if (!delta.content.empty()) {
      begin_message();
      send("response.output_text.delta", {{"item_id", message_id_},
                                          {"output_index", message_index_},
                                          {"content_index", 0},
                                          {"delta", delta.content},
                                          {"logprobs", json::array()}});
    }
    for (const auto& call : delta.calls) tell_call(call);
  }

  void begin_message() {
    if (std::exchange(has_message_, true)) return;
    message_index_ = items_++;
    send("response.output_item.added",
         {{"output_index", message_index_}, {"item", message("in_progress", json::array())}});
    send("response.content_part.added", {{"item_id", message_id_},
                                         {"output_index", message_index_},
                                         {"content_index", 0},
                                         {"part", part("")}});
  }

  void end_message() {
    const auto& text = text_.reply().content;
    send("response.output_text.done", {{"item_id", message_id_},
                                       {"output_index", message_index_},
                                       {"content_index", 0},
                                       {"text", text},
                                       {"logprobs", json::array()}});
    send("response.content_part.done", {{"item_id", message_id_},
                                        {"output_index", message_index_},
                                        {"content_index", 0},
                                        {"part", part(text)}});
    send("response.output_item.done",
         {{"output_index", message_index_},
          {"item", message(is_cut_ ? "incomplete" : "completed", json::array({part(text)}))}});
  }

  void tell_call(const ReplyReader::CallDelta& delta) {
    const auto& calls = text_.reply().tool_calls;
    if (delta.is_first) {
      if (delta.index > 0)
        end_call(calls[delta.index - 1]);
      else if (has_message_)
        end_message();
      call_index_ = items_++;
      send("response.output_item.added",
           {{"output_index", call_index_},
            {"item", call_item(calls[delta.index], "in_progress", "")}});
    }
    send("response.function_call_arguments.delta", {{"item_id", "fc_" + calls[delta.index].id},
                                                    {"output_index", call_index_},
                                                    {"delta", delta.arguments}});
  }

  void end_call(const model::ToolCall& call) {
    send("response.function_call_arguments.done", {{"item_id", "fc_" + call.id},
                                                   {"output_index", call_index_},
                                                   {"name", call.name},
                                                   {"arguments", call.arguments}});
    send("response.output_item.done", {{"output_index", call_index_}, {"item", finished(call)}});
  }

  const Author author_;
  const ReplyForm form_;
  const std::shared_ptr<const json> asked_;
  ReplyReader text_;
  const std::string id_, message_id_;
  const std::int64_t created_;
  int sequence_ = 0;
  int items_ = 0, message_index_ = 0, call_index_ = 0;  ///< Of the output.
  std::string events_;                                  ///< Not yet taken.
  bool has_message_ = false, is_cut_ = false;
  TotalUsage usage_;
};

}  // namespace

std::unique_ptr<ReplyWriter> response_writer(Author author, ReplyForm form,
                                             std::shared_ptr<const json> asked,
                                             ReplyReader reader) {
  return std::make_unique<ResponseWriter>(std::move(author), std::move(form), std::move(asked),
                                          std::move(reader));
}

}  // namespace minerva::openai
