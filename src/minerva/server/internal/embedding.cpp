// /v1/embeddings

#include <algorithm>
#include <bit>
#include <cmath>
#include <nlohmann/json.hpp>
#include <span>

#include "base/base64.h"
#include "minerva/openai/fields.h"
#include "minerva/server/internal/service.h"

namespace minerva::server {
namespace {

using openai::integer_or, openai::text_or, openai::texts_of;

constexpr std::size_t kAtOnce = 32;  ///< Texts between two looks at whether the client is there.
constexpr std::size_t kMostWaiting = 256;

static_assert(std::endian::native == std::endian::little, "base64 of floats is little-endian");

std::string base64(std::span<const float> values) {
  return base::to_base64({reinterpret_cast<const char*>(values.data()), values.size_bytes()});
}

void shorten(std::vector<float>& vector, int size) {
  vector.resize(static_cast<std::size_t>(size));
  double sum = 0;
  for (const float v : vector) sum += static_cast<double>(v) * static_cast<double>(v);
  const auto scale = static_cast<float>(sum > 0 ? 1 / std::sqrt(sum) : 0);
  for (auto& v : vector) v *= scale;
}

std::vector<std::vector<model::Token>> tokens_of(const json& input) {
  if (input[0].is_number()) return {input.get<std::vector<model::Token>>()};
  return input.get<std::vector<std::vector<model::Token>>>();
}

void check_tokens(const std::vector<std::vector<model::Token>>& inputs, const model::Model& model) {
  for (const auto& input : inputs)
    for (const auto token : input)
      if (token >= model.vocabulary_size())
        throw model::Fault::parameter(
            "input", "holding token " + std::to_string(token),
            "of tokens from 0 to " + std::to_string(model.vocabulary_size() - 1));
}

// Some at a time, so that a client that leaves does not keep others waiting.
template <typename T, typename Embed>
std::vector<embed::Embedding> in_parts(const std::vector<T>& inputs, const http::Exchange& exchange,
                                       const Embed& embed) {
  std::vector<embed::Embedding> all;
  for (std::size_t i = 0; i < inputs.size(); i += kAtOnce) {
    if (exchange.is_gone()) throw model::Fault(model::FaultKind::cancelled, "The client has gone.");
    auto part = embed(std::span(inputs).subspan(i, std::min(kAtOnce, inputs.size() - i)));
    std::move(part.begin(), part.end(), std::back_inserter(all));
  }
  return all;
}

std::vector<embed::Embedding> embed(const json& input, const http::Exchange& exchange,
                                    embed::Embedder& embedder) {
  const bool is_text = input.is_string() || input[0].is_string();
  if (is_text)
    return in_parts(texts_of(input), exchange, [&](auto part) { return embedder.embed(part); });
  const auto inputs = tokens_of(input);
  check_tokens(inputs, embedder.model());
  return in_parts(inputs, exchange, [&](auto part) { return embedder.embed_tokens(part); });
}

void embed(const CallPtr& call, const pool::Lease& lease) {
  const auto& body = call->body();
  auto& embedder = lease->embedder();
  const int size = integer_or(body, "dimensions", embedder.size());
  if (size > embedder.size())
    throw model::Fault::parameter("dimensions", std::to_string(size),
                                  "from 1 to " + std::to_string(embedder.size()));
  auto embeddings = embed(body["input"], *call, embedder);
  const bool is_base64 = text_or(body, "encoding_format", "float") == "base64";
  auto data = json::array();
  int tokens = 0;
  for (auto& e : embeddings) {
    tokens += e.tokens;
    if (size < embedder.size()) shorten(e.vector, size);
    data.push_back({{"object", "embedding"},
                    {"index", data.size()},
                    {"embedding", is_base64 ? json(base64(e.vector)) : json(e.vector)}});
  }
  call->note.prompt_tokens = tokens;
  json reply{{"object", "list"},
             {"data", std::move(data)},
             {"model", lease->name()},
             {"usage", {{"prompt_tokens", tokens}, {"total_tokens", tokens}}}};
  call->answer(std::move(reply));
}

}  // namespace

// Embeddings are computed by the thread that asks: they have their own.
void handle_embedding(Service& service, const CallPtr& call) {
  if (service.embedders().waiting() >= kMostWaiting)
    throw model::Fault(model::FaultKind::busy,
                       "The queue is full: " + std::to_string(kMostWaiting) +
                           " requests for embeddings are waiting. Try again in a moment.");
  service.with_model(call, service.model_name(call->body()),
                     [&service, call](const pool::Lease& lease) {
                       service.embedders().post([call, lease = pool::Lease(lease)]() mutable {
                         Service::guard(call, [&] { embed(call, lease); });
                         lease.reset();
                       });
                     });
}

}  // namespace minerva::server
