#pragma once
// Errors as whole replies.

#include <chrono>
#include <optional>

#include "minerva/http/message.h"
#include "minerva/openai/api_error.h"

namespace minerva::server {

http::Reply error_reply(const openai::ApiError& error);
/// `retry_after`: for Fault: busy; at least a second is told.
http::Reply error_reply(const model::Fault& fault,
                        std::optional<std::chrono::milliseconds> retry_after = std::nullopt);

}  // namespace minerva::server
