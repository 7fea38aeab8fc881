#pragma once
// Signals: eight views of how much a stretch is worth, comparable over one film.

#include <array>
#include <vector>

#include "cinecut/story/internal/stretches.h"
#include "cinecut/story/story.h"

namespace cinecut::story {

using Signals = std::array<float, edit::kSignals>;

/// Their weights; the sum is 1.
inline constexpr Signals kWeights = {0.20f, 0.15f, 0.15f, 0.20f, 0.10f, 0.10f, 0.05f, 0.05f};

float weighted_sum(const Signals& signals);

/// For each shot the share of the film's shots that move less. Shots with exact borders were seen
/// whole, the others were guessed at: each are compared with their like.
std::vector<float> motion_ranks(const survey::Survey& survey);

/// For each stretch its signals, 0 to 1. What has a true zero (no face, no feeling) keeps it and is
/// divided by the film's 95th percentile; the rest are ranks among the film's stretches.
std::vector<Signals> measure_signals(const std::vector<Stretch>& stretches,
                                     const survey::Survey& survey,
                                     const std::vector<subtitles::Cue>& cues,
                                     const std::vector<descriptions::Scene>& scenes,
                                     const std::vector<int>& scene_of_stretch,
                                     const vibe::Vibe& vibe);

}  // namespace cinecut::story
