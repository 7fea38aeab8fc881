#pragma once
// A picture made small enough to compare thousands: luma at two sizes, colour at one.

#include <array>
#include <cstdint>

#include "base/time.h"
#include "media/picture.h"

namespace cinecut::survey {

/// Pixel shape and letterbox are kept as they are: a small picture is only ever compared with
/// others of the same film.
struct SmallPicture {
  static constexpr int kWidth = 128, kHeight = 72;
  static constexpr int kHalfWidth = kWidth / 2, kHalfHeight = kHeight / 2;
  static constexpr int kColourWidth = kWidth / 4, kColourHeight = kHeight / 4;

  base::FilmTime time{};
  base::Duration duration{};
  std::array<std::uint8_t, kWidth * kHeight> luma{};
  std::array<std::uint8_t, kHalfWidth * kHalfHeight> half{};  ///< Luma again.
  std::array<std::uint8_t, kColourWidth * kColourHeight> cb{};
  std::array<std::uint8_t, kColourWidth * kColourHeight> cr{};
};

/// Averages over the area of each small pixel. `picture`: any; other formats than yuv420p,
/// yuv420p10 and gray8 are converted, which is slower.
SmallPicture make_small(const media::Picture& picture);

/// Averages `from` (rows `stride` values apart) over the areas of a width x height grid. Values are
/// shifted right by `shift`, so that 10 bits become 8.
void shrink_plane(const std::uint8_t* from, std::ptrdiff_t stride, int from_width, int from_height,
                  std::uint8_t* to, int width, int height);
void shrink_plane(const std::uint16_t* from, std::ptrdiff_t stride, int from_width, int from_height,
                  std::uint8_t* to, int width, int height, int shift);

}  // namespace cinecut::survey
