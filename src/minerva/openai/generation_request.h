#pragma once
// What chats, completions and responses have in common: the engine's request without its prompt,
// and the form in which the reply is wanted.

#include <string>
#include <vector>

#include "minerva/engine/engine.h"
#include "minerva/openai/json_text.h"
#include "minerva/openai/options.h"

namespace minerva::openai {

/// Choices of one request, over all of its prompts.
constexpr std::size_t kMostChoices = 128;

/// How the reply is told. The engine needs none of it but the number of likely tokens.
struct ReplyForm {
  int choices = 1;  ///< Of each prompt.
  bool is_stream = false;
  bool includes_usage = false;         ///< As an event of its own, at the end of a stream.
  int log_probabilities = -1;          ///< Likely tokens told with each token; -1: none.
  std::vector<std::string> ignored{};  ///< Fields of the request that have no effect.
};

struct GenerationRequest {
  engine::Request request;  ///< Without a prompt.
  ReplyForm form;
};

/// Reads the shared fields of a body that has been checked against its schema. `client`: whose
/// turn it takes. Throws Fault: invalid_parameter for what a schema cannot tell.
void read_generation(const json& body, const Options& options, const std::string& client,
                     GenerationRequest& to);

/// One request for each choice; the seeds follow each other.
std::vector<engine::Request> requests_of(const GenerationRequest& asked);

}  // namespace minerva::openai
