#pragma once
// What the two halves of a face share: what stays, and what moves.

#include "sample_film/internal/people.h"

namespace sample_film {

/// The colours of a face in the light of a shot.
struct FacePaint {
  Colour skin, lit, shaded, hair, hair_lit, coat, lips, brow, iris;
};

inline bool is_mara(const FaceOptions& o) { return o.who == Speaker::mara; }

/// Eyes, brows and mouth, in the head's own coordinates: 1 is its height, the chin at y = 0.5, the
/// crown at -0.5, x = 0 the middle.
void draw_features(Brush& brush, const FaceOptions& options, const FacePaint& paint,
                   const Moment& now);

}  // namespace sample_film
