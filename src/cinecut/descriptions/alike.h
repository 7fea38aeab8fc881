#pragma once
// Stills that show nearly the same: one description serves them all. Private to
// src/cinecut/scenes.

#include <vector>

#include "cinecut/survey/survey.h"

namespace cinecut {

/// For each still the one that is described for it: itself, or an earlier one that is nearly the
/// same picture.
std::vector<int> described_by(const std::vector<Still>& stills);

}  // namespace cinecut
