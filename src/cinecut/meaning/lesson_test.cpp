#include "cinecut/meaning/internal/lesson.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>

namespace cinecut::meaning {
namespace {

/// Vectors around one direction for each label, all of them with much in common.
std::vector<Example> clusters(int labels, int each, unsigned seed) {
  std::mt19937 random(seed);
  std::normal_distribution<float> noise(0, 0.15f);
  std::vector<Example> found;
  for (int n = 0; n < each; ++n)
    for (int label = 0; label < labels; ++label) {
      Example e{Vector(24, 0.5f), label};
      for (float& v : e.vector) v += noise(random);
      e.vector[static_cast<std::size_t>(label)] += 0.8f;
      const float length =
          std::sqrt(std::inner_product(e.vector.begin(), e.vector.end(), e.vector.begin(), 0.0f));
      for (float& v : e.vector) v /= length;
      found.push_back(e);
    }
  return found;
}

int best_of(const std::vector<float>& shares) {
  return static_cast<int>(std::ranges::max_element(shares) - shares.begin());
}

TEST(Lesson, TellsLabelsOfVectorsThatItHasNotSeen) {
  const Lesson lesson(clusters(5, 30, 1), 5);
  int right = 0, all = 0;
  for (const auto& e : clusters(5, 20, 2)) {
    const auto shares = lesson.shares_of(e.vector);
    EXPECT_NEAR(std::accumulate(shares.begin(), shares.end(), 0.0f), 1, 1e-4f);
    right += best_of(shares) == e.label;
    ++all;
  }
  EXPECT_GE(right, all * 9 / 10);
}

TEST(Lesson, CountsEachLabelTheSameHoweverManyItsExamples) {
  auto examples = clusters(2, 40, 3);
  std::erase_if(examples, [n = 0](const Example& e) mutable { return e.label == 1 && n++ > 3; });
  const Lesson lesson(examples, 2);
  int ones = 0;
  for (const auto& e : clusters(2, 20, 4)) ones += best_of(lesson.shares_of(e.vector));
  EXPECT_GE(ones, 15);
  EXPECT_LE(ones, 25);
}

TEST(Lesson, KnowsNothingWithoutExamplesOrVectors) {
  const std::vector<float> even(4, 0.25f);
  EXPECT_EQ(Lesson({}, 4).shares_of(Vector(8, 1)), even);
  const Lesson lesson(clusters(4, 5, 5), 4);
  EXPECT_EQ(lesson.shares_of({}), even);
  EXPECT_EQ(lesson.shares_of(Vector(3, 1)), even);
}

}  // namespace
}  // namespace cinecut::meaning
