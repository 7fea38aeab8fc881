#include "minerva/openai/json_text.h"

#include <nlohmann/json.hpp>

#include "base/json.h"
#include "minerva/openai/api_error.h"

namespace minerva::openai {
std::string to_text(const json& value) {
  return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

json parse_json(std::string_view text) {
  using Reason = base::JsonError::Reason;
  try {
    // The listener has limited the bytes.
    return base::parse_json(text, {.bytes = text.size(), .values = 1'000'000});
  } catch (const base::JsonError& error) {
    const auto what = error.place() + ": " + error.detail() + ".";
    if (error.reason() == Reason::too_large)
      throw ApiError(413, "body_too_large", "The body is too large. " + what);
    throw ApiError(400, "invalid_json",
                   (error.reason() == Reason::too_deep ? "The body cannot be read: "
                                                       : "The body is not JSON: ") +
                       what);
  }
}

}  // namespace minerva::openai
