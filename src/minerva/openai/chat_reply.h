#pragma once
// The reply of /v1/chat/completions.

#include <functional>
#include <memory>

#include "minerva/openai/generation_request.h"
#include "minerva/openai/reply_reader.h"
#include "minerva/openai/reply_writer.h"

namespace minerva::openai {

/// `make_reader`: one for each choice.
std::unique_ptr<ReplyWriter> chat_writer(Author author, ReplyForm form,
                                         const std::function<ReplyReader()>& make_reader);

}  // namespace minerva::openai
