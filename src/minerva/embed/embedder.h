#pragma once
// Embeddings: a text's meaning as a vector.

#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "minerva/model/model.h"

namespace minerva::embed {

struct EmbedderOptions {
  int context = 0;  ///< Most tokens of one text. 0: what the model was trained for, at most 8192.
  int threads = 0;  ///< 0: as many as physical cores.
};

struct Embedding {
  std::vector<float> vector;  ///< Of length 1.
  int tokens = 0;
};

/// Pooling is the model's own (mean, first token, last token), and the mean if it names none.
class Embedder {
 public:
  /// Makes the context. Throws Fault: out_of_memory, invalid_parameter.
  explicit Embedder(std::shared_ptr<const model::Model> model, const EmbedderOptions& options = {});
  ~Embedder();
  Embedder(const Embedder&) = delete;
  Embedder& operator=(const Embedder&) = delete;

  /// One embedding for each, in order. From any thread; one call is computed after the other.
  /// Throws Fault: context_limit_exceeded for a text that is too long, tokenization_failed,
  /// decode_failed.
  std::vector<Embedding> embed(std::span<const std::string> texts);
  std::vector<Embedding> embed_tokens(std::span<const std::vector<model::Token>> texts);

  int size() const;     ///< Numbers in one vector.
  int context() const;  ///< Most tokens of one text.
  const model::Model& model() const;
  model::MemoryEstimate memory() const;  ///< With the weights, which are the model's.

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// What embedding with a model would take, without loading its weights.
model::MemoryEstimate estimate_memory(const std::filesystem::path& path,
                                      const model::ModelOptions& model,
                                      const EmbedderOptions& options);

}  // namespace minerva::embed
