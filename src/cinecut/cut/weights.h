#pragma once
// All the numbers that decide an edit. `cinecut explain --weights` prints them.

#include "cinecut/cut/casting/weights.h"
#include "cinecut/cut/grid/weights.h"
#include "cinecut/cut/placing/weights.h"

namespace cinecut::cut {

struct Weights {
  grid::Weights grid;
  casting::Weights casting;
  placing::Weights placing;
};

/// Every weight of these, which must outlive the listing.
weights::Listing list(Weights& w);

}  // namespace cinecut::cut
