#include "minerva/server/chat_text.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string_view>
#include <utility>

#include "minerva/server/message.h"
#include "minerva/server/pictures.h"

namespace minerva::server {
namespace {

// What `now` has more than `before`; nothing if the text was read differently meanwhile.
std::string added(const std::string& before, const std::string& now) {
  return now.starts_with(before) ? now.substr(before.size()) : std::string{};
}

std::string_view without_space(std::string_view text) {
  const auto last = text.find_last_not_of(" \t\r\n");
  return text.substr(0, last == std::string_view::npos ? 0 : last + 1);
}

// Whether replies of this model to this request may hold more than content.
bool must_be_parsed(const LoadedModel& model, const ChatOptions& options) {
  if (!options.tools.empty() && options.tool_choice != ToolChoice::none) return true;
  const auto chat_template = model.model()->chat_template();
  return chat_template.find("think") != std::string::npos ||
         chat_template.find("reasoning") != std::string::npos ||
         chat_template.find("<|channel|>") != std::string::npos;
}

}  // namespace

ChatText::Delta ChatText::add(const std::string& text) {
  if (!options_.is_parsed) {
    reply_.content += text;
    return {text, {}, {}};
  }
  text_ += text;
  return options_.is_streamed ? take(read_(text_, true), false) : Delta{};
}

ChatText::Delta ChatText::finish() {
  return options_.is_parsed ? take(read_(text_, false), true) : Delta{};
}

ChatText::Delta ChatText::take(ChatReply reply, bool is_last) {
  if (!agrees(reply)) reply = reply_;
  Delta delta{added(reply_.content, reply.content), added(reply_.reasoning, reply.reasoning), {}};
  // While it is streamed, what has been told is not taken back.
  if (!reply.content.starts_with(reply_.content)) reply.content = reply_.content;
  if (!reply.reasoning.starts_with(reply_.reasoning)) reply.reasoning = reply_.reasoning;
  reply_ = std::move(reply);
  for (std::size_t i = 0; i < reply_.tool_calls.size(); ++i) {
    auto& call = reply_.tool_calls[i];
    if (i < told_.size()) call.id = told_[i].id;
    if (is_last || can_be_told(reply_.tool_calls, i)) tell_call(call, i, delta);
  }
  return delta;
}

// Is what was told of calls still true?
bool ChatText::agrees(const ChatReply& reply) const {
  const auto& calls = reply.tool_calls;
  return calls.size() >= told_.size() &&
         std::equal(told_.begin(), told_.end(), calls.begin(), [](const auto& told, const auto& c) {
           return c.name == told.name && c.arguments.starts_with(told.arguments);
         });
}

// Will this call keep its name, and its arguments begin like this, whatever is written next?
bool ChatText::can_be_told(const std::vector<ToolCall>& calls, std::size_t index) const {
  if (!options_.are_calls_certain) return false;
  if (index + 1 < calls.size()) return true;
  const auto& [id, name, arguments] = calls[index];
  if (arguments.size() < 2 || text_.ends_with(name)) return false;
  // A parser puts a brace before what it reads as arguments, and quotes behind: only what stands in
  // the text like this goes on like this.
  return without_space(text_).ends_with(without_space(arguments)) || json::accept(arguments);
}

void ChatText::tell_call(ToolCall& call, std::size_t index, Delta& delta) {
  const bool is_first = index == told_.size();
  if (is_first) {
    if (call.id.empty()) call.id = random_id("call_");
    told_.push_back({call.id, call.name, {}});
  }
  auto& told = told_[index].arguments;
  if (!is_first && told.size() == call.arguments.size()) return;
  delta.calls.push_back({index, is_first, call.arguments.substr(told.size())});
  told = call.arguments;
}

ChatText chat_text(const Lease& lease, std::shared_ptr<const ChatPrompt> prompt,
                   const ChatText::Options& options) {
  return {[lease, prompt = std::move(prompt)](const std::string& text, bool is_partial) {
            return lease->chat().parse(*prompt, text, is_partial);
          },
          options};
}

ChatText::Options text_options(const LoadedModel& model, const ChatRequest& chat,
                               const ChatPrompt& prompt) {
  const bool are_constrained = !prompt.grammar.empty() || !prompt.calls.schema.empty();
  return {.is_parsed = must_be_parsed(model, chat.options),
          .is_streamed = chat.fields.is_stream,
          .are_calls_certain = are_constrained && !chat.constraint};
}

GenerationFields prepare_chat(const ChatRequest& chat, const ChatPrompt& prompt,
                              LoadedModel& model) {
  auto fields = chat.fields;
  auto& request = fields.request;
  request.prompt = prompt.tokens;
  if (!chat.pictures.empty()) {
    const auto* projector = model.engine().projector();
    if (!projector)
      throw Fault(FaultKind::invalid_parameter,
                  "\"" + model.name() + "\" does not see pictures: its projector does not fit.",
                  "messages");
    auto seen = projector->tokenize(parts_of(prompt, chat.pictures));
    request.prompt = std::move(seen.tokens);
    request.pictures = std::move(seen.pictures);
  }
  request.stop.insert(request.stop.end(), prompt.stop.begin(), prompt.stop.end());
  request.constraint = chat.constraint;
  if (chat.constraint) return fields;
  try {
    request.constraint = Constraint::of_tool_calls(prompt);
    request.triggers = prompt.triggers;
  } catch (const Fault& fault) {
    if (fault.fault() != FaultKind::invalid_parameter) throw;
    throw Fault(FaultKind::invalid_parameter, std::string("tools: ") + fault.what(), "tools");
  }
  return fields;
}

json call_json(const ToolCall& call) {
  return {{"id", call.id},
          {"type", "function"},
          {"function", {{"name", call.name}, {"arguments", call.arguments}}}};
}

json message_json(const ChatReply& reply) {
  json message{{"role", "assistant"}, {"content", reply.content}, {"refusal", nullptr}};
  if (!reply.reasoning.empty()) message["reasoning_content"] = reply.reasoning;
  if (reply.tool_calls.empty()) return message;
  if (reply.content.empty()) message["content"] = nullptr;
  for (const auto& call : reply.tool_calls) message["tool_calls"].push_back(call_json(call));
  return message;
}

double finite(float log_probability) {
  return std::max(-9999.0, static_cast<double>(log_probability));
}

json likely_json(const Model& model, const Piece& piece, int count) {
  const auto entry = [&](const Likelihood& likely) {
    const auto text = model.piece(likely.token, true);
    auto bytes = json::array();
    for (const char c : text) bytes.push_back(static_cast<unsigned char>(c));
    return json{
        {"token", text}, {"logprob", finite(likely.log_probability)}, {"bytes", std::move(bytes)}};
  };
  json told = json::object(), others = json::array();
  for (const auto& likely : piece.likely) {
    if (likely.token == piece.token) told = entry(likely);
    if (std::ssize(others) < count) others.push_back(entry(likely));
  }
  told["top_logprobs"] = std::move(others);
  return told;
}

}  // namespace minerva::server
