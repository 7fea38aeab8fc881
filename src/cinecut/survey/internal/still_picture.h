#pragma once
// Still pictures: a film's picture as a small JPEG, upright, with square pixels.

#include <string>

#include "cinecut/survey/survey.h"
#include "media/film.h"
#include "media/picture.h"

namespace cinecut::survey {

/// At most `width_px` wide. `picture`: plain (media/video_reader.h). Colours are converted; HDR is
/// darkened to what a plain screen shows.
std::string encode_still(const media::Picture& picture, const media::VideoInfo& video,
                         int width_px = kStillWidth);

}  // namespace cinecut::survey
