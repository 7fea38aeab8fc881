#include "minerva/engine/internal/step.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

#include "minerva/engine/internal/testing.h"

namespace minerva::engine {
namespace {

class NoMemory final : public SequenceMemory {
 public:
  void copy(int, int, std::size_t) override {}
  bool truncate(int, std::size_t) override { return true; }
  void forget(int) override {}
};

/// Remembers what a step holds.
class Input final : public StepInput {
 public:
  struct Added {
    model::Token token;
    std::size_t position;
    int sequence;
    bool wants_output;
  };
  void clear() override { added.clear(); }
  int size() const override { return static_cast<int>(added.size()); }
  int room() const override { return capacity - size(); }
  int add(model::Token token, std::size_t position, int sequence, bool wants_output) override {
    added.push_back({token, position, sequence, wants_output});
    return size() - 1;
  }
  void add_embedding(const float*, const std::array<std::int32_t, 4>& positions,
                     int sequence) override {
    added.push_back({-1, static_cast<std::size_t>(positions[0]), sequence, false});
  }
  int of(int sequence) const {
    return static_cast<int>(std::count_if(added.begin(), added.end(),
                                          [&](const Added& a) { return a.sequence == sequence; }));
  }

  int capacity = 512;
  std::vector<Added> added;
};

class Stepping {
 public:
  /// Has a sequence whose prompt has `prompt` tokens, from `first` on.
  int start(std::size_t prompt, model::Token first) {
    auto work = testing::plain_work();
    work->claim.id = ++last_id;
    work->claim.tokens.resize(prompt);
    std::iota(work->claim.tokens.begin(), work->claim.tokens.end(), first);
    work->claim.limit = prompt + 10;
    work->claim.has_limit = true;
    const int sequence = admission.admit(work->claim).value();
    works[static_cast<std::size_t>(sequence)] = work;
    return sequence;
  }
  /// A step of texts, as if it had been computed.
  void go() {
    step.begin();
    step.add_texts(works);
  }
  Work& work(int sequence) { return *works[static_cast<std::size_t>(sequence)]; }
  std::size_t computed(int sequence) const {
    return admission.sequences()[static_cast<std::size_t>(sequence)].tokens.size();
  }

  std::uint64_t last_id = 0;
  NoMemory memory;
  Input input;
  Admission admission{{.cells = 4000, .sequences = 6, .parallel = 3}, memory};
  Step step{{.outputs = 14, .parallel = 3, .micro_batch = 256}, admission, input};
  std::vector<WorkPtr> works = std::vector<WorkPtr>(6);
};

TEST(Step, APromptTakesAMicroBatchAndItsLastTokenAnOutput) {
  Stepping s;
  const int a = s.start(300, 1000);
  s.go();
  EXPECT_EQ(s.input.of(a), 256);
  EXPECT_EQ(s.step.part(a).first_output, -1);
  s.go();
  EXPECT_EQ(s.input.of(a), 44);
  EXPECT_EQ(s.step.part(a).first_output, 43);
  EXPECT_TRUE(s.input.added.back().wants_output);
  EXPECT_EQ(s.input.added.back().position, 299u);
}

TEST(Step, WhileSomebodyWritesPromptsGetOnlyAShare) {
  Stepping s;
  const int a = s.start(10, 0);
  s.go();
  s.work(a).claim.tokens.push_back(5);
  const int b = s.start(600, 1000);
  s.go();
  EXPECT_EQ(s.input.added.front().sequence, a);
  EXPECT_EQ(s.step.part(a).first_output, 0);
  EXPECT_EQ(s.input.of(a), 1);
  EXPECT_EQ(s.input.of(b), 192);
}

TEST(Step, PromptsTakeTurns) {
  Stepping s;
  const int a = s.start(2000, 10'000), b = s.start(600, 20'000), c = s.start(600, 30'000);
  std::vector<int> first;
  for (int i = 0; i < 3; ++i) {
    s.go();
    first.push_back(s.input.added.front().sequence);
    EXPECT_EQ(s.input.size(), 256);
  }
  EXPECT_EQ(first, (std::vector{a, b, c}));
}

TEST(Step, StopsBeforeAPictureAndInAFullStep) {
  Stepping s;
  const int a = s.start(50, 1000);
  s.work(a).claim.tokens[20] = -7;
  s.go();
  EXPECT_EQ(s.input.of(a), 20);
  s.go();
  EXPECT_EQ(s.input.size(), 0);
  s.input.capacity = 30;
  const int b = s.start(50, 5000);
  s.go();
  EXPECT_EQ(s.input.of(b), 30);
}

TEST(Step, WhoHasNoCellReservedIsLeftOut) {
  Stepping s;
  const int a = s.start(10, 0);
  s.go();
  s.work(a).claim.tokens.push_back(5);
  s.work(a).claim.reserved = 10;
  s.go();
  EXPECT_EQ(s.input.size(), 0);
}

TEST(Step, UndoneItHasTakenNothing) {
  Stepping s;
  const int a = s.start(10, 0);
  s.go();
  s.work(a).claim.tokens.push_back(5);
  const int b = s.start(600, 1000);
  s.go();
  s.step.undo();
  EXPECT_EQ(s.computed(a), 10u);
  EXPECT_EQ(s.computed(b), 0u);
  EXPECT_EQ(s.step.part(a).first_output, -1);
  EXPECT_EQ(s.admission.cell_use().of_claims, 10);
  s.go();
  EXPECT_EQ(s.computed(a), 11u);
}

TEST(Step, TellsWhenItIsOfPictures) {
  Stepping s;
  const int a = s.start(10, 1000);
  s.work(a).claim.tokens[0] = -7;
  s.step.begin();
  const float values[] = {0};
  s.step.add_embedding(a, -7, values, {4});
  EXPECT_TRUE(s.step.is_of_pictures());
  EXPECT_EQ(s.step.part(a).added, 1u);
  EXPECT_EQ(s.computed(a), 1u);
  s.go();
  EXPECT_FALSE(s.step.is_of_pictures());
}

}  // namespace
}  // namespace minerva::engine
