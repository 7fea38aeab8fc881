#pragma once
// The fields that chats, completions and responses share: how tokens are drawn, when a reply ends.

#include <string>
#include <vector>

#include "minerva/engine/engine.h"
#include "minerva/server/json_text.h"
#include "minerva/server/options.h"

namespace minerva::server {

struct GenerationFields {
  Request request;  ///< Without a prompt.
  int choices = 1;
  bool is_stream = false;
  bool includes_usage = false;
};

/// Reads a body that has been checked against its schema.
GenerationFields read_generation_fields(const json& body, const ServerOptions& options,
                                        const std::string& client);

/// Choices of one request, over all of its prompts.
constexpr std::size_t kMostChoices = 128;

/// One request for each choice; the seeds follow each other.
std::vector<Request> choices_of(const GenerationFields& fields);

// Values of a checked body; null counts as missing.
bool has(const json& body, const char* name);
std::string text_or(const json& body, const char* name, const std::string& otherwise = {});
bool flag_or(const json& body, const char* name, bool otherwise);
double number_or(const json& body, const char* name, double otherwise);
int integer_or(const json& body, const char* name, int otherwise);
/// A text, or a list of them.
std::vector<std::string> texts_of(const json& value);

}  // namespace minerva::server
