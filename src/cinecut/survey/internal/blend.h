#pragma once
// Blend: is a picture a mixture of two others?

#include "cinecut/survey/small_picture.h"

namespace cinecut::survey {

/// How much of `middle` is left when its blocks are mixed half and half from blocks of `from` and
/// `to`, each moved to where it fits best, over what is left when they come from one of the two
/// alone. Near or above 1: the mixture explains nothing more; 0: it explains all.
float blend_residual(const SmallPicture& from, const SmallPicture& middle, const SmallPicture& to);

}  // namespace cinecut::survey
