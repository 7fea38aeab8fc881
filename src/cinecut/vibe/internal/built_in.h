#pragma once
// What built-in vibes hold besides their numbers, and what stands in for it in vibes of a user.

#include <string_view>

#include "cinecut/vibe/vibe.h"

namespace cinecut::vibe {

/// By the name of a built-in vibe, as it is written there. The default for other names.
Palette built_in_palette(std::string_view vibe);
TitleStyle built_in_titles(std::string_view vibe);

/// Of a vibe that is not built in.
TitleStyle titles_by_look(const Vibe& vibe);

/// `own` with the palette, titles, wishes and tolerance of the built-in vibe of its name. Without
/// one it has the palette of that whose pace and tempo are closest and titles that suit its look,
/// and wants every feeling alike.
Vibe completed(Vibe own);

}  // namespace cinecut::vibe
