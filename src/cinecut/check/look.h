#pragma once
// Looks: a picture reduced to what the check needs to see of it.

#include <array>
#include <cstdint>

#include "media/film.h"
#include "media/picture.h"

namespace cinecut {

inline constexpr int look_width = 64, look_height = 36;  ///< Of luma; chroma has half of each.

/// Values in sixteenths of a level, so that a still picture with grain is not taken for a frozen
/// one. Each is the mean of its part of the picture.
struct Look {
  std::array<std::int16_t, look_width * look_height> luma{};
  std::array<std::int16_t, look_width * look_height / 4> blue{};
  std::array<std::int16_t, look_width * look_height / 4> red{};
  float light = 0;      ///< Mean luma, 0 to 255 as coded.
  float spread = 0;     ///< Standard deviation of luma.
  float brightest = 0;  ///< Luma that only a fiftieth of the picture exceeds.
};

/// Any picture; other formats than 4:2:0 are converted, which is slower.
Look look_of(const media::Picture& picture);

/// Mean difference in luma at the same places, in levels.
double difference(const Look& a, const Look& b);

/// How unlike two pictures are once the movement of their parts is taken out: about 0 for pictures
/// of one shot, about 1 for unrelated ones, whether dark or bright.
double unlikeness(const Look& a, const Look& b);

/// The same once light, contrast and colour are made equal: what is left when a lamp goes on, or a
/// flash fades.
double unlikeness_but_for_light(const Look& a, const Look& b);

}  // namespace cinecut
