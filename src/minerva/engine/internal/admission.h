#pragma once
// Admission: who gets which sequence of the context, and whose the cells are. Numbers and tokens
// only; nothing is computed here.
//
// Invariants: the cells reserved for claims are never more than there are. Those reserved and not
// yet used are free, or are used only by kept prompts, which are given up when they are needed.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "minerva/engine/internal/claim.h"
#include "minerva/engine/internal/sequences.h"

namespace minerva::engine {

/// One thread at a time.
class Admission {
 public:
  struct Shape {
    int cells = 0;
    /// More than `parallel`: prompts are kept in sequences of their own, and copied.
    int sequences = 0;
    int parallel = 0;  ///< Most claims at once.
  };
  /// `memory` must outlive this.
  Admission(const Shape& shape, SequenceMemory& memory);

  const std::vector<Sequence>& sequences() const { return sequences_.all(); }
  int running() const;  ///< Claims that have a sequence.
  bool has_place() const { return running() < shape_.parallel; }
  struct CellUse {
    std::int64_t of_claims = 0;
    std::int64_t kept = 0;  ///< Of kept prompts alone.
  };
  CellUse cell_use() const;

  // Claims. One is not owned, and must stay until preempt() or end().

  /// Reserves the cells for a claim and gives it a sequence, which takes over what has been
  /// computed of the same beginning, unless it is worth waiting for more of it: then it is not
  /// bound. Nothing, and nothing has changed: there are too few cells now. Requires has_place().
  std::optional<int> admit(Claim& claim);
  /// Lets those take over that need not wait any more: their sequences.
  std::vector<int> bind_waiting();
  /// Reserves cells for the next token of each that is writing. If there are none, the youngest
  /// claims without a limit are preempted: their sequences, in this order.
  std::vector<int> reserve_for_writers();
  int youngest() const;  ///< The sequence of the claim that came last. Requires running() > 0.
  /// Takes the sequence from its claim. What is computed is kept as long as nobody needs the cells.
  void preempt(int sequence);
  static constexpr auto kWhole = static_cast<std::size_t>(-1);
  /// Takes the sequence from its claim, and keeps the first `kept` tokens for others: kWhole, or
  /// as many as come before its first picture.
  void end(int sequence, std::size_t kept = kWhole);

  // Tokens of a claim.

  /// Of one that is going to be computed. Kept prompts are given up for its cell, the one unused
  /// longest first. Throws Fault: decode_failed if the token had no cell reserved.
  void add(int sequence, model::Token token);
  /// Takes back the last ones added, which have not been computed.
  void take_back(int sequence, std::size_t count);
  void truncate(int sequence, std::size_t length);
  void forget(int sequence);
  /// Gives up all kept prompts. False: there was none.
  bool forget_kept();

 private:
  struct Donor {
    Sequence* sequence = nullptr;  ///< Nothing: none has the same beginning.
    std::size_t shared = 0;        ///< Tokens of the same beginning.
  };
  bool can_copy() const { return shape_.sequences > shape_.parallel; }
  std::size_t promised() const;
  bool fits(const Claim& claim, const Donor& donor) const;
  Donor best_donor(const std::vector<model::Token>& tokens);
  Sequence& free_sequence(const Donor& spared);
  bool should_wait_for_other(const Sequence& sequence, std::size_t shared) const;
  void bind(Sequence& sequence, const Donor& donor);
  bool reserve_more(Claim& claim);
  const Sequence* find_youngest(bool only_without_limit) const;
  void make_room();
  void keep_or_forget(Sequence& sequence);

  Shape shape_;
  Sequences sequences_;
  std::uint64_t clock_ = 0;
};

}  // namespace minerva::engine
