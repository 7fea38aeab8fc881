#include "minerva/engine/internal/admission.h"

#include <gtest/gtest.h>

#include <deque>
#include <map>
#include <memory>
#include <numeric>
#include <random>
#include <set>

namespace minerva::engine {
namespace {

/// A context that only knows how long its sequences are.
class PlainMemory final : public SequenceMemory {
 public:
  void copy(int from, int to, std::size_t length) override {
    EXPECT_EQ(lengths[to], 0u);
    EXPECT_LE(length, lengths[from]);
    lengths[to] = length;
    ++copies;
  }
  bool truncate(int sequence, std::size_t length) override {
    EXPECT_LE(length, lengths[sequence]);
    if (!can_truncate) return false;
    lengths[sequence] = length;
    return true;
  }
  void forget(int sequence) override {
    lengths[sequence] = 0;
    forgotten.push_back(sequence);
  }

  bool can_truncate = true;
  int copies = 0;
  std::map<int, std::size_t> lengths;
  std::vector<int> forgotten;
};

/// Of `count` tokens, from `first` on: those with different beginnings share nothing.
std::vector<model::Token> tokens(std::size_t count, model::Token first = 1) {
  std::vector<model::Token> result(count);
  std::iota(result.begin(), result.end(), first);
  return result;
}

class Admitting {
 public:
  explicit Admitting(const Admission::Shape& shape)
      : cells(shape.cells), admission(shape, memory) {}

  /// A reply of at most `reply` tokens; 0: without a limit.
  Claim& claim(std::vector<model::Token> prompt, std::size_t reply) {
    const auto limit = reply > 0 ? prompt.size() + reply : std::size_t{400};
    return claims.emplace_back(Claim{.id = ++last_id,
                                     .tokens = std::move(prompt),
                                     .limit = limit,
                                     .has_limit = reply > 0,
                                     .pictures = {}});
  }
  /// Computes what is missing of a prompt, or so many tokens of it.
  void compute(int sequence, std::size_t most = 1000) {
    const auto& s = admission.sequences()[static_cast<std::size_t>(sequence)];
    for (; s.missing() > 0 && most > 0; --most) {
      admission.add(sequence, s.claim->tokens[s.tokens.size()]);
      ++memory.lengths[sequence];
    }
  }
  /// A token of the reply, drawn and computed.
  void write(int sequence) {
    of(sequence).claim->tokens.push_back(7);
    compute(sequence);
  }
  const Sequence& of(int sequence) const {
    return admission.sequences()[static_cast<std::size_t>(sequence)];
  }

  void expect_sound() const {
    std::set<Cells::Cell> used;
    std::size_t promised = 0;
    for (const auto& s : admission.sequences()) {
      EXPECT_EQ(s.cells.size(), s.tokens.size());
      const auto length = memory.lengths.find(s.id);
      EXPECT_EQ(length == memory.lengths.end() ? 0 : length->second, s.tokens.size());
      if (!s.claim) continue;
      used.insert(s.cells.begin(), s.cells.end());
      promised += s.claim->reserved - std::min(s.claim->reserved, s.tokens.size());
    }
    EXPECT_LE(used.size() + promised, static_cast<std::size_t>(cells));
    EXPECT_EQ(admission.cell_use().of_claims, static_cast<std::int64_t>(used.size()));
  }

  int cells;
  std::uint64_t last_id = 0;
  std::deque<Claim> claims;
  PlainMemory memory;
  Admission admission;
};

TEST(Admission, AClaimGetsTheCellsOfItsPromptAndOfItsWholeReply) {
  Admitting a({.cells = 100, .sequences = 4, .parallel = 2});
  EXPECT_TRUE(a.admission.admit(a.claim(tokens(40), 20)).has_value());
  EXPECT_EQ(a.claims.back().reserved, 60u);
  EXPECT_FALSE(a.admission.admit(a.claim(tokens(30, 500), 11)).has_value());
  EXPECT_EQ(a.claims.back().reserved, 0u);
  EXPECT_TRUE(a.admission.admit(a.claim(tokens(30, 500), 10)).has_value());
  EXPECT_FALSE(a.admission.has_place());
}

TEST(Admission, ASharedBeginningIsComputedOnceAndTakesItsCellsOnce) {
  Admitting a({.cells = 200, .sequences = 4, .parallel = 2});
  const int first = *a.admission.admit(a.claim(tokens(80), 10));
  a.compute(first);
  auto longer = tokens(80);
  longer.push_back(999);
  const int second = *a.admission.admit(a.claim(longer, 10));
  EXPECT_TRUE(a.of(second).is_bound);
  EXPECT_EQ(a.of(second).tokens, tokens(80));
  EXPECT_EQ(a.admission.cell_use().of_claims, 80);
  a.admission.end(first);
  a.admission.end(second, 0);
  EXPECT_EQ(a.admission.cell_use().kept, 80);
  a.expect_sound();
}

TEST(Admission, TheLastTokenOfAPromptIsComputedAnew) {
  Admitting a({.cells = 200, .sequences = 4, .parallel = 2});
  const int first = *a.admission.admit(a.claim(tokens(50), 10));
  a.compute(first);
  a.admission.end(first);
  const int again = *a.admission.admit(a.claim(tokens(50), 10));
  EXPECT_EQ(a.of(again).tokens.size(), 49u);
  EXPECT_TRUE(a.of(again).is_writing());
}

TEST(Admission, WaitsForADonorThatIsComputingMoreOfTheSameBeginning) {
  Admitting a({.cells = 500, .sequences = 6, .parallel = 3});
  const int first = *a.admission.admit(a.claim(tokens(100), 10));
  a.compute(first, 10);
  const int second = *a.admission.admit(a.claim(tokens(100), 10));
  EXPECT_FALSE(a.of(second).is_bound);
  EXPECT_TRUE(a.admission.bind_waiting().empty());
  a.compute(first);
  EXPECT_EQ(a.admission.bind_waiting(), std::vector{second});
  EXPECT_EQ(a.of(second).tokens.size(), 99u);
  a.expect_sound();
}

TEST(Admission, DoesNotWaitForAFewTokens) {
  Admitting a({.cells = 500, .sequences = 6, .parallel = 3});
  const int first = *a.admission.admit(a.claim(tokens(100), 10));
  a.compute(first, 70);
  EXPECT_TRUE(a.of(*a.admission.admit(a.claim(tokens(100), 10))).is_bound);
}

TEST(Admission, WhoWaitsForADonorThatEndsGoesOnAlone) {
  Admitting a({.cells = 500, .sequences = 6, .parallel = 3});
  const int first = *a.admission.admit(a.claim(tokens(100), 10));
  a.compute(first, 10);
  const int second = *a.admission.admit(a.claim(tokens(100), 10));
  a.admission.end(first, 0);
  EXPECT_EQ(a.admission.bind_waiting(), std::vector{second});
  EXPECT_TRUE(a.of(second).tokens.empty());
}

TEST(Admission, WithoutALimitCellsAreReservedPieceByPieceAndTheYoungestGivesWay) {
  Admitting a({.cells = 160, .sequences = 4, .parallel = 2});
  const int old = *a.admission.admit(a.claim(tokens(10), 0));
  const int young = *a.admission.admit(a.claim(tokens(20, 500), 0));
  EXPECT_EQ(a.claims[0].reserved, 74u);
  EXPECT_EQ(a.claims[1].reserved, 84u);
  a.compute(old);
  a.compute(young);
  while (a.claims[0].tokens.size() < 74) a.write(old);
  a.claims[0].tokens.push_back(7);
  EXPECT_TRUE(a.admission.reserve_for_writers().empty());
  EXPECT_EQ(a.claims[0].reserved, 76u);  // The two cells that were left.
  a.compute(old);
  a.write(old);
  a.claims[0].tokens.push_back(7);
  EXPECT_EQ(a.admission.reserve_for_writers(), std::vector{young});
  EXPECT_EQ(a.claims[0].reserved, 140u);
  EXPECT_EQ(a.claims[1].reserved, 0u);
  EXPECT_TRUE(a.of(young).is_kept());
  a.expect_sound();
}

TEST(Admission, WhoHasALimitIsNotPreempted) {
  Admitting a({.cells = 160, .sequences = 4, .parallel = 2});
  const int open = *a.admission.admit(a.claim(tokens(10), 0));
  const int limited = *a.admission.admit(a.claim(tokens(20, 500), 66));
  a.compute(open);
  while (a.claims[0].tokens.size() < 74) a.write(open);
  a.claims[0].tokens.push_back(7);
  EXPECT_EQ(a.admission.reserve_for_writers(), std::vector{open});
  EXPECT_EQ(a.of(limited).claim, &a.claims[1]);
  EXPECT_EQ(a.admission.youngest(), limited);
}

TEST(Admission, WhoWasPreemptedGoesOnWhereItWas) {
  Admitting a({.cells = 200, .sequences = 4, .parallel = 2});
  auto& claim = a.claim(tokens(50), 0);
  const int sequence = *a.admission.admit(claim);
  a.compute(sequence);
  a.write(sequence);
  claim.tokens.push_back(7);
  a.admission.preempt(sequence);
  const int again = *a.admission.admit(claim);
  EXPECT_EQ(a.of(again).tokens.size(), 51u);
  EXPECT_TRUE(a.of(again).is_writing());
  a.expect_sound();
}

TEST(Admission, GivesUpKeptPromptsTheOneUnusedLongestFirst) {
  Admitting a({.cells = 100, .sequences = 6, .parallel = 2});
  for (const model::Token first : {100, 200, 300}) {
    const int s = *a.admission.admit(a.claim(tokens(30, first), 1));
    a.compute(s);
    a.admission.end(s);
  }
  const int used = *a.admission.admit(a.claim(tokens(31, 100), 1));  // The oldest is used again.
  a.compute(used);
  a.admission.end(used);
  EXPECT_EQ(a.admission.cell_use().kept, 91);
  a.memory.forgotten.clear();
  const int s = *a.admission.admit(a.claim(tokens(50, 900), 10));
  a.compute(s);
  std::set<model::Token> kept;
  for (const auto& other : a.admission.sequences())
    if (other.is_kept()) kept.insert(other.tokens.front());
  EXPECT_EQ(kept, std::set<model::Token>{100});
  EXPECT_EQ(a.memory.forgotten.size(), 2u);
  a.expect_sound();
}

TEST(Admission, AKeptPromptThatAnotherOneContainsIsNotKept) {
  Admitting a({.cells = 200, .sequences = 6, .parallel = 2});
  for (const std::size_t length : {20, 30, 10}) {
    const int s = *a.admission.admit(a.claim(tokens(length), 1));
    a.compute(s);
    a.admission.end(s);
  }
  EXPECT_EQ(a.admission.cell_use().kept, 30);
}

TEST(Admission, KeepsOnlyAsMuchAsIsAskedFor) {
  Admitting a({.cells = 200, .sequences = 6, .parallel = 2});
  const int s = *a.admission.admit(a.claim(tokens(30), 1));
  a.compute(s);
  a.admission.end(s, 12);
  EXPECT_EQ(a.admission.cell_use().kept, 12);
  EXPECT_TRUE(a.admission.forget_kept());
  EXPECT_FALSE(a.admission.forget_kept());
  a.expect_sound();
}

TEST(Admission, WithoutCopiesAPromptIsTakenOverWhereItIs) {
  Admitting a({.cells = 200, .sequences = 2, .parallel = 2});
  const int first = *a.admission.admit(a.claim(tokens(30), 5));
  a.compute(first);
  a.admission.end(first);
  const int second = *a.admission.admit(a.claim(tokens(40), 5));
  EXPECT_EQ(second, first);
  EXPECT_EQ(a.of(second).tokens.size(), 30u);
  EXPECT_EQ(a.memory.copies, 0);
  const int third = *a.admission.admit(a.claim(tokens(40), 5));
  EXPECT_TRUE(a.of(third).is_bound);
  EXPECT_TRUE(a.of(third).tokens.empty());
}

TEST(Admission, WithoutCopiesADonorIsTakenOverAlsoIfASequenceBeforeItIsEmpty) {
  Admitting a({.cells = 200, .sequences = 2, .parallel = 2});
  const int first = *a.admission.admit(a.claim(tokens(30, 500), 5));
  const int second = *a.admission.admit(a.claim(tokens(30), 5));
  a.compute(second);
  a.admission.end(first, 0);
  a.admission.end(second);
  EXPECT_EQ(*a.admission.admit(a.claim(tokens(40), 5)), second);
  EXPECT_EQ(a.memory.copies, 0);
}

TEST(Admission, AModelThatForgetsNoPartComputesAllAnew) {
  Admitting a({.cells = 200, .sequences = 2, .parallel = 2});
  a.memory.can_truncate = false;
  const int first = *a.admission.admit(a.claim(tokens(30), 5));
  a.compute(first);
  a.admission.end(first);
  EXPECT_TRUE(a.of(*a.admission.admit(a.claim(tokens(20), 5))).tokens.empty());
  a.expect_sound();
}

TEST(Admission, PicturesAreSharedWholeAndTakeTheirOwnPositions) {
  Admitting a({.cells = 300, .sequences = 4, .parallel = 2});
  std::vector<model::Token> prompt = tokens(5);
  for (model::Token t = -10; t > -30; --t) prompt.push_back(t);
  const auto until_picture = prompt.size();
  prompt.push_back(50);
  auto& claim = a.claim(prompt, 5);
  claim.pictures = {{.end = until_picture, .less = 16}};
  EXPECT_EQ(claim.position_of(5), 5u);
  EXPECT_EQ(claim.position_of(until_picture), 9u);
  const int first = *a.admission.admit(claim);
  a.compute(first, 15);  // Half of the picture.
  EXPECT_EQ(a.of(*a.admission.admit(a.claim(prompt, 5))).tokens.size(), 5u);
}

TEST(Admission, TokensThatWereNotComputedGiveTheirCellsBack) {
  Admitting a({.cells = 100, .sequences = 4, .parallel = 2});
  const int s = *a.admission.admit(a.claim(tokens(30), 10));
  a.compute(s, 10);
  for (model::Token t = 11; t < 21; ++t) a.admission.add(s, t);
  a.admission.take_back(s, 10);
  EXPECT_EQ(a.of(s).tokens, tokens(10));
  EXPECT_EQ(a.admission.cell_use().of_claims, 10);
  a.expect_sound();
}

// Prompts with common beginnings, with and without a limit, come, write, end and give way at
// random.
TEST(Admission, WhateverComesReservationsAreNeverMoreThanTheCells) {
  Admitting a({.cells = 400, .sequences = 8, .parallel = 4});
  std::mt19937 random(1);
  const auto below = [&](std::size_t n) { return static_cast<std::size_t>(random() % n); };
  for (int round = 0; round < 3000; ++round) {
    if (a.admission.has_place()) {
      auto prompt = tokens(1 + below(150), below(2) ? 1 : 1000);
      prompt.push_back(static_cast<model::Token>(5000 + below(3)));
      a.admission.admit(a.claim(std::move(prompt), below(2) * (1 + below(60))));
    }
    a.admission.bind_waiting();
    a.admission.reserve_for_writers();
    for (const auto& s : a.admission.sequences()) {
      if (s.is_reading()) a.compute(s.id, 40);
      if (!s.is_writing() || s.claim->tokens.size() > s.claim->reserved) continue;
      a.compute(s.id);
      if (s.claim->tokens.size() == s.claim->limit || below(40) == 0)
        a.admission.end(s.id, below(3) ? Admission::kWhole : 0);
      else
        s.claim->tokens.push_back(static_cast<model::Token>(below(9)));
    }
    a.expect_sound();
    if (::testing::Test::HasFailure()) return;
  }
}

}  // namespace
}  // namespace minerva::engine
