#pragma once
// The plan: what each frame of the trailer is made of, worked out before anything is decoded.
//
//   clip 0   |=============|~~~~           ~ pictures beyond the clip's ends, for a crossfade:
//   clip 1             ~~~~|========|        half of it on each side of the cut
//   frame              0 0 1 1
//   mix of 1           ▁ ▃ ▅ ▇

#include <cstdint>
#include <vector>

#include "cinecut/edit/manifest.h"

namespace cinecut::conform {

/// One frame of the trailer.
struct FramePlan {
  int clip = -1;    ///< Index into Manifest::clips; -1: black.
  int under = -1;   ///< Mixed in during a crossfade: the other clip; -1: none, or black.
  float mix = 1;    ///< Share of `clip`; the rest is `under`.
  float light = 1;  ///< 1: as it is; 0: black, or white if `is_white`.
  bool is_white = false;
  int title = -1;  ///< Index into Manifest::titles, drawn on top; -1: none.
};

/// The frames of the trailer that show one clip.
struct ClipPlan {
  base::FrameRange shown;  ///< With those that a crossfade mixes with another clip's.
  base::FrameRange own;    ///< Without them.
};

struct Plan {
  base::Rational frame_rate{24, 1};
  std::vector<FramePlan> frames;
  std::vector<ClipPlan> clips;  ///< As many as Manifest::clips; empty ranges are never shown.
};

/// Edges are put on the nearest frame; a transition too long for its clips is shortened, so that
/// never more than two clips are seen at once.
Plan make_plan(const edit::Manifest& manifest);

/// The time of the film whose picture is shown in frame `n` of `clip`: the middle of the frame, so
/// that no rounding ever shows the picture before or after. Within the clip's own frames it lies
/// within clip.source. May be negative, or beyond the film, in a crossfade.
base::FilmTime source_time(const edit::Clip& clip, const ClipPlan& plan, std::int64_t n,
                           base::Rational frame_rate);

}  // namespace cinecut::conform
