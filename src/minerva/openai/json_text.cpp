#include "minerva/openai/json_text.h"

#include <nlohmann/json.hpp>

#include "minerva/openai/api_error.h"

namespace minerva::openai {
namespace {

constexpr int kDeepest = 64;
constexpr int kMostValues = 1'000'000;

// Looks at brackets and commas only; what is wrong otherwise is found by the parser.
void check_size(std::string_view text) {
  int depth = 0, values = 0;
  bool is_string = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (is_string) {
      if (c == '\\') ++i;
      is_string = c != '"';
      continue;
    }
    is_string = c == '"';
    depth += c == '[' || c == '{' ? 1 : c == ']' || c == '}' ? -1 : 0;
    values += c == ',' || c == '[' || c == '{' ? 1 : 0;
    if (depth > kDeepest)
      throw ApiError(400, "invalid_json",
                     "The body is nested deeper than " + std::to_string(kDeepest) + " levels.");
    if (values > kMostValues)
      throw ApiError(413, "body_too_large",
                     "The body holds more than " + std::to_string(kMostValues) + " values.");
  }
}

}  // namespace

std::string to_text(const json& value) {
  return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

json parse_json(std::string_view text) {
  check_size(text);
  try {
    return json::parse(text);
  } catch (const json::exception& e) {
    // "[json.exception.parse_error.101] parse error at line 1, column 2: …" without the brackets,
    // and without the bytes that were read last, which may be anything.
    std::string message = e.what();
    if (const auto end = message.find("] "); end != std::string::npos) message.erase(0, end + 2);
    if (const auto read = message.find("; last read"); read != std::string::npos)
      message.erase(read);
    throw ApiError(400, "invalid_json", "The body is not JSON: " + message + ".");
  }
}

}  // namespace minerva::openai
