#pragma once
// A picture: pixels in memory, from the bytes of a file that nobody vouches for.

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

namespace minerva::vision {

struct PictureLimits {
  std::size_t bytes = 20 << 20;      ///< Of the file.
  std::int64_t pixels = 50'000'000;  ///< Of the file; more are not decoded.
  /// More than this is scaled down while the picture is prepared. No model looks at more.
  std::int64_t kept_pixels = 4'000'000;
};

struct Picture {
  int width = 0, height = 0;
  std::vector<std::uint8_t> rgb;        ///< Row by row, from the top.
  std::array<std::uint64_t, 2> hash{};  ///< Of size and pixels; the same within this process.
  double decode_s = 0;                  ///< How long decoding took.
};
using PicturePtr = std::shared_ptr<const Picture>;

/// Decodes JPEG, PNG or WebP. From any thread. Throws Fault: invalid_parameter for what is broken,
/// unknown or beyond the limits, with `field` (what the picture is to whoever sent it).
PicturePtr decode_picture(std::string_view bytes, const std::string& field,
                          const PictureLimits& limits = {});

/// A picture of these pixels, width · height · 3 bytes.
PicturePtr make_picture(int width, int height, std::vector<std::uint8_t> rgb);

}  // namespace minerva::vision
