#pragma once
// What a vision model is asked about a still, and what its answer must be.

#include <string>
#include <string_view>

#include "cinecut/descriptions/descriptions.h"

namespace cinecut::descriptions {

/// Raised when the question or what an answer may be changes: older answers are asked for again.
constexpr const char* kWordingVersion = "1";

/// The same for every still.
std::string question();
/// What is said at that moment, as context; empty if nothing is.
std::string context_of(const subtitles::Cue* said);
/// JSON schema of the answer: four texts of bounded length.
std::string answer_schema();
/// More tokens than any answer that keeps to the schema should need.
constexpr int kAnswerTokens = 640;

/// Checks the answer again, whoever promised to keep to the schema. Throws openai_client::BadReply.
edit::SceneDescription description_of(std::string_view answer);

}  // namespace cinecut::descriptions
