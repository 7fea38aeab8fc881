#include "minerva/openai/chat_request.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "base/json.h"
#include "minerva/model/fault.h"
#include "minerva/openai/fields.h"
#include "minerva/openai/internal/pictures.h"

namespace minerva::openai {
namespace {

std::string index(const std::string& path, std::size_t i) {
  return path + "[" + std::to_string(i) + "]";
}

// A model may have written arguments that are no JSON, which clients send back; but templates and
// parsers that call themselves for each level would run out of stack.
void check_depth(const std::string& arguments, const std::string& path) {
  try {
    (void)base::parse_json(arguments, {.bytes = arguments.size()});
  } catch (const base::JsonError& error) {
    if (error.reason() != base::JsonError::Reason::syntax)
      throw model::Fault::parameter(path, error.detail(), "JSON within this limit");
  }
}

model::ToolCall read_tool_call(const json& call, const std::string& path) {
  const auto& function = call["function"];
  auto arguments = text_or(function, "arguments", "{}");
  check_depth(arguments, path + ".function.arguments");
  return {text_or(call, "id"), text_or(function, "name"), std::move(arguments)};
}

/// Where pictures of a request are put as they are read.
struct Pictures {
  const Options& options;
  const AskedModel& model;
  std::vector<vision::PicturePtr>& read;
};

bool is_picture(const json& part) { return text_or(part, "type") == "image_url"; }

model::ChatPart read_part(const json& part, const std::string& path, Pictures& pictures) {
  if (!is_picture(part)) return {text_of_content(json::array({part}), path), -1};
  if (!pictures.model.sees)
    throw model::Fault(
        model::FaultKind::invalid_parameter,
        path + ".type: \"" + pictures.model.name +
            "\" does not see pictures: there is no projector beside it (mmproj-….gguf).",
        path + ".type");
  if (!has(part, "image_url"))
    throw model::Fault::parameter(path + ".image_url", "missing", "an object with a url");
  const auto& image = part["image_url"];
  const auto url = image.is_string() ? image.get<std::string>() : text_or(image, "url");
  pictures.read.push_back(read_picture(url, path + ".image_url", pictures.options));
  return {"", static_cast<int>(pictures.read.size()) - 1};
}

void read_content(const json& content, const std::string& path, model::ChatMessage& message,
                  Pictures& pictures) {
  if (content.is_string() || std::none_of(content.begin(), content.end(), is_picture)) {
    message.content = text_of_content(content, path);
    return;
  }
  for (std::size_t i = 0; i < content.size(); ++i)
    message.parts.push_back(read_part(content[i], index(path, i), pictures));
}

model::ChatMessage read_message(const json& m, const std::string& path, Pictures& pictures) {
  model::ChatMessage message;
  message.role = text_or(m, "role");
  if (has(m, "content")) read_content(m["content"], path + ".content", message, pictures);
  message.reasoning = text_or(m, "reasoning_content");
  message.tool_call_id = text_or(m, "tool_call_id");
  message.tool_name = text_or(m, "name");
  if (has(m, "tool_calls"))
    for (std::size_t i = 0; i < m["tool_calls"].size(); ++i)
      message.tool_calls.push_back(
          read_tool_call(m["tool_calls"][i], index(path + ".tool_calls", i)));
  if (message.role != "assistant" && !has(m, "content"))
    throw model::Fault::parameter(path + ".content", "missing", "a text or a list of parts");
  return message;
}

model::ChatTool read_tool(const json& tool) {
  const auto& function = tool["function"];
  return {text_or(function, "name"), text_or(function, "description"),
          has(function, "parameters") ? function["parameters"].dump() : ""};
}

void read_tools(const json& body, model::ChatOptions& options) {
  if (has(body, "tools"))
    for (const auto& tool : body["tools"]) options.tools.push_back(read_tool(tool));
  options.parallel_tool_calls = flag_or(body, "parallel_tool_calls", true);
  if (!has(body, "tool_choice")) return;
  const auto& choice = body["tool_choice"];
  if (choice.is_string()) {
    options.tool_choice = choice == "none"       ? model::ToolChoice::none
                          : choice == "required" ? model::ToolChoice::required
                                                 : model::ToolChoice::automatic;
    if (options.tool_choice == model::ToolChoice::required && options.tools.empty())
      throw model::Fault::parameter("tool_choice", "\"required\" without tools",
                                    "\"none\" or \"auto\"");
    return;
  }
  const auto name = text_or(choice["function"], "name");
  std::erase_if(options.tools, [&](const model::ChatTool& tool) { return tool.name != name; });
  if (options.tools.empty())
    throw model::Fault::parameter("tool_choice.function.name", "\"" + name + "\"",
                                  "the name of a tool");
  options.tool_choice = model::ToolChoice::required;
}

}  // namespace

std::string text_of_content(const json& content, const std::string& path) {
  if (content.is_string()) return content.get<std::string>();
  std::string text;
  for (std::size_t i = 0; i < content.size(); ++i) {
    const auto& part = content[i];
    const auto type = text_or(part, "type");
    if (type != "text" && type != "input_text" && type != "output_text")
      throw model::Fault::parameter(index(path, i) + ".type", "\"" + type + "\"",
                                    "\"text\" or \"image_url\"");
    text += text_or(part, "text");
  }
  return text;
}

ChatRequest read_chat(const json& body, const Options& options, const std::string& client,
                      const AskedModel& model) {
  ChatRequest chat;
  Pictures pictures{options, model, chat.pictures};
  const auto& messages = body["messages"];
  for (std::size_t i = 0; i < messages.size(); ++i)
    chat.messages.push_back(read_message(messages[i], index("messages", i), pictures));
  read_tools(body, chat.options);
  if (has(body, "chat_template_kwargs"))
    chat.options.thinking = flag_or(body["chat_template_kwargs"], "enable_thinking", true);
  read_generation(body, options, client, chat);
  if (flag_or(body, "logprobs", false))
    chat.form.log_probabilities = integer_or(body, "top_logprobs", 0);
  else if (has(body, "top_logprobs"))
    throw model::Fault::parameter("top_logprobs", "set", "left out unless logprobs is true");
  if (chat.request.constraint && chat.options.tool_choice == model::ToolChoice::required)
    throw model::Fault::parameter("response_format", "set together with a required tool call",
                                  "left out when tool_choice asks for a call");
  return chat;
}

}  // namespace minerva::openai
