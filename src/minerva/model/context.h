#pragma once
// A model's context: the cells where keys and values are kept, and one step of computing for
// several sequences. One thread at a time.

#include <array>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "minerva/model/model.h"

struct llama_context;

namespace minerva::model {

class Context {
 public:
  enum class Purpose { generate, embed };

  /// Makes `sequences` of them, with room for `outputs` of one step (each at least 1). Throws
  /// Fault: out_of_memory, backend, invalid_parameter.
  Context(const Model& model, const ContextOptions& options, int sequences, int outputs,
          Purpose purpose = Purpose::generate);
  ~Context();
  Context(const Context&) = delete;
  Context& operator=(const Context&) = delete;

  /// The options with every default filled in.
  const ContextOptions& options() const { return options_; }
  int sequences() const { return sequences_; }
  int outputs() const { return outputs_; }
  llama_context* handle() const { return context_.get(); }
  /// As allocated, with the weights. In main memory those are at most the file's: of a mapped file
  /// more may be counted than is there.
  MemoryEstimate memory() const;

  // One step: tokens are added, then computed.
  void clear();
  /// The token's index in this step. Requires room() > 0.
  int add(Token token, std::size_t position, int sequence, bool wants_output);
  int room() const;
  int size() const;
  /// A step is either of tokens or of embeddings, which stand for tokens: pictures. Of M-RoPE
  /// models all four positions count, of others the first. Requires room() > 0.
  void add_embedding(const float* values, const std::array<std::int32_t, 4>& positions,
                     int sequence);

  enum class Outcome { done, no_cells, aborted, failed };
  /// `should_abort` is asked often, on the CPU only. After no_cells nothing has changed; after
  /// aborted and failed the cells of the step's sequences are unknown.
  Outcome compute(const std::function<bool()>& should_abort = {});
  /// Its tokens look at all those of their sequence: it must fit into a micro-batch.
  Outcome compute_non_causal(const std::function<bool()>& should_abort = {});

  /// What the last step says of the token at `index`, which wanted an output. May be changed.
  std::span<float> logits(int index);
  /// The pooled embedding of a sequence of the last step; empty if there is none.
  std::span<const float> embedding(int sequence);

  // Sequences.
  /// The beginning of `from`, `length` tokens, also becomes that of `to`, which must be empty.
  void copy(int from, int to, std::size_t length);
  /// Forgets everything from `length` on. False if this model cannot forget a part.
  bool truncate(int sequence, std::size_t length);
  void forget(int sequence);

 private:
  struct Free {
    void operator()(llama_context* context) const noexcept;
  };
  struct Batch;

  ContextOptions options_;
  int sequences_, outputs_;
  std::size_t vocabulary_size_;
  std::size_t embedding_size_, input_size_;
  const std::function<bool()>* should_abort_ = nullptr;
  unsigned nodes_ = 0;
  std::unique_ptr<Batch> batch_;
  std::unique_ptr<llama_context, Free> context_;
};

/// Fills in the defaults. Throws Fault: invalid_parameter.
ContextOptions complete(const ContextOptions& options, int training_context);

/// With a micro-batch of at least `tokens`, which are computed at once: those of a picture.
ContextOptions with_pictures(ContextOptions options, int tokens);

/// Sequences and outputs of an engine's context with these options.
struct EngineShape {
  int sequences, outputs;
};
EngineShape engine_shape(const Model& model, const ContextOptions& options);

}  // namespace minerva::model
