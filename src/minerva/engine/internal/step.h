#pragma once
// A step: the tokens that are computed together, and whose they are.
//
// Invariant: each token of the step has a cell of its claim, and what undo() gives back is exactly
// those.

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "minerva/engine/internal/admission.h"
#include "minerva/engine/internal/work.h"

namespace minerva::engine {

/// Where a context takes the tokens of a step. A step is either of tokens or of embeddings.
class StepInput {
 public:
  virtual ~StepInput() = default;
  virtual void clear() = 0;
  virtual int size() const = 0;
  virtual int room() const = 0;
  /// The token's index in this step. Requires room() > 0.
  virtual int add(model::Token token, std::size_t position, int sequence, bool wants_output) = 0;
  /// Requires room() > 0.
  virtual void add_embedding(const float* values, const std::array<std::int32_t, 4>& positions,
                             int sequence) = 0;
};

/// One thread at a time.
class Step {
 public:
  struct Limits {
    int outputs = 0;      ///< Most tokens with an output.
    int parallel = 0;     ///< So many of them are for those who write, not for guesses.
    int micro_batch = 0;  ///< Most tokens of prompts, while nobody writes.
    bool guess_forced = true;
  };
  /// `admission` and `input` must outlive this.
  Step(const Limits& limits, Admission& admission, StepInput& input);

  /// What a sequence has in this step.
  struct Part {
    std::size_t added = 0;            ///< Its last tokens.
    int first_output = -1;            ///< Index of the first one with an output; -1: none has.
    std::vector<model::Token> draft;  ///< Guesses behind the last drawn one. Each has an output.
  };
  const Part& part(int sequence) const { return parts_[static_cast<std::size_t>(sequence)]; }
  int size() const { return input_.size(); }
  bool is_of_pictures() const { return is_of_pictures_; }
  const Limits& limits() const { return limits_; }

  void begin();
  /// A token of each that is writing and has a cell reserved, with what its constraint forces
  /// behind it; then prompts, taking turns, in the room that is left. `works`: by sequence.
  void add_texts(std::span<const WorkPtr> works);
  /// A token of a picture, at its positions. Requires room, and a step without texts.
  void add_embedding(int sequence, model::Token token, const float* values,
                     const std::array<std::int32_t, 4>& positions);
  /// Takes back everything, none of which has been computed.
  void undo();

 private:
  Part& part_of(int sequence) { return parts_[static_cast<std::size_t>(sequence)]; }
  void add_reply(const Sequence& sequence, Sampler& sampler);
  void add_prompt(const Sequence& sequence, int limit);
  void add_token(const Sequence& sequence, model::Token token, bool wants_output);

  Limits limits_;
  Admission& admission_;
  StepInput& input_;
  std::vector<Part> parts_;  ///< By sequence.
  int drafted_ = 0;
  bool is_of_pictures_ = false;
  std::size_t next_prompt_ = 0;  ///< Whose turn it is to have its prompt computed.
};

}  // namespace minerva::engine
