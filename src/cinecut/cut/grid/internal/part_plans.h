#pragma once
// How many shots each part gets, and within which bounds.

#include <array>
#include <vector>

#include "cinecut/cut/grid/internal/shot_lengths.h"
#include "cinecut/cut/grid/rhythm.h"

namespace cinecut::grid {

struct PartPlan {
  const GridPart* part;  ///< Of the skeleton.
  int act;
  Bounds bounds;
  int count = 0;
};

/// Frames of the trailer that belong to each act.
std::array<double, 3> frames_per_act(const Skeleton& skeleton);

/// A plan for every part with clips, in order. The skeleton must outlive it.
std::vector<PartPlan> plan_parts(const Skeleton& skeleton, const vibe::Vibe& vibe,
                                 const RhythmOptions& options, const Weights& w);

}  // namespace cinecut::grid
