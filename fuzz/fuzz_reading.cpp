// What a text model answers about dialogue, and files of its answers that somebody may have
// damaged: read, or refused.

#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/error.h"
#include "base/utf8.h"
#include "cinecut/reading/internal/cards.h"
#include "cinecut/reading/internal/journal.h"
#include "cinecut/reading/internal/questions.h"
#include "cinecut/reading/reading.h"
#include "openai_client/chat.h"

namespace reading = cinecut::reading;

namespace {

void check(bool holds) {
  if (!holds) std::abort();
}

void read_answers(const std::string& text) {
  const std::vector<int> lines{3, 4, 7, 9, 10, 12, 13, 15};
  try {
    const auto chunk = reading::chunk_of(text, lines);
    check(!chunk.summary.empty() && base::is_utf8(chunk.summary));
    check(chunk.turn >= 3 && chunk.turn <= 15);
    for (const int cue : chunk.candidates) check(cue >= 3 && cue <= 15);
  } catch (const openai_client::BadReply&) {
  }
  try {
    const auto whole = reading::whole_of(text, lines);
    check(whole.climax >= 3 && whole.climax <= 15 && whole.spine.size() <= 14);
  } catch (const openai_client::BadReply&) {
  }
  try {
    const auto cards = reading::cards_of(text);
    reading::Reading read;
    read.keep_secret = {cards.front()};
    const reading::CardJudge judge({}, read);
    const auto allowed = judge.allowed(cards);
    check(allowed.size() <= 4);
    for (const auto& card : allowed) check(base::is_utf8(card) && !card.contains('<'));
    for (const auto& clause : reading::clauses_of(text)) check(!clause.empty());
  } catch (const openai_client::BadReply&) {
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string bytes(data, data + size);
  read_answers(bytes);
  if (const auto answers = reading::answers_from_bytes(bytes))
    for (const auto& [question, answered] : answers->by_question)
      check(base::is_utf8(question) && base::is_utf8(answered.text));
  try {
    const auto read = reading::reading_from_text(bytes);
    check(reading::reading_from_text(reading::to_text(read)) == read);
  } catch (const base::Error& e) {
    check(e.kind() == base::ErrorKind::corrupt);
  }
  return 0;
}
