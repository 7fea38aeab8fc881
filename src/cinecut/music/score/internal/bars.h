#pragma once
// A form laid on a grid of beats: which beat each part of a score starts on.

#include <cmath>
#include <cstdint>
#include <vector>

#include "cinecut/vibe/form.h"
#include "cinecut/vibe/vibe.h"

namespace cinecut::score {

/// A part of the score, in beats from the score's start.
struct ScorePart {
  edit::Part part = edit::Part::act_1;
  int first_beat = 0;
  int beats = 0;  ///< Of the last part only those that start before the end.
  int end_beat() const { return first_beat + beats; }
};

/// A grid of equal beats. Bars count anew from each part's start: the last bar of a part may be
/// short, as composers write a 2/4 bar before a hit.
struct Bars {
  std::int64_t beat_frames = 24000;  ///< Of 48 kHz; a multiple of 64.
  int beats_per_bar = 4;
  std::vector<ScorePart> parts;
  std::int64_t frames = 0;  ///< The score's end, which need not be a beat.

  std::int64_t frame_of(double beat) const {
    return std::llround(beat * static_cast<double>(beat_frames));
  }
  double bpm() const { return 60.0 * 48000.0 / static_cast<double>(beat_frames); }
  int beats() const;  ///< All that start before the end.
};

/// Lays the form on the grid. Long parts fill whole bars, short ones whole beats; the tempo is
/// taken within 7 % of `bpm` and inside the vibe's limits so that the parts come out as long as
/// planned, and the last part ends exactly at the form's end.
Bars lay_bars(const vibe::Vibe& vibe, const std::vector<vibe::FormPart>& form,
              int beats_per_bar = 4);

}  // namespace cinecut::score
