// The body of a request: refused with an error, or read into what the engine takes. The first byte
// says for which route.

#include <cstdint>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string_view>

#include "base/error.h"
#include "minerva/openai/body_check.h"
#include "minerva/openai/chat_request.h"
#include "minerva/openai/completion_request.h"
#include "minerva/openai/response_request.h"
#include "minerva/openai/schemas.h"

using namespace minerva::openai;  // NOLINT(google-build-using-namespace)

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 1) return 0;
  const std::string text(data + 1, data + size);
  constexpr const char* kSchemas[] = {"ChatRequest",      "CompletionRequest", "ResponseRequest",
                                      "EmbeddingRequest", "TokenizeRequest",   "DetokenizeRequest",
                                      "LoadRequest"};
  const auto route = data[0] % std::size(kSchemas);
  try {
    const auto body = parse_json(text);
    for (const auto& field : check_body(schemas().at(kSchemas[route]), body))
      if (field.empty() && !body.contains("")) std::abort();
    const AskedModel sees{.name = "seer", .sees = true};  // So that pictures are read, too.
    if (route == 0) (void)read_chat(body, {}, "fuzz", sees);
    if (route == 1) (void)requests_of(read_completion(body, {}, "fuzz"));
    if (route == 2) (void)read_response_request(body, {}, "fuzz", sees);
  } catch (const base::Error&) {
  }
  return 0;
}
