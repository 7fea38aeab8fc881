#include "minerva/server/chat_text.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "minerva/server/message.h"
#include "minerva/server/pictures.h"

namespace minerva::server {
namespace {

// What `now` has more than `before`; nothing if the text was read differently meanwhile.
std::string added(const std::string& before, const std::string& now) {
  return now.starts_with(before) ? now.substr(before.size()) : std::string{};
}

}  // namespace

ChatText::ChatText(Lease lease, std::shared_ptr<const ChatPrompt> prompt, bool needs_parsing)
    : lease_(std::move(lease)), prompt_(std::move(prompt)), needs_parsing_(needs_parsing) {}

ChatText::Delta ChatText::add(const std::string& text) {
  if (!needs_parsing_) {
    reply_.content += text;
    return {text, {}};
  }
  text_ += text;
  return take(lease_->chat().parse(*prompt_, text_, true));
}

ChatText::Delta ChatText::finish() {
  if (!needs_parsing_) return {};
  auto delta = take(lease_->chat().parse(*prompt_, text_));
  for (auto& call : reply_.tool_calls)
    if (call.id.empty()) call.id = random_id("call_");
  return delta;
}

ChatText::Delta ChatText::take(ChatReply reply) {
  Delta delta{added(reply_.content, reply.content), added(reply_.reasoning, reply.reasoning)};
  // While it is streamed, what has been told is not taken back.
  if (!reply.content.starts_with(reply_.content)) reply.content = reply_.content;
  if (!reply.reasoning.starts_with(reply_.reasoning)) reply.reasoning = reply_.reasoning;
  reply_ = std::move(reply);
  return delta;
}

bool must_be_parsed(const LoadedModel& model, const ChatOptions& options) {
  if (!options.tools.empty() && options.tool_choice != ToolChoice::none) return true;
  const auto chat_template = model.model()->chat_template();
  return chat_template.find("think") != std::string::npos ||
         chat_template.find("reasoning") != std::string::npos ||
         chat_template.find("<|channel|>") != std::string::npos;
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
