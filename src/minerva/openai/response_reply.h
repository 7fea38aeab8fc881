#pragma once
// The reply of /v1/responses.

#include <memory>

#include "minerva/openai/generation_request.h"
#include "minerva/openai/json_text.h"
#include "minerva/openai/reply_reader.h"
#include "minerva/openai/reply_writer.h"

namespace minerva::openai {

/// `asked`: the body of the request, which the reply tells back as OpenAI's does.
std::unique_ptr<ReplyWriter> response_writer(Author author, ReplyForm form,
                                             std::shared_ptr<const json> asked, ReplyReader reader);

}  // namespace minerva::openai
