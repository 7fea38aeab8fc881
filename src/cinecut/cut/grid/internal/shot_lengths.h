#pragma once
// How many beats each shot of a part lasts.

#include <cstdint>
#include <vector>

#include "cinecut/cut/grid/skeleton.h"
#include "cinecut/cut/grid/weights.h"

namespace cinecut::grid {

/// Of a shot, in beats.
struct Bounds {
  int shortest = 1;
  int longest = 16;
};

/// The lengths of `count` shots that fill a part, in beats, within the bounds, following one of
/// several shapes (`variant`). Empty if there are none.
std::vector<int> lengths_for(const LengthWeights& w, const GridPart& part, int count,
                             const Bounds& bounds, int bar, std::uint32_t variant);

}  // namespace cinecut::grid
