#pragma once
// Private to this folder. The draft: skeleton, slots and casting that belong together, on their way
// to becoming a manifest.

#include <cstdint>
#include <memory>
#include <vector>

#include "cinecut/cut/casting.h"
#include "cinecut/cut/cut.h"
#include "cinecut/cut/material.h"
#include "cinecut/cut/rhythm.h"
#include "cinecut/cut/skeleton.h"

namespace cinecut {

/// What the edit is made from.
struct Sources {
  const Story& story;
  const Survey& survey;
  const std::vector<Scene>& scenes;
  const std::vector<Cue>& cues;
  const Song& song;
  const Vibe& vibe;
  const CutOptions& options;
};

struct Draft {
  Skeleton skeleton;
  Material material;
  std::vector<Slot> slots;
  CastingGoal goal;
  Casting casting;
};

/// The frame rate of the trailer: the film's.
base::Rational rate_of(const Survey& survey);

/// The draft for a trailer of the wished length, or shorter if the film has too little material
/// (with a warning). Throws Error: unsupported if it has not even enough for 15 s.
Draft make_draft(const Sources& sources);

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
