#pragma once
// Placing: a draft becomes clips, titles, effects and lines that are heard over other pictures.

#include <vector>

#include "cinecut/cut/casting/draft.h"
#include "cinecut/edit/manifest.h"

namespace cinecut {

/// Where in the film each slot's clip is taken, how clips join, and what is heard.
std::vector<Clip> place_clips(const Sources& sources, const Draft& draft);

/// Lines over other pictures, at most three. Adapts the sound of the clips beneath.
std::vector<VoiceLine> place_voice(const Sources& sources, const Draft& draft,
                                   std::vector<Clip>& clips);

std::vector<Effect> place_effects(const Draft& draft, const std::vector<Clip>& clips);
std::vector<Title> place_titles(const Sources& sources, const Skeleton& skeleton);

/// Writes reason and alternatives of every clip.
void explain_choices(const Sources& sources, const Draft& draft, std::vector<Clip>& clips);

}  // namespace cinecut
