#pragma once
// What a chat asks for, read from JSON.

#include <memory>
#include <string>
#include <vector>

#include "minerva/constrain/constraint.h"
#include "minerva/model/chat.h"
#include "minerva/server/generation_fields.h"
#include "minerva/server/json_text.h"

namespace minerva::server {

struct ChatRequest {
  std::vector<ChatMessage> messages;
  ChatOptions options;
  GenerationFields fields;
  std::shared_ptr<const Constraint> constraint;  ///< Of the reply's format.
};

/// Reads a body that has been checked against its schema. Throws Fault: invalid_parameter for what
/// a schema cannot tell.
ChatRequest read_chat(const json& body, const ServerOptions& options, const std::string& client);

/// The text of a message's content: a text, or parts of which those with text count.
std::string text_of_content(const json& content, const std::string& path);

/// The constraint of response_format, json_schema or grammar; nothing if there is none.
std::shared_ptr<const Constraint> constraint_of(const json& body);

/// Compiles a schema; what is wrong with it is told under `path`.
std::shared_ptr<const Constraint> compile_schema(const json& schema, const std::string& path);

}  // namespace minerva::server
