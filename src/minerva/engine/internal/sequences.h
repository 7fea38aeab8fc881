#pragma once
// The sequences of a context: which tokens are computed in each, in which cells, for whom. Private
// to src/minerva/engine.
//
// Invariant: after each step, a cell is used exactly by the sequences that the context has it for.

#include <cstddef>
#include <cstdint>
#include <vector>

#include "minerva/engine/internal/cells.h"
#include "minerva/engine/internal/claim.h"

namespace minerva::engine {

/// What a context does with its sequences. Lengths are positions, as Claim::position_of() tells.
class SequenceMemory {
 public:
  virtual ~SequenceMemory() = default;
  /// The beginning of `from` also becomes that of `to`, which is empty.
  virtual void copy(int from, int to, std::size_t length) = 0;
  /// Forgets everything from `length` on. False if only all of it can be forgotten.
  virtual bool truncate(int sequence, std::size_t length) = 0;
  virtual void forget(int sequence) = 0;
};

struct Sequence {
  int id = 0;
  std::vector<model::Token> tokens;
  std::vector<Cells::Cell> cells;  ///< One for each of `tokens`.
  Claim* claim = nullptr;          ///< Nothing: kept for others, or empty.
  bool is_bound = false;           ///< It has taken over what others have computed.
  std::uint64_t last_used = 0;

  bool is_kept() const { return !claim && !tokens.empty(); }
  std::size_t missing() const { return claim->tokens.size() - tokens.size(); }
  /// Its next token is one of the reply, or the last one of the prompt.
  bool is_writing() const { return claim && is_bound && missing() == 1; }
  bool is_reading() const { return claim && is_bound && missing() > 1; }
};

/// One thread at a time.
class Sequences {
 public:
  /// `memory` must outlive this.
  Sequences(int count, int cells, SequenceMemory& memory);

  int cell_count() const { return cells_.count(); }
  int free_cells() const { return cells_.free(); }
  const std::vector<Sequence>& all() const { return sequences_; }
  std::vector<Sequence>& all() { return sequences_; }
  Sequence& operator[](int id) { return sequences_[static_cast<std::size_t>(id)]; }
  std::vector<bool> cells_of_claims() const;

  /// Takes a cell for a token that is going to be computed. Requires free_cells() > 0.
  void add(Sequence& sequence, model::Token token);
  /// Takes back the last ones added, which have not been computed.
  void take_back(Sequence& sequence, std::size_t count);
  /// `to` is empty and begins with `length` tokens of `from`, in the same cells.
  void copy(const Sequence& from, Sequence& to, std::size_t length);
  /// Nothing may be left, if the context cannot forget a part.
  void truncate(Sequence& sequence, std::size_t length);
  void forget(Sequence& sequence);

 private:
  SequenceMemory& memory_;
  Cells cells_;
  std::vector<Sequence> sequences_;
};

}  // namespace minerva::engine
