#include "minerva/model/chat.h"

// llama-common promises no stability: it is used in this file only.
#include <chat.h>
#include <log.h>

#include <algorithm>
#include <mutex>
#include <optional>
#include <random>
#include <string_view>
#include <utility>

#include "minerva/model/fault.h"
#include "minerva/model/internal/template_parser.h"
#include "minerva/model/internal/written_calls.h"
#include "minerva/model/internal/written_calls_parser.h"

namespace minerva::model {
namespace {

/// Stand for pictures while the template is applied, and for users' texts that look like special
/// tokens. Nobody can guess them.
class StandIns {
 public:
  explicit StandIns(const Model& model) : model_(model) {
    std::random_device random;
    for (int i = 0; i < 4; ++i) start_ += std::to_string(random()) + (i < 3 ? "-" : ":");
  }

  common_chat_msg_content_part add(const ChatPart& part, bool is_from_user) {
    if (part.picture < 0 && !(is_from_user && looks_special(part.text))) return {"text", part.text};
    parts_.push_back(part);
    return {part.picture < 0 ? "text" : "media_marker",
            start_ + std::to_string(parts_.size() - 1) + kEnd};
  }

  /// The prompt, cut where they stand. False: the template has left pictures out.
  bool cut(const std::string& text, std::vector<ChatPrompt::Piece>& pieces) const {
    std::size_t at = 0, pictures = 0;
    for (;;) {
      const auto found = text.find(start_, at);
      if (found > at) pieces.push_back({{text.substr(at, found - at)}, SpecialText::as_tokens});
      if (found == std::string::npos) break;
      const auto number = found + start_.size();
      const auto& part = parts_.at(std::stoul(text.substr(number, 10)));
      pieces.push_back({part, SpecialText::as_text});
      pictures += part.picture >= 0 ? 1 : 0;
      at = text.find(kEnd, number) + std::string_view(kEnd).size();
    }
    return pictures >=
           static_cast<std::size_t>(std::count_if(parts_.begin(), parts_.end(),
                                                  [](const auto& p) { return p.picture >= 0; }));
  }

 private:
  static constexpr const char* kEnd = "__>";

  bool looks_special(const std::string& text) const {
    return model_.tokenize(text, SpecialText::as_tokens, false) !=
           model_.tokenize(text, SpecialText::as_text, false);
  }

  const Model& model_;
  std::string start_ = "<__media_";
  std::vector<ChatPart> parts_;
};

bool has_pictures(const std::vector<ChatMessage>& messages) {
  return std::any_of(messages.begin(), messages.end(), [](const ChatMessage& m) {
    return std::any_of(m.parts.begin(), m.parts.end(),
                       [](const auto& p) { return p.picture >= 0; });
  });
}

common_chat_msg message_of(const ChatMessage& m, StandIns* stand_ins) {
  common_chat_msg message;
  message.role = m.role;
  if (stand_ins && (m.role == "user" || m.role == "tool")) {
    if (m.parts.empty()) message.content = stand_ins->add({m.content}, true).text;
    for (const auto& part : m.parts) message.content_parts.push_back(stand_ins->add(part, true));
  } else if (stand_ins && !m.parts.empty()) {
    for (const auto& part : m.parts) message.content_parts.push_back(stand_ins->add(part, false));
  } else {
    message.content = m.content;
    for (const auto& part : m.parts) message.content += part.text;
  }
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
                                       const ChatOptions& options, StandIns* stand_ins) {
  common_chat_templates_inputs inputs;
  for (const auto& m : messages) inputs.messages.push_back(message_of(m, stand_ins));
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

/// One at a time: llama.cpp asks localtime() for the date, whose result all threads share.
common_chat_params apply_template(const common_chat_templates& templates,
                                  const common_chat_templates_inputs& inputs) {
  static std::mutex mutex;
  const std::lock_guard lock(mutex);
  return common_chat_templates_apply(&templates, inputs);
}

ChatReply parse_template(const common_chat_parser_params& parameters, const std::string& text,
                         bool is_partial) {
  ChatReply reply;
  try {
    const auto parsed = common_chat_parse(text, is_partial, parameters);
    reply.content = parsed.content;
    reply.reasoning = parsed.reasoning_content;
    for (const auto& call : parsed.tool_calls)
      reply.tool_calls.push_back({call.id, call.name, call.arguments});
  } catch (const std::exception&) {
    reply.content = text;
  }
  return reply;
}

}  // namespace

struct ChatPrompt::Parser {
  common_chat_parser_params parameters;
  ReplyMarks marks;
  bool is_ours = false;  ///< Calls are written as described by us.
};

struct ChatTemplate::State {
  std::shared_ptr<const Model> model;
  common_chat_templates_ptr templates;
};

ChatTemplate::ChatTemplate(std::shared_ptr<const Model> model, const std::string& jinja)
    : state_(std::make_unique<State>()) {
  static std::once_flag once;  // Its log would otherwise go to our standard error.
  std::call_once(once, [] { common_log_pause(common_log_main()); });
  state_->model = std::move(model);
  try {
    state_->templates = common_chat_templates_init(state_->model->handle(), jinja);
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
  std::optional<StandIns> stand_ins;
  if (has_pictures(messages)) stand_ins.emplace(*state_->model);
  try {
    const bool has_tools = !options.tools.empty() && options.tool_choice != ToolChoice::none;
    const bool are_described_here = has_tools && !knows_tools();
    // llama.cpp's grammars let text come first, also where a call has been asked for.
    const bool are_ours =
        are_described_here || (has_tools && options.tool_choice == ToolChoice::required);
    auto inputs =
        inputs_of(are_described_here ? with_tools_described(messages, options.tools) : messages,
                  options, stand_ins ? &*stand_ins : nullptr);
    if (are_described_here) inputs.tools.clear();
    const auto result = apply_template(*state_->templates, inputs);
    prompt.text = result.prompt;
    prompt.stop = result.additional_stops;
    if (are_ours) {
      prompt.calls = {kCallStart, schema_of_calls(options), kCallEnd, options.parallel_tool_calls};
      if (options.tool_choice == ToolChoice::automatic) prompt.triggers = {kCallStart};
    } else if (has_tools) {
      take_grammar(result, prompt);
    }
    auto parser = std::make_shared<ChatPrompt::Parser>();
    parser->parameters = common_chat_parser_params(result);
    parser->parameters.reasoning_format = COMMON_REASONING_FORMAT_AUTO;
    parser->is_ours = are_ours;
    if (!result.parser.empty()) parser->parameters.parser.load(result.parser);
    parser->marks = marks_of(result.parser);
    prompt.parser = std::move(parser);
  } catch (const std::exception& e) {
    throw Fault(FaultKind::invalid_parameter,
                std::string("The model's chat template refuses these messages: ") + e.what(),
                "messages");
  }
  if (!stand_ins) {
    prompt.tokens = state_->model->tokenize(prompt.text, SpecialText::as_tokens);
  } else if (!stand_ins->cut(prompt.text, prompt.pieces)) {
    throw Fault(FaultKind::invalid_parameter,
                "The model's chat template leaves pictures out of these messages.", "messages");
  }
  return prompt;
}

ChatReply ChatTemplate::parse(const ChatPrompt& prompt, const std::string& text) const {
  if (!prompt.parser->is_ours) return parse_template(prompt.parser->parameters, text, false);
  WrittenCallsParser parser(false);
  parser.add(text);
  parser.finish();
  return parser.reply();
}

std::unique_ptr<ReplyParser> ChatTemplate::parser(std::shared_ptr<const ChatPrompt> prompt,
                                                  bool are_calls_certain) const {
  if (prompt->parser->is_ours) return std::make_unique<WrittenCallsParser>(are_calls_certain);
  auto marks = prompt->parser->marks;
  return std::make_unique<TemplateParser>(
      [prompt = std::move(prompt)](const std::string& text, bool is_partial) {
        return parse_template(prompt->parser->parameters, text, is_partial);
      },
      std::move(marks), are_calls_certain);
}

}  // namespace minerva::model
