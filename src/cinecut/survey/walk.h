#pragma once
// Walk: how a coarse picture goes from one end of a stretch of film to the other.

#include <array>
#include <cstddef>
#include <span>

#include "cinecut/survey/change.h"
#include "cinecut/survey/small_picture.h"

namespace cinecut::survey {

/// Means of 16x9 blocks: luma, cb, cr.
using CoarsePicture = std::array<float, 3 * 16 * 9>;
CoarsePicture make_coarse(const SmallPicture& small);

struct Step {
  const CoarsePicture* coarse = nullptr;
  Change change;  ///< From the picture before.
};

struct Walk {
  float distance = 0;    ///< Between the ends, in levels.
  float residual = 9;    ///< Mean distance from the straight line, over `distance`.
  float back = 9;        ///< Steps in the wrong direction, over the whole way.
  float longest = 9;     ///< Longest single step, over the whole way.
  float uneven = 9;      ///< Largest distance from an even walk, over the whole way.
  float straight = 0;    ///< Share of blocks that walk along, each on its own line.
  float camera = 0;      ///< How far the camera went, in widths.
  std::size_t half = 0;  ///< The step with which half the way is done.
};

/// Of at least two pictures; the first one's change does not count.
Walk walk_along(std::span<const Step> steps);

}  // namespace cinecut::survey
