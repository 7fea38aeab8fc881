#pragma once
// What lies between a chat that was asked for and the engine: the model's own prompt, and how the
// reply to it is read.

#include <memory>

#include "minerva/openai/chat_request.h"
#include "minerva/openai/reply_reader.h"
#include "minerva/pool/pool.h"

namespace minerva::server {

/// Makes the chat's request complete: prompt, pictures, the constraint of calls, stop texts. Throws
/// Fault: invalid_parameter.
void add_prompt(const model::ChatPrompt& prompt, pool::LoadedModel& model,
                openai::ChatRequest& chat);

/// Reads one reply to this prompt. Before add_prompt(), which adds a constraint.
openai::ReplyReader reader_of(const pool::LoadedModel& model, const openai::ChatRequest& chat,
                              std::shared_ptr<const model::ChatPrompt> prompt);

}  // namespace minerva::server
