#include "minerva/openai/internal/reply_parts.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <nlohmann/json.hpp>

namespace minerva::openai {
namespace {

double milliseconds(double seconds) { return std::round(seconds * 1e6) / 1e3; }
double rate(int count, double seconds) {
  return seconds > 0 ? std::round(count / seconds * 100) / 100 : 0;
}
double total(const engine::Usage& u) { return u.queue_s + u.prompt_s + u.reply_s; }

}  // namespace

void TotalUsage::add(const engine::Usage& usage, bool is_same_prompt) {
  if (!is_same_prompt || prompt_tokens == 0) {
    prompt_tokens += usage.prompt_tokens;
    cached_tokens += usage.cached_tokens;
  }
  reply_tokens += usage.reply_tokens;
  if (total(usage) >= total(slowest)) slowest = usage;
}

json usage_json(const TotalUsage& usage) {
  return {{"prompt_tokens", usage.prompt_tokens},
          {"completion_tokens", usage.reply_tokens},
          {"total_tokens", usage.prompt_tokens + usage.reply_tokens},
          {"prompt_tokens_details", {{"cached_tokens", usage.cached_tokens}}}};
}

json timings_json(const engine::Usage& usage) {
  const int computed = usage.prompt_tokens - usage.cached_tokens;
  json timings{{"queue_ms", milliseconds(usage.queue_s)},
               {"cache_n", usage.cached_tokens},
               {"prompt_n", computed},
               {"prompt_ms", milliseconds(usage.prompt_s)},
               {"prompt_per_second", rate(computed, usage.prompt_s)},
               {"predicted_n", usage.reply_tokens},
               {"predicted_ms", milliseconds(usage.reply_s)},
               {"predicted_per_second", rate(usage.reply_tokens - 1, usage.reply_s)},
               {"forced_n", usage.forced_tokens}};
  if (usage.pictures == 0) return timings;
  timings["image_n"] = usage.pictures;
  timings["image_tokens"] = usage.picture_tokens;
  timings["image_cached_n"] = usage.cached_pictures;
  timings["image_decode_ms"] = milliseconds(usage.decode_s);
  timings["image_encode_ms"] = milliseconds(usage.encode_s);
  timings["prefill_ms"] = milliseconds(usage.prefill_s);
  return timings;
}

std::int64_t unix_time() {
  return std::chrono::duration_cast<std::chrono::seconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

std::string event_of(const json& value) { return "data: " + to_text(value) + "\n\n"; }

json call_json(const model::ToolCall& call) {
  return {{"id", call.id},
          {"type", "function"},
          {"function", {{"name", call.name}, {"arguments", call.arguments}}}};
}

json message_json(const model::ChatReply& reply) {
  json message{{"role", "assistant"}, {"content", reply.content}, {"refusal", nullptr}};
  if (!reply.reasoning.empty()) message["reasoning_content"] = reply.reasoning;
  if (reply.tool_calls.empty()) return message;
  if (reply.content.empty()) message["content"] = nullptr;
  for (const auto& call : reply.tool_calls) message["tool_calls"].push_back(call_json(call));
  return message;
}

double finite(float log_probability) {
  return std::max(-9999.0, static_cast<double>(log_probability));
}

json likely_json(const model::Model& model, const engine::Piece& piece, int count) {
  const auto entry = [&](const engine::Likelihood& likely) {
    const auto text = model.piece(likely.token, true);
    auto bytes = json::array();
    for (const char c : text) bytes.push_back(static_cast<unsigned char>(c));
    return json{
        {"token", text}, {"logprob", finite(likely.log_probability)}, {"bytes", std::move(bytes)}};
  };
  json told = json::object(), others = json::array();
  for (const auto& likely : piece.likely) {
    if (likely.token == piece.token) told = entry(likely);
    if (std::ssize(others) < count) others.push_back(entry(likely));
  }
  told["top_logprobs"] = std::move(others);
  return told;
}

}  // namespace minerva::openai
