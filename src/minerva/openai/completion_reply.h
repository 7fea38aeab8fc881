#pragma once
// The reply of /v1/completions.

#include <memory>
#include <string>
#include <vector>

#include "minerva/openai/generation_request.h"
#include "minerva/openai/reply_writer.h"

namespace minerva::openai {

/// `echoes`: what the text of each choice begins with, of all prompts.
std::unique_ptr<ReplyWriter> completion_writer(Author author, ReplyForm form,
                                               std::vector<std::string> echoes);

}  // namespace minerva::openai
