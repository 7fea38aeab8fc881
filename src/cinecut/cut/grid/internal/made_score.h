#pragma once
// A score that was made for a trailer, laid under one of this length.

#include "cinecut/cut/grid/skeleton.h"

namespace cinecut::grid {

/// Requires is_made_for_parts(song). The whole score if it is not much longer than wished; else the
/// first bars of each of its parts.
Skeleton lay_made(const beats::Song& song, const vibe::Vibe& vibe, base::Duration length,
                  base::Rational rate);

}  // namespace cinecut::grid
