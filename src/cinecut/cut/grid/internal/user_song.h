#pragma once
// A song of the user's, cut so that it suits a trailer's parts.

#include "cinecut/cut/grid/skeleton.h"

namespace cinecut::grid {

/// Any song, also without beats or sections.
Skeleton lay_song(const beats::Song& song, const vibe::Vibe& vibe, base::Duration length,
                  base::Rational rate, const Weights& weights);

}  // namespace cinecut::grid
