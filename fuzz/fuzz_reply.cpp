// What a model server answers: read, or refused with a message that can be shown.

#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/utf8.h"
#include "cinecut/descriptions/internal/wording.h"
#include "openai_client/chat.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string body(data, data + size);
  if (openai_client::error_of(body).empty() || !base::is_utf8(openai_client::error_of(body)))
    std::abort();
  (void)openai_client::first_model_of(body);
  for (int step = 0; step < 2; ++step) try {
      const auto text = step == 0 ? openai_client::answer_of(body).text : body;
      const auto description = cinecut::descriptions::description_of(text);
      if (description.mood.empty() || !base::is_utf8(description.mood)) std::abort();
    } catch (const openai_client::BadReply&) {
    }
  return 0;
}
