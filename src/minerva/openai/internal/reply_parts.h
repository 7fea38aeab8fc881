#pragma once
// Parts of replies that several routes have.

#include <string>

#include "minerva/engine/engine.h"
#include "minerva/model/chat.h"
#include "minerva/openai/json_text.h"

namespace minerva::openai {

struct TotalUsage {
  int prompt_tokens = 0, cached_tokens = 0, reply_tokens = 0;
  engine::Usage slowest;  ///< Of the choices, by time; for the timings.

  /// The prompt counts once, however many choices were made of it.
  void add(const engine::Usage& usage, bool is_same_prompt);
};

json usage_json(const TotalUsage& usage);
/// As llama-server tells them, and what it does not tell: the wait, the forced tokens.
json timings_json(const engine::Usage& usage);
std::int64_t unix_time();
std::string event_of(const json& value);  ///< "data: …", an event of a stream.
constexpr const char* kStreamEnd = "data: [DONE]\n\n";

json call_json(const model::ToolCall& call);
json message_json(const model::ChatReply& reply);
/// An entry of "logprobs": the token, and the `count` likeliest ones.
json likely_json(const model::Model& model, const engine::Piece& piece, int count);
/// A probability's logarithm; -9999 for none at all, since JSON knows no infinity.
double finite(float log_probability);

}  // namespace minerva::openai
