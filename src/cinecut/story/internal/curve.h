#pragma once
// Curve: the survey's sound, asked by film time.

#include <vector>

#include "base/time.h"
#include "cinecut/survey/survey.h"

namespace cinecut::story {

/// A value each `step`, as in SoundCurve. Borrows `values`. One thread at a time.
class Curve {
 public:
  Curve(const std::vector<float>& values, base::Duration step) : values_(values), step_(step) {}

  bool is_empty() const { return values_.empty() || step_ <= base::Duration::zero(); }

  /// The greatest value in `range`; `otherwise` where there is none.
  float highest(base::FilmRange range, float otherwise) const;
  /// Its time (the middle of its step); the range's middle where there is none.
  base::FilmTime time_of_highest(base::FilmRange range) const;
  base::FilmTime time_of_lowest(base::FilmRange range) const;
  float mean(base::FilmRange range, float otherwise) const;
  float at(base::FilmTime t, float otherwise) const;
  /// Which share of the curve is below `value`, 0 to 1.
  float rank(float value) const;

 private:
  struct Steps {
    std::size_t begin, end;
  };
  Steps steps_in(base::FilmRange range) const;
  base::FilmTime middle_of(std::size_t step) const;

  const std::vector<float>& values_;
  base::Duration step_;
  mutable std::vector<float> sorted_;  ///< Made when a rank is first asked for.
};

}  // namespace cinecut::story
