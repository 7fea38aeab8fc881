#pragma once
// Calls of tools for models whose template knows none: the tools are described in the system
// message, and calls are written as Hermes' models write them: <tool_call>{"name": …,
// "arguments": …}</tool_call>.

#include <string>
#include <vector>

#include "minerva/model/chat.h"

namespace minerva::model {

constexpr const char* kCallStart = "<tool_call>";
constexpr const char* kCallEnd = "</tool_call>";

/// The messages with the tools described, and calls and their answers as text. Not empty.
std::vector<ChatMessage> with_tools_described(std::vector<ChatMessage> messages,
                                              const std::vector<ChatTool>& tools);

/// A JSON schema of what stands between the two texts.
std::string schema_of_calls(const ChatOptions& options);

}  // namespace minerva::model
