#pragma once
// Kits: what the drums of a palette play.

#include <string_view>
#include <vector>

#include "cinecut/music/score/internal/tones.h"
#include "cinecut/vibe/palette.h"

namespace cinecut::score {

/// Drums and percussion as patterns over one bar of four beats: 16 characters are sixteenths, 12
/// triplets. X full, x half, o soft, anything else rests.
struct Row {
  enum class Source { tone, drum_key, timpani } source = Source::tone;
  int what = 0;  ///< A Tone, or a key of the General MIDI drum map.
  std::string_view pattern;
  float level = 1;
};

/// Grooves from the sparsest to the fullest: act 1, act 2, its second half, act 3.
struct Kit {
  std::vector<Row> grooves[4];
};

const Kit& kit_of(vibe::Drums drums);

}  // namespace cinecut::score
