// /v1/completions

#include "minerva/openai/completion_reply.h"
#include "minerva/openai/completion_request.h"
#include "minerva/server/internal/generation.h"
#include "minerva/server/internal/service.h"

namespace minerva::server {
namespace {

using openai::CompletionRequest;

std::vector<model::Token> tokens_of(
    const std::variant<std::string, std::vector<model::Token>>& prompt, const model::Model& model) {
  if (const auto* tokens = std::get_if<std::vector<model::Token>>(&prompt)) return *tokens;
  return model.tokenize(std::get<std::string>(prompt), model::SpecialText::as_tokens);
}

void complete(const CallPtr& call, const pool::Lease& lease, const CompletionRequest& asked) {
  (void)lease->engine();  // Refuses models that do not write.
  const auto& model = *lease->model();
  std::vector<engine::Request> requests;
  std::vector<std::string> echoes;
  for (const auto& prompt : asked.prompts) {
    const auto tokens = tokens_of(prompt, model);
    for (auto& request : requests_of(asked)) {
      request.prompt = tokens;
      requests.push_back(std::move(request));
      echoes.push_back(asked.is_echoed ? model.detokenize(tokens) : "");
    }
  }
  generate(
      call, lease, std::move(requests),
      openai::completion_writer({lease->name(), lease->model()}, asked.form, std::move(echoes)));
}

}  // namespace

void handle_completion(Service& service, const CallPtr& call) {
  auto asked = std::make_shared<CompletionRequest>(
      openai::read_completion(call->body(), service.options().requests, call->request().client));
  asked->form.ignored = call->ignored;
  service.with_model(call, service.model_name(call->body()),
                     [call, asked](const pool::Lease& lease) { complete(call, lease, *asked); });
}

}  // namespace minerva::server
