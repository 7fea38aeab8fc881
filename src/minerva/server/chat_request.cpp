#include "minerva/server/chat_request.h"

#include <algorithm>
#include <mutex>
#include <nlohmann/json.hpp>
#include <utility>

#include "minerva/constrain/automaton.h"
#include "minerva/model/fault.h"
#include "minerva/server/pictures.h"

namespace minerva::server {
namespace {

std::string index(const std::string& path, std::size_t i) {
  return path + "[" + std::to_string(i) + "]";
}

ToolCall read_tool_call(const json& call) {
  const auto& function = call["function"];
  return {text_or(call, "id"), text_or(function, "name"), text_or(function, "arguments", "{}")};
}

/// Where pictures of a request are put as they are read.
struct Pictures {
  const ServerOptions& options;
  const ModelStatus& model;
  std::vector<PicturePtr>& read;
};

bool is_picture(const json& part) { return text_or(part, "type") == "image_url"; }

ChatPart read_part(const json& part, const std::string& path, Pictures& pictures) {
  if (!is_picture(part)) return {text_of_content(json::array({part}), path), -1};
  if (pictures.model.projector.empty())
    throw Fault(FaultKind::invalid_parameter,
                path + ".type: \"" + pictures.model.name +
                    "\" does not see pictures: there is no projector beside it (mmproj-….gguf).",
                path + ".type");
  if (!has(part, "image_url"))
    throw Fault::parameter(path + ".image_url", "missing", "an object with a url");
  const auto& image = part["image_url"];
  const auto url = image.is_string() ? image.get<std::string>() : text_or(image, "url");
  pictures.read.push_back(read_picture(url, path + ".image_url", pictures.options));
  return {"", static_cast<int>(pictures.read.size()) - 1};
}

void read_content(const json& content, const std::string& path, ChatMessage& message,
                  Pictures& pictures) {
  if (content.is_string() || std::none_of(content.begin(), content.end(), is_picture)) {
    message.content = text_of_content(content, path);
    return;
  }
  for (std::size_t i = 0; i < content.size(); ++i)
    message.parts.push_back(read_part(content[i], index(path, i), pictures));
}

ChatMessage read_message(const json& m, const std::string& path, Pictures& pictures) {
  ChatMessage message;
  message.role = text_or(m, "role");
  if (has(m, "content")) read_content(m["content"], path + ".content", message, pictures);
  message.reasoning = text_or(m, "reasoning_content");
  message.tool_call_id = text_or(m, "tool_call_id");
  message.tool_name = text_or(m, "name");
  if (has(m, "tool_calls"))
    for (const auto& call : m["tool_calls"]) message.tool_calls.push_back(read_tool_call(call));
  if (message.role != "assistant" && !has(m, "content"))
    throw Fault::parameter(path + ".content", "missing", "a text or a list of parts");
  return message;
}

ChatTool read_tool(const json& tool) {
  const auto& function = tool["function"];
  return {text_or(function, "name"), text_or(function, "description"),
          has(function, "parameters") ? function["parameters"].dump() : ""};
}

void read_tools(const json& body, ChatOptions& options) {
  if (has(body, "tools"))
    for (const auto& tool : body["tools"]) options.tools.push_back(read_tool(tool));
  options.parallel_tool_calls = flag_or(body, "parallel_tool_calls", true);
  if (!has(body, "tool_choice")) return;
  const auto& choice = body["tool_choice"];
  if (choice.is_string()) {
    options.tool_choice = choice == "none"       ? ToolChoice::none
                          : choice == "required" ? ToolChoice::required
                                                 : ToolChoice::automatic;
    if (options.tool_choice == ToolChoice::required && options.tools.empty())
      throw Fault::parameter("tool_choice", "\"required\" without tools", "\"none\" or \"auto\"");
    return;
  }
  const auto name = text_or(choice["function"], "name");
  std::erase_if(options.tools, [&](const ChatTool& tool) { return tool.name != name; });
  if (options.tools.empty())
    throw Fault::parameter("tool_choice.function.name", "\"" + name + "\"", "the name of a tool");
  options.tool_choice = ToolChoice::required;
}

/// Constraints that were compiled lately, by schema: most clients send the same few. Compiling one
/// takes up to a quarter of a second. Shared by all requests; from any thread.
class Compiled {
 public:
  using Ptr = std::shared_ptr<const Constraint>;

  Ptr find(const std::string& schema) {
    const std::lock_guard lock(mutex_);
    const auto found = std::find_if(kept_.begin(), kept_.end(),
                                    [&](const auto& kept) { return kept.first == schema; });
    if (found == kept_.end()) return nullptr;
    // It grows while it is used, up to a limit: long before that, it begins anew.
    if (found->second->automaton()->state_count() > kMostStates) {
      kept_.erase(found);
      return nullptr;
    }
    std::rotate(kept_.begin(), found, found + 1);  // The front was used last.
    return kept_.front().second;
  }

  void keep(std::string schema, Ptr constraint) {
    if (schema.size() > kLongest) return;
    const std::lock_guard lock(mutex_);
    kept_.insert(kept_.begin(), {std::move(schema), std::move(constraint)});
    if (kept_.size() > kMost) kept_.pop_back();
  }

 private:
  static constexpr std::size_t kMost = 8, kLongest = 64 << 10, kMostStates = 2048;
  std::mutex mutex_;
  std::vector<std::pair<std::string, Ptr>> kept_;
};

std::shared_ptr<const Constraint> compile(const std::string& schema) {
  static Compiled compiled;
  if (auto found = compiled.find(schema)) return found;
  auto constraint = Constraint::from_schema(schema);
  compiled.keep(schema, constraint);
  return constraint;
}

}  // namespace

std::string text_of_content(const json& content, const std::string& path) {
  if (content.is_string()) return content.get<std::string>();
  std::string text;
  for (std::size_t i = 0; i < content.size(); ++i) {
    const auto& part = content[i];
    const auto type = text_or(part, "type");
    if (type != "text" && type != "input_text" && type != "output_text")
      throw Fault::parameter(index(path, i) + ".type", "\"" + type + "\"",
                             "\"text\" or \"image_url\"");
    text += text_or(part, "text");
  }
  return text;
}

std::shared_ptr<const Constraint> compile_schema(const json& schema, const std::string& path) {
  try {
    return compile(schema.dump());
  } catch (const Fault& fault) {
    if (fault.fault() != FaultKind::invalid_parameter) throw;
    throw Fault(FaultKind::invalid_parameter, path + ": " + fault.what(), path);
  }
}

std::shared_ptr<const Constraint> constraint_of(const json& body) {
  if (has(body, "grammar")) return Constraint::from_grammar(text_or(body, "grammar"));
  if (has(body, "json_schema")) return compile_schema(body["json_schema"], "json_schema");
  if (!has(body, "response_format")) return nullptr;
  const auto& format = body["response_format"];
  const auto type = text_or(format, "type");
  if (type == "json_schema") {
    if (!has(format, "json_schema") || !has(format["json_schema"], "schema"))
      throw Fault::parameter("response_format.json_schema.schema", "missing", "a JSON schema");
    return compile_schema(format["json_schema"]["schema"], "response_format.json_schema.schema");
  }
  if (type != "json_object") return nullptr;
  // llama-server's form: {"type": "json_object", "schema": {…}}.
  if (has(format, "schema")) return compile_schema(format["schema"], "response_format.schema");
  return compile(R"({"type":"object"})");
}

ChatRequest read_chat(const json& body, const ServerOptions& options, const std::string& client,
                      const ModelStatus& model) {
  ChatRequest chat;
  Pictures pictures{options, model, chat.pictures};
  const auto& messages = body["messages"];
  for (std::size_t i = 0; i < messages.size(); ++i)
    chat.messages.push_back(read_message(messages[i], index("messages", i), pictures));
  read_tools(body, chat.options);
  if (has(body, "chat_template_kwargs"))
    chat.options.thinking = flag_or(body["chat_template_kwargs"], "enable_thinking", true);
  chat.fields = read_generation_fields(body, options, client);
  if (flag_or(body, "logprobs", false))
    chat.fields.request.log_probabilities = integer_or(body, "top_logprobs", 0);
  else if (has(body, "top_logprobs"))
    throw Fault::parameter("top_logprobs", "set", "left out unless logprobs is true");
  chat.constraint = constraint_of(body);
  if (chat.constraint && chat.options.tool_choice == ToolChoice::required)
    throw Fault::parameter("response_format", "set together with a required tool call",
                           "left out when tool_choice asks for a call");
  return chat;
}

}  // namespace minerva::server
