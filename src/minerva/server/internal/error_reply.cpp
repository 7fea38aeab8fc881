#include "minerva/server/internal/error_reply.h"

#include <algorithm>
#include <cstdint>
#include <string>

namespace minerva::server {

http::Reply error_reply(const openai::ApiError& error) {
  http::Reply reply{.status = error.status(), .body = openai::error_body(error), .headers = {}};
  if (error.status() == 401) reply.headers.emplace_back("WWW-Authenticate", "Bearer");
  return reply;
}

http::Reply error_reply(const model::Fault& fault,
                        std::optional<std::chrono::milliseconds> retry_after) {
  http::Reply reply{
      .status = openai::status_of(fault.fault()), .body = openai::error_body(fault), .headers = {}};
  if (reply.status == 429 || reply.status == 503) {
    const auto wait = retry_after.value_or(std::chrono::milliseconds(1000)).count();
    reply.headers.emplace_back(
        "Retry-After", std::to_string(std::clamp<std::int64_t>((wait + 999) / 1000, 1, 60)));
  }
  return reply;
}

}  // namespace minerva::server
