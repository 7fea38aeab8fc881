#include "minerva/server/internal/chat_prompt.h"

#include <utility>

#include "minerva/vision/prompt_parts.h"

namespace minerva::server {
namespace {

// Whether replies of this model to this request may hold more than content.
bool must_be_parsed(const pool::LoadedModel& model, const model::ChatOptions& options) {
  if (!options.tools.empty() && options.tool_choice != model::ToolChoice::none) return true;
  const auto chat_template = model.model()->chat_template();
  return chat_template.find("think") != std::string::npos ||
         chat_template.find("reasoning") != std::string::npos ||
         chat_template.find("<|channel|>") != std::string::npos;
}

void add_pictures(const model::ChatPrompt& prompt, pool::LoadedModel& model,
                  openai::ChatRequest& chat) {
  const auto* projector = model.engine().projector();
  if (!projector)
    throw model::Fault(
        model::FaultKind::invalid_parameter,
        "\"" + model.name() + "\" does not see pictures: its projector does not fit.", "messages");
  auto seen = projector->tokenize(vision::parts_of(prompt, chat.pictures));
  chat.request.prompt = std::move(seen.tokens);
  chat.request.pictures = std::move(seen.pictures);
}

void add_constraint_of_calls(const model::ChatPrompt& prompt, engine::Request& request) {
  try {
    request.constraint = constrain::Constraint::of_tool_calls(prompt);
    request.triggers = prompt.triggers;
  } catch (const model::Fault& fault) {
    if (fault.fault() != model::FaultKind::invalid_parameter) throw;
    throw model::Fault(model::FaultKind::invalid_parameter, std::string("tools: ") + fault.what(),
                       "tools");
  }
}

}  // namespace

void add_prompt(const model::ChatPrompt& prompt, pool::LoadedModel& model,
                openai::ChatRequest& chat) {
  auto& request = chat.request;
  request.prompt = prompt.tokens;
  if (!chat.pictures.empty()) add_pictures(prompt, model, chat);
  request.stop.insert(request.stop.end(), prompt.stop.begin(), prompt.stop.end());
  if (!request.constraint) add_constraint_of_calls(prompt, request);
}

openai::ReplyReader reader_of(const pool::LoadedModel& model, const openai::ChatRequest& chat,
                              std::shared_ptr<const model::ChatPrompt> prompt) {
  if (!must_be_parsed(model, chat.options)) return {nullptr, chat.form.is_stream};
  const bool are_constrained = !prompt->grammar.empty() || !prompt->calls.schema.empty();
  return {model.chat().parser(std::move(prompt), are_constrained && !chat.request.constraint),
          chat.form.is_stream};
}

}  // namespace minerva::server
