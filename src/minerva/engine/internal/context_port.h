#pragma once
// A model's context, as the bookkeeping of sequences and steps sees it.

#include "minerva/engine/internal/sequences.h"
#include "minerva/engine/internal/step.h"
#include "minerva/model/context.h"

namespace minerva::engine {

class ContextPort final : public SequenceMemory, public StepInput {
 public:
  /// `context` must outlive this.
  explicit ContextPort(model::Context& context) : context_(context) {}

  void copy(int from, int to, std::size_t length) override { context_.copy(from, to, length); }
  bool truncate(int sequence, std::size_t length) override {
    return context_.truncate(sequence, length);
  }
  void forget(int sequence) override { context_.forget(sequence); }

  void clear() override { context_.clear(); }
  int size() const override { return context_.size(); }
  int room() const override { return context_.room(); }
  int add(model::Token token, std::size_t position, int sequence, bool wants_output) override {
    return context_.add(token, position, sequence, wants_output);
  }
  void add_embedding(const float* values, const std::array<std::int32_t, 4>& positions,
                     int sequence) override {
    context_.add_embedding(values, positions, sequence);
  }

 private:
  model::Context& context_;
};

}  // namespace minerva::engine
