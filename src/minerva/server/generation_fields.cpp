#include "minerva/server/generation_fields.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <random>

namespace minerva::server {
namespace {

std::uint32_t seed_of(const json& body) {
  if (!has(body, "seed")) return std::random_device{}();
  // Any whole number: clients send what fits 64 bits. 1e10 is one, too.
  const auto& seed = body["seed"];
  if (!seed.is_number_float()) return static_cast<std::uint32_t>(seed.get<std::int64_t>());
  return static_cast<std::uint32_t>(
      static_cast<std::int64_t>(std::fmod(seed.get<double>(), 4294967296.0)));
}

SamplingOptions sampling_of(const json& body) {
  SamplingOptions sampling{
      .temperature = number_or(body, "temperature", 1),
      .top_p = number_or(body, "top_p", 1),
      .top_k = integer_or(body, "top_k", 0),
      .min_p = number_or(body, "min_p", 0),
      .repeat_penalty = number_or(body, "repeat_penalty", 1),
      .frequency_penalty = number_or(body, "frequency_penalty", 0),
      .presence_penalty = number_or(body, "presence_penalty", 0),
      .penalty_window = integer_or(body, "repeat_last_n", 64),
      .seed = seed_of(body),
      .logit_bias = {},
  };
  if (has(body, "logit_bias"))
    for (const auto& [token, bias] : body["logit_bias"].items()) {
      Token number = -1;
      const auto [end, error] = std::from_chars(token.data(), token.data() + token.size(), number);
      if (error != std::errc{} || end != token.data() + token.size())
        throw Fault::parameter("logit_bias", "\"" + token + "\"",
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

}  // namespace

GenerationFields read_generation_fields(const json& body, const ServerOptions& options,
                                        const std::string& client) {
  GenerationFields fields;
  auto& request = fields.request;
  request.sampling = sampling_of(body);
  request.max_tokens = max_tokens_of(body, options.reply_limit);
  if (has(body, "stop")) request.stop = texts_of(body["stop"]);
  request.keep = flag_or(body, "cache_prompt", true);
  request.ignore_end = flag_or(body, "ignore_eos", false);
  request.client = client + " " + text_or(body, "user");
  request.timeout = options.timeout;
  if (has(body, "timeout")) {
    const std::chrono::milliseconds asked(
        static_cast<std::int64_t>(number_or(body, "timeout", 0) * 1000));
    if (options.timeout.count() == 0 || asked < options.timeout) request.timeout = asked;
  }
  fields.choices = integer_or(body, "n", 1);
  fields.is_stream = flag_or(body, "stream", false);
  if (has(body, "stream_options"))
    fields.includes_usage = flag_or(body["stream_options"], "include_usage", false);
  return fields;
}

std::vector<Request> choices_of(const GenerationFields& fields) {
  std::vector<Request> requests(static_cast<std::size_t>(fields.choices), fields.request);
  for (std::size_t i = 0; i < requests.size(); ++i)
    requests[i].sampling.seed += static_cast<std::uint32_t>(i);
  return requests;
}

bool has(const json& body, const char* name) {
  const auto found = body.find(name);
  return found != body.end() && !found->is_null();
}

std::string text_or(const json& body, const char* name, const std::string& otherwise) {
  return has(body, name) ? body[name].get<std::string>() : otherwise;
}

bool flag_or(const json& body, const char* name, bool otherwise) {
  return has(body, name) ? body[name].get<bool>() : otherwise;
}

double number_or(const json& body, const char* name, double otherwise) {
  return has(body, name) ? body[name].get<double>() : otherwise;
}

int integer_or(const json& body, const char* name, int otherwise) {
  if (!has(body, name)) return otherwise;
  constexpr double kMost = std::numeric_limits<int>::max();
  return static_cast<int>(std::clamp(body[name].get<double>(), -kMost, kMost));
}

std::vector<std::string> texts_of(const json& value) {
  if (value.is_string()) return {value.get<std::string>()};
  return value.get<std::vector<std::string>>();
}

}  // namespace minerva::server
