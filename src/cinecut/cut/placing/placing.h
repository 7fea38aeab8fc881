#pragma once
// Placing: a draft becomes clips, titles, effects and lines that are heard over other pictures.

#include <vector>

#include "cinecut/cut/casting/draft.h"
#include "cinecut/cut/placing/weights.h"
#include "cinecut/edit/manifest.h"

namespace cinecut::placing {

/// Where in the film each slot's clip is taken, how clips join, and what is heard.
std::vector<edit::Clip> place_clips(const casting::Sources& sources, const casting::Draft& draft,
                                    const Weights& weights);

/// Lines over other pictures, at most three. Adapts the sound of the clips beneath.
std::vector<edit::VoiceLine> place_voice(const casting::Sources& sources,
                                         std::vector<edit::Clip>& clips,
                                         const VoiceWeights& weights);

std::vector<edit::Effect> place_effects(const casting::Draft& draft,
                                        const std::vector<edit::Clip>& clips,
                                        const EffectWeights& weights);
std::vector<edit::Title> place_titles(const casting::Sources& sources,
                                      const grid::Skeleton& skeleton);

/// Writes reason and alternatives of every clip.
void explain_choices(const casting::Sources& sources, const casting::Draft& draft,
                     std::vector<edit::Clip>& clips);

}  // namespace cinecut::placing
