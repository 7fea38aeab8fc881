#pragma once
// Change: how much of a picture cannot be explained by moving parts of another one.

#include "cinecut/survey/small_picture.h"

namespace cinecut::survey {

/// From one picture to another. Luma in levels of 0 to 255.
struct Change {
  float luma = 0;    ///< Mean difference left after each block was moved to where it fits best.
  float colour = 0;  ///< The same of cb and cr together, with the blocks' movements.
  float share = 0;   ///< How far blocks fit no better than a plain block would, 0 to 1.
  float detail = 0;  ///< The same, blocks weighed by their detail: little of a dark picture shows.
  float plain = 0;   ///< Mean difference without any movement.
  float camera_x = 0, camera_y = 0;  ///< Median movement, in parts of the picture's width.
};

/// Blocks of `to` are searched in `from`: 16x16 everywhere up to an eighth of the width away, at
/// half size; then their four parts around the best places found.
Change change_between(const SmallPicture& from, const SmallPicture& to);

}  // namespace cinecut::survey
