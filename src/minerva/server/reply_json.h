#pragma once
// Parts of replies that the routes share.

#include <string>

#include "minerva/engine/engine.h"
#include "minerva/server/json_text.h"

namespace minerva::server {

struct TotalUsage {
  int prompt_tokens = 0, cached_tokens = 0, reply_tokens = 0;
  Usage slowest;  ///< Of the choices, by time; for the timings.

  /// The prompt counts once, however many choices were made of it.
  void add(const Usage& usage, bool is_same_prompt);
};

json usage_json(const TotalUsage& usage);
/// As llama-server tells them, and what it does not tell: the wait, the forced tokens.
json timings_json(const Usage& usage);
std::int64_t unix_time();
std::string event_of(const json& value);  ///< "data: …", an event of a stream.
constexpr const char* kStreamType = "text/event-stream; charset=utf-8";
constexpr const char* kStreamEnd = "data: [DONE]\n\n";

}  // namespace minerva::server
