#pragma once
// Stills that show nearly the same: one description serves them all.

#include <vector>

#include "cinecut/survey/survey.h"

namespace cinecut::descriptions {

/// For each still the one that is described for it: itself, or an earlier one that is nearly the
/// same picture.
std::vector<int> described_by(const std::vector<survey::Still>& stills);

}  // namespace cinecut::descriptions
