#pragma once
// What a text completion asks for, read from JSON.

#include <string>
#include <variant>
#include <vector>

#include "minerva/openai/generation_request.h"

namespace minerva::openai {

struct CompletionRequest : GenerationRequest {
  std::vector<std::variant<std::string, std::vector<model::Token>>> prompts;
  bool is_echoed = false;  ///< The reply begins with the prompt.
};

/// Reads a body that has been checked against its schema. Throws Fault: invalid_parameter for what
/// a schema cannot tell.
CompletionRequest read_completion(const json& body, const Options& options,
                                  const std::string& client);

}  // namespace minerva::openai
