#pragma once
// OpenAI's newer form of a chat, translated into the older one.

#include "minerva/openai/chat_request.h"

namespace minerva::openai {

/// Reads a body of /v1/responses that has been checked against its schema. Errors name the fields
/// of this form.
ChatRequest read_response_request(const json& body, const Options& options,
                                  const std::string& client, const AskedModel& model);

}  // namespace minerva::openai
