#pragma once
// What one picture is like, in numbers.

#include <cstdint>
#include <vector>

#include "cinecut/survey/small_picture.h"
#include "cinecut/survey/survey.h"
#include "media/picture.h"

namespace cinecut::survey {

/// Luma of a picture, about 320 pixels wide: enough for faces, letters and sharpness.
struct GrayPicture {
  int width_px = 0;
  int height_px = 0;
  std::vector<std::uint8_t> pixels;
};
GrayPicture make_gray(const media::Picture& picture, int width_px = 320);

/// A line of letters. Shares of the picture's width and height.
struct WordLine {
  float left = 0, top = 0, right = 0, bottom = 0;
  float sure = 0;  ///< 0 to 1.
};

/// What is kept of a picture after it is gone.
struct PictureMeasures {
  base::FilmTime time{};
  base::Duration duration{};
  Blocks blocks{};
  // As in ShotMeasures.
  float contrast = 0, saturation = 0, light = 0, warmth = 0.5f, sharpness = 0;
  std::vector<WordLine> words;
  bool is_plain = false;  ///< Black or any one colour.
  bool is_black = false;
};

PictureMeasures measure_picture(const SmallPicture& small, const GrayPicture& gray);

/// 0: the same; 1: nothing in common. Light is compared as it is, place by place.
float distance(const PictureMeasures& a, const PictureMeasures& b);

/// Black bars around the picture, in its own pixels.
struct PictureBars {
  int top = 0, bottom = 0, left = 0, right = 0;
};
/// False if the picture is too dark to tell.
bool find_bars(const media::Picture& picture, PictureBars& bars);
/// The same where the film is shown: in pixels of its display size, even numbers. Pictures of
/// another shape than the film's have bars beside them there.
PictureBars as_shown(const PictureBars& bars, const media::Picture& picture,
                     const media::VideoInfo& film);

}  // namespace cinecut::survey
