// What a model server answers: read, or refused with a message that can be shown.

#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/utf8.h"
#include "cinecut/scenes/wording.h"
#include "llm/chat.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string body(data, data + size);
  if (llm::error_of(body).empty() || !base::is_utf8(llm::error_of(body))) std::abort();
  (void)llm::first_model_of(body);
  for (int step = 0; step < 2; ++step) try {
      const auto text = step == 0 ? llm::answer_of(body).text : body;
      const auto description = cinecut::description_of(text);
      if (description.mood.empty() || !base::is_utf8(description.mood)) std::abort();
    } catch (const llm::BadReply&) {
    }
  return 0;
}
