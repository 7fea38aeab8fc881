#include "minerva/openai/response_request.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string_view>
#include <utility>

#include "minerva/model/fault.h"
#include "minerva/openai/fields.h"

namespace minerva::openai {
namespace {

json function_call(const json& item) {
  return {{"id", text_or(item, "call_id")},
          {"type", "function"},
          {"function",
           {{"name", text_or(item, "name")}, {"arguments", text_or(item, "arguments", "{}")}}}};
}

// Calls that follow each other belong to one message of the assistant.
void add_call(json& messages, const json& item) {
  const bool goes_on = !messages.empty() && messages.back()["role"] == "assistant";
  if (!goes_on) messages.push_back({{"role", "assistant"}, {"content", ""}});
  messages.back()["tool_calls"].push_back(function_call(item));
}

// Texts alone become one text; with pictures, all parts are kept.
json content_of(const json& content, const std::string& path) {
  const auto is_picture = [](const json& part) { return text_or(part, "type") == "input_image"; };
  if (content.is_string() || std::none_of(content.begin(), content.end(), is_picture))
    return text_of_content(content, path);
  auto parts = json::array();
  for (const auto& part : content)
    parts.push_back(is_picture(part) ? json{{"type", "image_url"},
                                            {"image_url", {{"url", text_or(part, "image_url")}}}}
                                     : json{{"type", "text"}, {"text", text_or(part, "text")}});
  return parts;
}

void add_item(json& messages, const json& item, const std::string& path) {
  const auto type = text_or(item, "type", "message");
  if (type == "reasoning") return;
  if (type == "function_call") return add_call(messages, item);
  if (type == "function_call_output") {
    messages.push_back({{"role", "tool"},
                        {"tool_call_id", text_or(item, "call_id")},
                        {"content", text_or(item, "output")}});
    return;
  }
  if (!has(item, "role"))
    throw model::Fault::parameter(path + ".role", "missing",
                                  "system, developer, user or assistant");
  if (!has(item, "content"))
    throw model::Fault::parameter(path + ".content", "missing", "a text or a list of parts");
  messages.push_back(
      {{"role", item["role"]}, {"content", content_of(item["content"], path + ".content")}});
}

json messages_of(const json& body) {
  auto messages = json::array();
  if (has(body, "instructions"))
    messages.push_back({{"role", "system"}, {"content", body["instructions"]}});
  const auto& input = body["input"];
  if (input.is_string()) {
    messages.push_back({{"role", "user"}, {"content", input}});
    return messages;
  }
  for (std::size_t i = 0; i < input.size(); ++i)
    add_item(messages, input[i], "input[" + std::to_string(i) + "]");
  return messages;
}

json format_of(const json& format) {
  json result{{"type", format["type"]}};
  if (has(format, "schema")) result["json_schema"] = {{"schema", format["schema"]}};
  return result;
}

json translated(const json& body) {
  json chat{{"messages", messages_of(body)}};
  for (const auto* name : {"temperature", "top_p", "stream", "seed", "timeout", "user",
                           "parallel_tool_calls", "max_output_tokens"})
    if (has(body, name)) chat[name] = body[name];
  if (has(body, "tools"))
    for (const auto& tool : body["tools"])
      chat["tools"].push_back({{"type", "function"}, {"function", tool}});
  if (has(body, "tool_choice"))
    chat["tool_choice"] = body["tool_choice"].is_string()
                              ? body["tool_choice"]
                              : json{{"type", "function"}, {"function", body["tool_choice"]}};
  if (has(body, "text") && has(body["text"], "format"))
    chat["response_format"] = format_of(body["text"]["format"]);
  return chat;
}

std::string renamed(std::string text) {
  constexpr std::pair<std::string_view, std::string_view> kNames[] = {
      {"response_format.json_schema.schema", "text.format.schema"},
      {"response_format", "text.format"},
      {"tool_choice.function.name", "tool_choice.name"},
      {"messages", "input"}};
  for (const auto& [from, to] : kNames)
    if (text.starts_with(from)) return text.replace(0, from.size(), to);
  return text;
}

}  // namespace

ChatRequest read_response_request(const json& body, const Options& options,
                                  const std::string& client, const AskedModel& model) {
  if (has(body, "previous_response_id"))
    throw model::Fault::parameter("previous_response_id", "set",
                                  "left out, since nothing is stored: send the whole conversation");
  try {
    return read_chat(translated(body), options, client, model);
  } catch (const model::Fault& fault) {
    throw model::Fault(fault.fault(), renamed(fault.what()), renamed(fault.field()));
  }
}

}  // namespace minerva::openai
