#include "minerva/model/internal/written_calls.h"

#include <nlohmann/json.hpp>

#include "base/json.h"

namespace minerva::model {
namespace {

using json = nlohmann::ordered_json;

std::string described(const std::vector<ChatTool>& tools) {
  auto list = json::array();
  for (const auto& t : tools)
    list.push_back({{"name", t.name},
                    {"description", t.description},
                    {"parameters", base::parse_json(t.parameters.empty() ? "{}" : t.parameters)}});
  return "You can call these functions: " + list.dump() +
         "\nTo call one, answer with a JSON object with its name and arguments inside of " +
         kCallStart + kCallEnd + ", for example " + kCallStart +
         R"({"name": "function", "arguments": {}})" + kCallEnd + ".";
}

}  // namespace

std::vector<ChatMessage> with_tools_described(std::vector<ChatMessage> messages,
                                              const std::vector<ChatTool>& tools) {
  for (auto& m : messages) {
    for (const auto& call : m.tool_calls) {
      // Arguments that the model left unfinished are shown as a text.
      const auto arguments = base::try_parse_json(call.arguments).value_or(call.arguments);
      m.content +=
          kCallStart + json{{"name", call.name}, {"arguments", arguments}}.dump() + kCallEnd;
    }
    m.tool_calls.clear();
    if (m.role != "tool") continue;
    m.role = "user";
    m.content = "<tool_response>" + m.content + "</tool_response>";
  }
  const bool has_system = messages.front().role == "system" || messages.front().role == "developer";
  if (!has_system) messages.insert(messages.begin(), {.role = "system", .content = ""});
  auto& system = messages.front().content;
  system += (system.empty() ? "" : "\n\n") + described(tools);
  return messages;
}

std::string schema_of_calls(const ChatOptions& options) {
  auto any = json::array();
  for (const auto& t : options.tools)
    any.push_back({{"type", "object"},
                   {"properties",
                    {{"name", {{"const", t.name}}},
                     {"arguments", t.parameters.empty() ? json{{"type", "object"}}
                                                        : base::parse_json(t.parameters)}}},
                   {"required", {"name", "arguments"}},
                   {"additionalProperties", false}});
  return json{{"anyOf", any}}.dump();
}

}  // namespace minerva::model
