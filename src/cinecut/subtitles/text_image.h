#pragma once
// Text images: bitmaps of subtitles as recognition reads them best.

#include <cstdint>
#include <vector>

#include "media/picture_text_track.h"

namespace cinecut::subtitles {

/// One or more lines of text, dark on white, with a white border.
struct TextImage {
  int width_px = 0, height_px = 0;
  std::vector<std::uint8_t> pixels;  ///< Gray, row by row, without gaps.
};

/// The blocks of lines in a bitmap, from top to bottom, all letters about as high as recognition
/// was trained with. Whatever the colours: outlines, shadows and boxes become white, the letters
/// dark. None: nothing can be seen.
std::vector<TextImage> to_text_images(const media::TextBitmap& bitmap);

}  // namespace cinecut::subtitles
