#include "cinecut/story/internal/curve.h"

#include <algorithm>
#include <cmath>

namespace cinecut::story {
namespace {

float finite(float v) { return std::isfinite(v) ? v : 0; }

}  // namespace

Curve::Steps Curve::steps_in(base::FilmRange range) const {
  if (is_empty()) return {0, 0};
  const auto size = static_cast<std::int64_t>(values_.size());
  const auto first = range.start.time_since_epoch() / step_;
  const auto last = (range.end.time_since_epoch() - base::Duration(1)) / step_;
  const auto begin = std::clamp<std::int64_t>(first, 0, size);
  const auto end = std::clamp<std::int64_t>(last + 1, begin, size);
  return {static_cast<std::size_t>(begin), static_cast<std::size_t>(end)};
}

base::FilmTime Curve::middle_of(std::size_t step) const {
  return base::FilmTime{step_ * static_cast<std::int64_t>(step) + step_ / 2};
}

float Curve::highest(base::FilmRange range, float otherwise) const {
  const auto [begin, end] = steps_in(range);
  float best = otherwise;
  for (std::size_t i = begin; i < end; ++i)
    if (i == begin || values_[i] > best) best = finite(values_[i]);
  return best;
}

base::FilmTime Curve::time_of_highest(base::FilmRange range) const {
  const auto [begin, end] = steps_in(range);
  if (begin == end) return range.middle();
  std::size_t best = begin;
  for (std::size_t i = begin; i < end; ++i)
    if (values_[i] > values_[best]) best = i;
  return std::clamp(middle_of(best), range.start, range.end);
}

base::FilmTime Curve::time_of_lowest(base::FilmRange range) const {
  const auto [begin, end] = steps_in(range);
  if (begin == end) return range.middle();
  std::size_t best = begin;
  for (std::size_t i = begin; i < end; ++i)
    if (values_[i] < values_[best]) best = i;
  return std::clamp(middle_of(best), range.start, range.end);
}

float Curve::mean(base::FilmRange range, float otherwise) const {
  const auto [begin, end] = steps_in(range);
  if (begin == end) return otherwise;
  double sum = 0;
  for (std::size_t i = begin; i < end; ++i) sum += finite(values_[i]);
  return static_cast<float>(sum / static_cast<double>(end - begin));
}

float Curve::at(base::FilmTime t, float otherwise) const {
  return mean({t, t + base::Duration(1)}, otherwise);
}

float Curve::rank(float value) const {
  if (sorted_.empty()) {
    sorted_ = values_;
    for (float& v : sorted_) v = finite(v);
    std::sort(sorted_.begin(), sorted_.end());
  }
  if (sorted_.empty()) return 0;
  const auto below = std::lower_bound(sorted_.begin(), sorted_.end(), value) - sorted_.begin();
  return static_cast<float>(static_cast<double>(below) / static_cast<double>(sorted_.size()));
}

}  // namespace cinecut::story
