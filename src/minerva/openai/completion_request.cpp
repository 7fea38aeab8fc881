#include "minerva/openai/completion_request.h"

#include <nlohmann/json.hpp>

#include "minerva/openai/fields.h"

namespace minerva::openai {
namespace {

// A text, tokens, or a list of either.
void read_prompts(const json& prompt, CompletionRequest& to) {
  const auto add = [&](const json& one) {
    if (one.is_string())
      to.prompts.emplace_back(one.get<std::string>());
    else
      to.prompts.emplace_back(one.get<std::vector<model::Token>>());
  };
  const bool is_one = prompt.is_string() || prompt[0].is_number();
  if (is_one) return add(prompt);
  for (const auto& one : prompt) add(one);
}

}  // namespace

CompletionRequest read_completion(const json& body, const Options& options,
                                  const std::string& client) {
  CompletionRequest completion;
  read_generation(body, options, client, completion);
  if (has(body, "logprobs")) completion.form.log_probabilities = integer_or(body, "logprobs", 0);
  completion.is_echoed = flag_or(body, "echo", false);
  read_prompts(body["prompt"], completion);
  const auto choices = static_cast<std::size_t>(completion.form.choices);
  if (completion.prompts.size() * choices > kMostChoices)
    throw model::Fault::parameter("n",
                                  std::to_string(choices) + " for each of " +
                                      std::to_string(completion.prompts.size()) + " prompts",
                                  "at most " + std::to_string(kMostChoices) + " choices in all");
  return completion;
}

}  // namespace minerva::openai
