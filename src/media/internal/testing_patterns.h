#pragma once
// How the pictures of test films are drawn.

#include <vector>

#include "media/internal/ffmpeg.h"
#include "media/testing.h"

namespace testing_media {

/// The shot that picture `n` belongs to, and how far inside it stands.
struct Place {
  std::size_t shot = 0;
  int picture = 0;  ///< 0: the shot's first.
};
Place place_of(const std::vector<Shot>& shots, base::Rational rate, int n);

/// Draws picture `n` into a frame of format YUV 4:2:0, of 8 or 10 bits.
void draw(AVFrame& frame, const Shot& shot, int picture_of_shot, std::optional<int> number);

}  // namespace testing_media
