#include "minerva/model/chat.h"

// llama-common promises no stability: it is used in this file only.
#include <chat.h>
#include <log.h>

#include <mutex>
#include <utility>

#include "minerva/model/fault.h"

namespace minerva {
namespace {

common_chat_msg message_of(const ChatMessage& m) {
  common_chat_msg message;
  message.role = m.role;
  message.content = m.content;
  message.tool_call_id = m.tool_call_id;
  message.tool_name = m.tool_name;
  message.reasoning_content = m.reasoning;
  for (const auto& call : m.tool_calls)
    message.tool_calls.push_back({call.name, call.arguments, call.id});
  return message;
}

common_chat_tool_choice choice_of(ToolChoice choice) {
  switch (choice) {
    case ToolChoice::required:
      return COMMON_CHAT_TOOL_CHOICE_REQUIRED;
    case ToolChoice::none:
      return COMMON_CHAT_TOOL_CHOICE_NONE;
    default:
      return COMMON_CHAT_TOOL_CHOICE_AUTO;
  }
}

common_chat_templates_inputs inputs_of(const std::vector<ChatMessage>& messages,
                                       const ChatOptions& options) {
  common_chat_templates_inputs inputs;
  for (const auto& m : messages) inputs.messages.push_back(message_of(m));
  for (const auto& t : options.tools)
    inputs.tools.push_back({t.name, t.description, t.parameters.empty() ? "{}" : t.parameters});
  inputs.tool_choice = choice_of(options.tool_choice);
  inputs.parallel_tool_calls = options.parallel_tool_calls;
  inputs.enable_thinking = options.thinking;
  inputs.reasoning_format = COMMON_REASONING_FORMAT_AUTO;
  return inputs;
}

// A grammar whose beginning is told by a pattern is left out; the reply is then read as it comes.
void take_grammar(const common_chat_params& from, ChatPrompt& to) {
  for (const auto& trigger : from.grammar_triggers) {
    if (trigger.type != COMMON_GRAMMAR_TRIGGER_TYPE_WORD) {
      to.triggers.clear();
      return;
    }
    to.triggers.push_back(trigger.value);
  }
  if (from.grammar_lazy && to.triggers.empty()) return;
  if (!from.grammar_lazy) to.triggers.clear();
  to.grammar = from.grammar;
}

}  // namespace

struct ChatPrompt::Parser {
  common_chat_parser_params parameters;
};

struct ChatTemplate::State {
  std::shared_ptr<const Model> model;
  common_chat_templates_ptr templates;
};

ChatTemplate::ChatTemplate(std::shared_ptr<const Model> model) : state_(std::make_unique<State>()) {
  static std::once_flag once;  // Its log would otherwise go to our standard error.
  std::call_once(once, [] { common_log_pause(common_log_main()); });
  state_->model = std::move(model);
  try {
    state_->templates = common_chat_templates_init(state_->model->handle(), "");
  } catch (const std::exception& e) {
    throw Fault(FaultKind::invalid_model, "The chat template of \"" +
                                              state_->model->path().filename().string() +
                                              "\" cannot be read: " + e.what());
  }
}
ChatTemplate::~ChatTemplate() = default;
ChatTemplate::ChatTemplate(ChatTemplate&&) noexcept = default;

bool ChatTemplate::has_own_template() const {
  return common_chat_templates_was_explicit(state_->templates.get());
}

bool ChatTemplate::knows_tools() const {
  const auto caps = common_chat_templates_get_caps(state_->templates.get());
  const auto found = caps.find("supports_tools");
  return found != caps.end() && found->second;
}

ChatPrompt ChatTemplate::apply(const std::vector<ChatMessage>& messages,
                               const ChatOptions& options) const {
  if (messages.empty())
    throw Fault::parameter("messages", "empty", "a list of at least one message");
  ChatPrompt prompt;
  try {
    const auto result =
        common_chat_templates_apply(state_->templates.get(), inputs_of(messages, options));
    prompt.text = result.prompt;
    prompt.stop = result.additional_stops;
    if (!options.tools.empty() && options.tool_choice != ToolChoice::none)
      take_grammar(result, prompt);
    auto parser = std::make_shared<ChatPrompt::Parser>();
    parser->parameters = common_chat_parser_params(result);
    parser->parameters.reasoning_format = COMMON_REASONING_FORMAT_AUTO;
    if (!result.parser.empty()) parser->parameters.parser.load(result.parser);
    prompt.parser = std::move(parser);
  } catch (const std::exception& e) {
    throw Fault(FaultKind::invalid_parameter,
                std::string("The model's chat template refuses these messages: ") + e.what(),
                "messages");
  }
  prompt.tokens = state_->model->tokenize(prompt.text, SpecialText::as_tokens);
  return prompt;
}

ChatReply ChatTemplate::parse(const ChatPrompt& prompt, const std::string& text,
                              bool is_partial) const {
  ChatReply reply;
  try {
    const auto parsed = common_chat_parse(text, is_partial, prompt.parser->parameters);
    reply.content = parsed.content;
    reply.reasoning = parsed.reasoning_content;
    for (const auto& call : parsed.tool_calls)
      reply.tool_calls.push_back({call.id, call.name, call.arguments});
  } catch (const std::exception&) {
    reply.content = text;
  }
  return reply;
}

}  // namespace minerva
