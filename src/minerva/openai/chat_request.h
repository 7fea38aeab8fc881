#pragma once
// What a chat asks for, read from JSON.

#include <string>
#include <vector>

#include "minerva/model/chat.h"
#include "minerva/openai/generation_request.h"
#include "minerva/openai/json_text.h"
#include "minerva/openai/options.h"
#include "minerva/vision/picture.h"

namespace minerva::openai {

/// The body as values: what the model's template needs to make the prompt of it, and the rest.
struct ChatRequest : GenerationRequest {
  std::vector<model::ChatMessage> messages;
  std::vector<vision::PicturePtr> pictures;  ///< Of the messages, by number.
  model::ChatOptions options;
};

/// What reading has to know of the model that is asked.
struct AskedModel {
  std::string name;
  bool sees = false;
};

/// Reads a body that has been checked against its schema. Throws Fault: invalid_parameter for what
/// a schema cannot tell, and pictures where the model does not see.
ChatRequest read_chat(const json& body, const Options& options, const std::string& client,
                      const AskedModel& model);

/// The text of a message's content: a text, or parts of which those with text count.
std::string text_of_content(const json& content, const std::string& path);

}  // namespace minerva::openai
