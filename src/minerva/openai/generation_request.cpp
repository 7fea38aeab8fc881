#include "minerva/openai/generation_request.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>
#include <random>

#include "minerva/openai/fields.h"
#include "minerva/openai/internal/constraints.h"

namespace minerva::openai {
namespace {

std::uint32_t seed_of(const json& body) {
  if (!has(body, "seed")) return std::random_device{}();
  // Any whole number: clients send what fits 64 bits. 1e10 is one, too.
  const auto& seed = body["seed"];
  if (!seed.is_number_float()) return static_cast<std::uint32_t>(seed.get<std::int64_t>());
  return static_cast<std::uint32_t>(
      static_cast<std::int64_t>(std::fmod(seed.get<double>(), 4294967296.0)));
}

engine::SamplingOptions sampling_of(const json& body) {
  const engine::SamplingOptions usual;
  engine::SamplingOptions sampling{
      .temperature = number_or(body, "temperature", usual.temperature),
      .top_p = number_or(body, "top_p", usual.top_p),
      .top_k = integer_or(body, "top_k", usual.top_k),
      .min_p = number_or(body, "min_p", usual.min_p),
      .repeat_penalty = number_or(body, "repeat_penalty", usual.repeat_penalty),
      .frequency_penalty = number_or(body, "frequency_penalty", usual.frequency_penalty),
      .presence_penalty = number_or(body, "presence_penalty", usual.presence_penalty),
      .penalty_window = integer_or(body, "repeat_last_n", usual.penalty_window),
      .seed = seed_of(body),
      .logit_bias = {},
  };
  if (has(body, "logit_bias"))
    for (const auto& [token, bias] : body["logit_bias"].items()) {
      model::Token number = -1;
      const auto [end, error] = std::from_chars(token.data(), token.data() + token.size(), number);
      if (error != std::errc{} || end != token.data() + token.size())
        throw model::Fault::parameter("logit_bias", "\"" + token + "\"",
                                      "an object whose names are the numbers of tokens");
      sampling.logit_bias[number] = bias.get<float>();
    }
  return sampling;
}

int max_tokens_of(const json& body, int limit) {
  for (const auto* name : {"max_completion_tokens", "max_tokens", "max_output_tokens", "n_predict"})
    if (has(body, name) && integer_or(body, name, -1) > 0) return integer_or(body, name, -1);
  return limit > 0 ? limit : -1;
}

std::chrono::milliseconds timeout_of(const json& body, std::chrono::milliseconds limit) {
  if (!has(body, "timeout")) return limit;
  const std::chrono::milliseconds asked(
      static_cast<std::int64_t>(number_or(body, "timeout", 0) * 1000));
  return limit.count() == 0 ? asked : std::min(asked, limit);
}

}  // namespace

void read_generation(const json& body, const Options& options, const std::string& client,
                     GenerationRequest& to) {
  auto& request = to.request;
  request.sampling = sampling_of(body);
  request.max_tokens = max_tokens_of(body, options.reply_limit);
  if (has(body, "stop")) request.stop = texts_of(body["stop"]);
  request.constraint = constraint_of(body);
  request.keep = flag_or(body, "cache_prompt", true);
  request.ignore_end = flag_or(body, "ignore_eos", false);
  request.client = client + " " + text_or(body, "user");
  request.timeout = timeout_of(body, options.timeout);
  to.form.choices = integer_or(body, "n", 1);
  to.form.is_stream = flag_or(body, "stream", false);
  if (has(body, "stream_options"))
    to.form.includes_usage = flag_or(body["stream_options"], "include_usage", false);
}

std::vector<engine::Request> requests_of(const GenerationRequest& asked) {
  std::vector<engine::Request> requests(static_cast<std::size_t>(asked.form.choices),
                                        asked.request);
  for (std::size_t i = 0; i < requests.size(); ++i) {
    requests[i].log_probabilities = asked.form.log_probabilities;
    requests[i].sampling.seed += static_cast<std::uint32_t>(i);
  }
  return requests;
}

}  // namespace minerva::openai
