#pragma once
// The decoders of libjpeg, libpng and libwebp.

#include <cstdint>
#include <string_view>
#include <vector>

namespace minerva::vision {

struct Pixels {
  int width = 0, height = 0;      ///< 0: the bytes are broken, or not complete.
  std::vector<std::uint8_t> rgb;  ///< What is transparent is put on white.
};

/// `least_pixels`: a picture with more may be decoded at a half, a quarter or an eighth of its
/// size, as long as it still has that many.
Pixels decode_jpeg(std::string_view bytes, std::int64_t least_pixels);
Pixels decode_png(std::string_view bytes);
Pixels decode_webp(std::string_view bytes);

}  // namespace minerva::vision
