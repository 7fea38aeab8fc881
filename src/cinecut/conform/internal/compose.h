#pragma once
// Pictures made from pictures: mixed, faded, framed. All yuv420p, 8 bits, limited range.

#include "cinecut/edit/film_facts.h"
#include "media/picture.h"

namespace cinecut::conform {

media::Picture black_picture(int width_px, int height_px);

/// A copy whose pixels may be changed.
media::Picture copied(const media::Picture& picture);

/// `share` of `a` and the rest of `b`, of the same size. 0 to 1.
media::Picture mixed(const media::Picture& a, const media::Picture& b, float share);

/// `light` of the picture, 0 to 1, and the rest black or white.
media::Picture faded(const media::Picture& picture, float light, bool to_white);

/// Black outside `area`; nothing to do if the area is empty or everything.
void draw_bars(media::Picture& picture, const edit::PictureArea& area);

}  // namespace cinecut::conform
