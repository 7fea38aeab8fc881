#include "minerva/embed/embedder.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/mutex.h"
#include "minerva/model/context.h"
#include "minerva/model/fault.h"

namespace minerva::embed {
namespace {

/// Texts are computed together up to this many tokens. Attention looks at all of them, so that more
/// would cost more than it saves.
constexpr int kTogether = 256;
constexpr int kMostTexts = 32;

model::ContextOptions options_of(const model::Model& model, const EmbedderOptions& options) {
  const auto limit =
      model::complete({.context = options.context}, model.training_context()).context;
  return {.context = limit,
          .parallel = 1,
          .cells = std::max(limit, kTogether),
          .batch = std::max(limit, kTogether),
          .micro_batch = std::max(limit, kTogether),
          .threads = options.threads};
}

std::vector<float> of_length_one(std::span<const float> vector) {
  double sum = 0;
  for (const float x : vector) sum += static_cast<double>(x) * static_cast<double>(x);
  const double length = std::sqrt(sum);
  if (!std::isfinite(length))
    throw model::Fault(model::FaultKind::decode_failed,
                       "The embedding is not a number. The model's file may be damaged.");
  std::vector<float> result;
  result.reserve(vector.size());
  for (const float x : vector)
    result.push_back(length > 0 ? static_cast<float>(static_cast<double>(x) / length) : 0.0F);
  return result;
}

}  // namespace

struct Embedder::State {
  State(std::shared_ptr<const model::Model> m, const EmbedderOptions& options)
      : model(std::move(m)),
        context(*model, options_of(*model, options), kMostTexts, 1,
                model::Context::Purpose::embed) {}

  void compute(std::span<const std::vector<model::Token>> texts, std::vector<Embedding>& result)
      REQUIRES(mutex);

  std::shared_ptr<const model::Model> model;
  base::Mutex mutex;  ///< Held while computing.
  model::Context context;
};

void Embedder::State::compute(std::span<const std::vector<model::Token>> texts,
                              std::vector<Embedding>& result) {
  context.clear();
  for (std::size_t i = 0; i < texts.size(); ++i) {
    context.forget(static_cast<int>(i));
    for (std::size_t k = 0; k < texts[i].size(); ++k)
      context.add(texts[i][k], k, static_cast<int>(i), true);
  }
  if (context.compute() != model::Context::Outcome::done)
    throw model::Fault(model::FaultKind::decode_failed,
                       "The model could not compute an embedding.");
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const auto vector = context.embedding(static_cast<int>(i));
    if (vector.empty())
      throw model::Fault(model::FaultKind::decode_failed,
                         "The model gives no embedding for a whole text.");
    result.push_back({of_length_one(vector), static_cast<int>(texts[i].size())});
  }
}

Embedder::Embedder(std::shared_ptr<const model::Model> model, const EmbedderOptions& options)
    : state_(std::make_unique<State>(std::move(model), options)) {}
Embedder::~Embedder() = default;

std::vector<Embedding> Embedder::embed(std::span<const std::string> texts) {
  std::vector<std::vector<model::Token>> tokens;
  tokens.reserve(texts.size());
  for (const auto& text : texts) tokens.push_back(state_->model->tokenize(text));
  return embed_tokens(tokens);
}

std::vector<Embedding> Embedder::embed_tokens(std::span<const std::vector<model::Token>> texts) {
  for (const auto& text : texts) {
    if (text.empty()) throw model::Fault::parameter("input", "empty", "at least one token");
    if (std::ssize(text) > context())
      throw model::Fault::context_limit(std::ssize(text), context());
    for (const auto token : text)
      if (token < 0 || token >= model().vocabulary_size())
        throw model::Fault::parameter(
            "input", "holding token " + std::to_string(token),
            "of tokens from 0 to " + std::to_string(model().vocabulary_size() - 1));
  }
  std::vector<Embedding> result;
  result.reserve(texts.size());
  const base::Lock lock(state_->mutex);
  for (std::size_t first = 0; first < texts.size();) {
    std::size_t last = first, tokens = 0;
    while (last < texts.size() && last - first < kMostTexts &&
           (last == first || tokens + texts[last].size() <= kTogether))
      tokens += texts[last++].size();
    state_->compute(texts.subspan(first, last - first), result);
    first = last;
  }
  return result;
}

int Embedder::size() const { return state_->model->embedding_size(); }
int Embedder::context() const { return state_->context.options().context; }
const model::Model& Embedder::model() const { return *state_->model; }
model::MemoryEstimate Embedder::memory() const { return state_->context.memory(); }

model::MemoryEstimate estimate_memory(const std::filesystem::path& path,
                                      const model::ModelOptions& options,
                                      const EmbedderOptions& embedder) {
  const model::Model model(path, options, model::Model::Weights::only_counted);
  return model::Context(model, options_of(model, embedder), kMostTexts, 1,
                        model::Context::Purpose::embed)
      .memory();
}

}  // namespace minerva::embed
