#pragma once
// Sights: what the pictures of shots show.

#include <vector>

#include "base/progress.h"
#include "cinecut/survey/internal/evidence.h"
#include "cinecut/survey/survey.h"

namespace cinecut::survey {

/// Looks at the pictures that show the shots best, one of each shot and more of long ones; pictures
/// of one camera position that hardly differ are looked at once. Fills in faces and what follows
/// from them. On all cores. Throws Error: cancelled.
void look_at_shots(std::vector<Shot>& shots, const std::vector<Glance>& glances,
                   const base::Progress& progress);

}  // namespace cinecut::survey
