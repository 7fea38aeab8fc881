#pragma once
// What vectors have in common that mean the same, learned from examples.
//
// Multinomial logistic regression with a Gaussian prior on its weights (Bishop, Pattern Recognition
// and Machine Learning, 4.3.4), by Nesterov's accelerated gradient. Deterministic.

#include <vector>

#include "cinecut/meaning/meaning.h"

namespace cinecut::meaning {

struct Example {
  Vector vector;
  int label = 0;
};

class Lesson {
 public:
  /// Of labels 0 to `labels` - 1. Each label counts the same, however many examples it has.
  /// Examples without a vector are left out; without any, all labels are equally likely.
  Lesson(const std::vector<Example>& examples, int labels);

  /// The share of each label; sums to 1.
  std::vector<float> shares_of(const Vector& vector) const;

 private:
  std::size_t labels_ = 0, width_ = 0;
  std::vector<float> mean_;     // Of the examples: what all vectors of a model have in common.
  std::vector<float> weights_;  // labels x (width + 1); the last of a row is its bias.
};

}  // namespace cinecut::meaning
