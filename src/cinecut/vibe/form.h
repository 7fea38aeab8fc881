#pragma once
// The form of a trailer: its parts in order, and how long each should be. Music is made for it, and
// clips are placed in it.

#include <vector>

#include "base/time.h"
#include "cinecut/edit/terms.h"
#include "cinecut/vibe/vibe.h"

namespace cinecut::vibe {

struct FormPart {
  edit::Part part = edit::Part::act_1;
  base::Duration length{};
};

/// The parts of a trailer of `length` (15 s to 150 s) in this vibe, in order; lengths sum to
/// `length`. A score rounds each to whole beats. Short trailers leave parts out: under 45 s no cold
/// open, no silence, no button.
std::vector<FormPart> plan_form(const Vibe& vibe, base::Duration length);

}  // namespace cinecut::vibe
