#pragma once
// A trailer's score, part by part.
//
//   cold open   one accent, a ground, a fragment of the tune
//   act 1       the tune alone over a pulse; then a first groove; a rise; a breath
//   beat drop   the first full accent, left to ring
//   act 2       the running figure, bass and drums, layer upon layer; a rise that breaks off
//   silence     a heart, or one lonely note
//   act 3       everything: tune in the lead, chords in the brass, a new key half way, accents that
//               come faster and faster; a breath
//   title       the last accent rings out
//   button      a small echo
//   end card    a ground that fades

#include "cinecut/music/score/internal/orchestra.h"

namespace cinecut::score {

/// Writes the score. `random` varies details; the same random gives the same score.
Composition compose(const Bars& bars, const vibe::Palette& palette, const Harmony& harmony,
                    Random& random);

}  // namespace cinecut::score
