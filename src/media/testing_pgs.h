#pragma once
// Subtitles of Blu-rays (.sup), made for tests.

#include <cstdint>
#include <string>
#include <vector>

#include "base/time.h"

namespace testing_media {

/// A picture shown during `range`; another one may begin before it ends.
struct SupPicture {
  base::FilmRange range;
  int x_px = 0, y_px = 0, width_px = 0, height_px = 0;
  std::vector<std::uint8_t> pixels;  ///< Row by row: 0 shows nothing, else an entry of the palette.
};

/// An entry of the palette: luma as in video (16 to 235), and alpha. Entry 0 is transparent.
struct SupColour {
  std::uint8_t luma = 16, alpha = 255;
};

/// A whole file, for a picture of 1920 x 1080.
std::string make_sup(const std::vector<SupPicture>& pictures,
                     const std::vector<SupColour>& palette);

}  // namespace testing_media
