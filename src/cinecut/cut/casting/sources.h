#pragma once
// What an edit is made from, and what is asked of it.

#include <cstdint>
#include <string>
#include <vector>

#include "cinecut/cut/casting/weights.h"
#include "cinecut/cut/grid/weights.h"
#include "cinecut/descriptions/descriptions.h"
#include "cinecut/music/beats/song.h"
#include "cinecut/story/story.h"
#include "cinecut/subtitles/cues.h"
#include "cinecut/survey/survey.h"
#include "cinecut/vibe/vibe.h"

namespace cinecut::casting {

struct CutOptions {
  base::Duration length = std::chrono::seconds(120);
  std::string title;  ///< Shown on the title card.
  /// A few words each, shown on black between the parts, in order. At least two, or none is shown.
  std::vector<std::string> cards;
  std::uint32_t seed = 0;
  /// The length that a made score was made for. Zero: the length above.
  base::Duration score_length{};
};

/// What the edit is made from.
struct Sources {
  const story::Story& story;
  const survey::Survey& survey;
  const std::vector<descriptions::Scene>& scenes;
  const std::vector<subtitles::Cue>& cues;
  const beats::Song& song;
  const vibe::Vibe& vibe;
  const CutOptions& options;
  const grid::Weights& grid_weights;
  const Weights& weights;
};

/// The frame rate of the trailer: the film's.
base::Rational rate_of(const survey::Survey& survey);

/// The longest trailer that makes sense for a film of this length: half of it, but not under 15 s.
/// make_cut shortens what is longer; whoever makes a score knows before.
base::Duration longest_trailer(base::Duration film);

}  // namespace cinecut::casting
