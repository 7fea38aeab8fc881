#pragma once
// What a chat asks for, read from JSON.

#include <memory>
#include <string>
#include <vector>

#include "minerva/constrain/constraint.h"
#include "minerva/model/chat.h"
#include "minerva/pool/pool.h"
#include "minerva/server/generation_fields.h"
#include "minerva/server/json_text.h"
#include "minerva/vision/picture.h"

namespace minerva::server {

struct ChatRequest {
  std::vector<ChatMessage> messages;
  std::vector<PicturePtr> pictures;  ///< Of the messages, by number.
  ChatOptions options;
  GenerationFields fields;
  std::shared_ptr<const Constraint> constraint;  ///< Of the reply's format.
};

/// Reads a body that has been checked against its schema. `model`: what is asked. Throws Fault:
/// invalid_parameter for what a schema cannot tell, and pictures where the model does not see.
ChatRequest read_chat(const json& body, const ServerOptions& options, const std::string& client,
                      const ModelStatus& model);

/// The text of a message's content: a text, or parts of which those with text count.
std::string text_of_content(const json& content, const std::string& path);

/// The constraint of response_format, json_schema or grammar; nothing if there is none.
std::shared_ptr<const Constraint> constraint_of(const json& body);

/// Compiles a schema; what is wrong with it is told under `path`.
std::shared_ptr<const Constraint> compile_schema(const json& schema, const std::string& path);

}  // namespace minerva::server
