// What an embedding server answers, and files of its vectors that somebody may have damaged: read,
// or refused.

#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "cinecut/meaning/internal/vectors.h"
#include "openai_client/chat.h"

namespace {

void check(bool holds) {
  if (!holds) std::abort();
}

void check_vectors(const auto& vectors, std::size_t length) {
  for (const auto& vector : vectors) {
    check(vector.size() == length && length > 0);
    for (const float v : vector) check(std::isfinite(v));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string bytes(data, data + size);
  if (const auto known = cinecut::meaning::vectors_from_bytes(bytes))
    for (const auto& [text, vector] : known->by_text)
      check(vector.size() == known->by_text.begin()->second.size() && !vector.empty());
  try {
    const auto vectors = openai_client::vectors_of(bytes, 2);
    check(vectors.size() == 2);
    check_vectors(vectors, vectors.front().size());
  } catch (const openai_client::BadReply&) {
  }
  check(cinecut::meaning::as_sent(bytes, "multilingual-e5-small").size() <= 700);
  return 0;
}
