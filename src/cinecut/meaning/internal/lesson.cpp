#include "cinecut/meaning/internal/lesson.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <numeric>

namespace cinecut::meaning {
namespace {

// Chosen by leaving out a fifth of the examples at a time (bench/meaning).
constexpr float kPrior = 2e-3f;
constexpr int kSteps = 100;
constexpr float kScale = 3;  // Of what is left of a vector without the mean.
// The loss's curvature is at most half of the inputs' squared length.
constexpr float kStep = 4 / (kScale * kScale);

/// In eight sums, which a processor adds at the same time.
float dot(const float* a, const float* b, std::size_t n) {
  constexpr std::size_t kLanes = 8;
  std::array<float, kLanes> sums{};
  std::size_t i = 0;
  for (; i + kLanes <= n; i += kLanes)
    for (std::size_t k = 0; k < kLanes; ++k) sums[k] += a[i + k] * b[i + k];
  for (; i < n; ++i) sums[0] += a[i] * b[i];
  return std::accumulate(sums.begin(), sums.end(), 0.0f);
}

void to_shares(std::vector<float>& scores) {
  const float most = *std::ranges::max_element(scores);
  float sum = 0;
  for (float& s : scores) sum += s = std::exp(s - most);
  for (float& s : scores) s /= sum;
}

}  // namespace

Lesson::Lesson(const std::vector<Example>& examples, int labels)
    : labels_(static_cast<std::size_t>(labels)) {
  std::vector<const Example*> known;
  for (const auto& e : examples)
    if (!e.vector.empty()) known.push_back(&e);
  if (known.empty()) return;
  width_ = known.front()->vector.size();
  mean_.assign(width_, 0);
  std::vector<float> count(labels_);
  for (const auto* e : known) {
    for (std::size_t i = 0; i < width_; ++i)
      mean_[i] += e->vector[i] / static_cast<float>(known.size());
    ++count[static_cast<std::size_t>(e->label)];
  }
  const std::size_t row = width_ + 1;
  std::vector<float> inputs(known.size() * row), importance(known.size());
  for (std::size_t n = 0; n < known.size(); ++n) {
    for (std::size_t i = 0; i < width_; ++i)
      inputs[n * row + i] = kScale * (known[n]->vector[i] - mean_[i]);
    inputs[n * row + width_] = 1;
    importance[n] =
        1 / (static_cast<float>(labels_) * count[static_cast<std::size_t>(known[n]->label)]);
  }
  weights_.assign(labels_ * row, 0);
  std::vector<float> ahead(weights_), gradient(weights_.size()), scores(labels_);
  for (int step = 0; step < kSteps; ++step) {
    for (std::size_t i = 0; i < ahead.size(); ++i) gradient[i] = kPrior * ahead[i];
    for (std::size_t n = 0; n < known.size(); ++n) {
      const float* input = &inputs[n * row];
      for (std::size_t k = 0; k < labels_; ++k) scores[k] = dot(&ahead[k * row], input, row);
      to_shares(scores);
      for (std::size_t k = 0; k < labels_; ++k) {
        const bool is_it = static_cast<std::size_t>(known[n]->label) == k;
        const float off = importance[n] * (scores[k] - (is_it ? 1.0f : 0.0f));
        for (std::size_t i = 0; i < row; ++i) gradient[k * row + i] += off * input[i];
      }
    }
    const float momentum = static_cast<float>(step) / static_cast<float>(step + 3);
    for (std::size_t i = 0; i < ahead.size(); ++i) {
      const float next = ahead[i] - kStep * gradient[i];
      ahead[i] = next + momentum * (next - weights_[i]);
      weights_[i] = next;
    }
  }
}

std::vector<float> Lesson::shares_of(const Vector& vector) const {
  std::vector<float> shares(labels_, 1 / static_cast<float>(labels_));
  if (weights_.empty() || vector.size() != width_) return shares;
  std::vector<float> input(width_ + 1, 1);
  for (std::size_t i = 0; i < width_; ++i) input[i] = kScale * (vector[i] - mean_[i]);
  for (std::size_t k = 0; k < labels_; ++k)
    shares[k] = dot(&weights_[k * input.size()], input.data(), input.size());
  to_shares(shares);
  return shares;
}

}  // namespace cinecut::meaning
