#pragma once
// The draft: skeleton, slots and casting that belong together, on their way to becoming an edit.

#include <cstdint>
#include <memory>
#include <vector>

#include "cinecut/cut/casting/casting.h"
#include "cinecut/cut/casting/material.h"
#include "cinecut/cut/casting/sources.h"
#include "cinecut/cut/grid/rhythm.h"
#include "cinecut/cut/grid/skeleton.h"

namespace cinecut::casting {

struct Draft {
  grid::Skeleton skeleton;
  Material material;
  std::vector<grid::Slot> slots;
  CastingGoal goal;
  Casting casting;
};

/// The draft for a trailer of the wished length, or shorter if the film has too little material
/// (with a warning). Throws Error: unsupported if it has not even enough for 15 s.
Draft make_draft(const Sources& sources);

}  // namespace cinecut::casting
