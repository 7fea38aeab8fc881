#pragma once
// Ramp: from no to yes over a range of values.

#include <algorithm>

namespace cinecut::survey {

/// 0 at `no`, 1 at `yes`, straight between; `yes` may be the lower one.
inline float ramp(float value, float no, float yes) {
  return std::clamp((value - no) / (yes - no), 0.0f, 1.0f);
}

}  // namespace cinecut::survey
