#include "minerva/vision/picture.h"

#define XXH_INLINE_ALL
#include <webp/decode.h>
#include <xxhash.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <optional>
#include <random>
#include <string>
#include <utility>

#include "minerva/model/fault.h"
#include "minerva/vision/internal/decoders.h"

namespace minerva::vision {
namespace {

struct Size {
  std::int64_t width = 0, height = 0;
};

std::uint32_t byte(std::string_view bytes, std::size_t at) {
  return static_cast<unsigned char>(bytes[at]);
}
std::uint32_t big16(std::string_view bytes, std::size_t at) {
  return byte(bytes, at) << 8 | byte(bytes, at + 1);
}
std::uint32_t big32(std::string_view bytes, std::size_t at) {
  return big16(bytes, at) << 16 | big16(bytes, at + 2);
}

bool is_png(std::string_view b) { return b.starts_with("\x89PNG\r\n\x1a\n"); }
bool is_jpeg(std::string_view b) { return b.starts_with("\xff\xd8\xff"); }
bool is_webp(std::string_view b) {
  return b.starts_with("RIFF") && b.size() > 12 && b.substr(8, 4) == "WEBP";
}

std::optional<Size> size_of_png(std::string_view b) {
  if (b.size() < 26 || b.substr(12, 4) != "IHDR") return std::nullopt;
  return Size{big32(b, 16), big32(b, 20)};
}

// The frame header (SOF0 to SOF15 without the tables among them) holds the size. ITU T.81, B.2.
std::optional<Size> size_of_jpeg(std::string_view b) {
  std::size_t at = 2;
  while (at + 9 < b.size()) {
    if (byte(b, at) != 0xff) return std::nullopt;
    const auto marker = byte(b, at + 1);
    if (marker == 0xff) {
      ++at;
      continue;
    }
    const bool is_frame =
        marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
    if (is_frame) return Size{big16(b, at + 7), big16(b, at + 5)};
    if (marker == 0xd9 || marker == 0xda) return std::nullopt;
    at += 2 + big16(b, at + 2);
  }
  return std::nullopt;
}

std::optional<Size> size_of_webp(std::string_view b) {
  int width = 0, height = 0;
  if (!WebPGetInfo(reinterpret_cast<const std::uint8_t*>(b.data()), b.size(), &width, &height))
    return std::nullopt;
  return Size{width, height};
}

/// Which pixels of the source a pixel of the result is the mean of: [first, last).
std::pair<int, int> covered(int i, int from, int to) {
  const auto at = [&](int k) { return static_cast<int>(static_cast<std::int64_t>(k) * from / to); };
  return {at(i), std::max(at(i) + 1, at(i + 1))};
}

Pixels scaled_down(const Pixels& p, double factor) {
  Pixels small{std::max(1, static_cast<int>(p.width * factor)),
               std::max(1, static_cast<int>(p.height * factor)),
               {}};
  small.rgb.reserve(std::size_t{3} * static_cast<std::size_t>(small.width) *
                    static_cast<std::size_t>(small.height));
  for (int y = 0; y < small.height; ++y) {
    const auto [top, bottom] = covered(y, p.height, small.height);
    for (int x = 0; x < small.width; ++x) {
      const auto [left, right] = covered(x, p.width, small.width);
      std::array<unsigned, 3> sum{};
      for (int v = top; v < bottom; ++v) {
        const auto* row = p.rgb.data() + std::size_t{3} * (static_cast<std::size_t>(v) *
                                                               static_cast<std::size_t>(p.width) +
                                                           static_cast<std::size_t>(left));
        for (int u = left; u < right; ++u, row += 3)
          for (std::size_t c = 0; c < 3; ++c) sum[c] += row[c];
      }
      const auto count = static_cast<unsigned>((bottom - top) * (right - left));
      for (const auto s : sum)
        small.rgb.push_back(static_cast<std::uint8_t>((s + count / 2) / count));
    }
  }
  return small;
}

// The seed is secret and of this process only: nobody can make two pictures with one hash.
std::array<std::uint64_t, 2> hash_of(const Pixels& p) {
  static const std::uint64_t seed = [] {
    std::random_device random;
    return std::uint64_t{random()} << 32 | random();
  }();
  const auto size =
      static_cast<std::uint64_t>(p.width) << 32 | static_cast<std::uint64_t>(p.height);
  const auto hash =
      XXH3_128bits_withSeed(p.rgb.data(), p.rgb.size(), seed ^ (size * 0x9e3779b97f4a7c15ULL));
  return {hash.low64, hash.high64};
}

PicturePtr finished(Pixels pixels, double decode_s) {
  auto picture = std::make_shared<Picture>();
  picture->hash = hash_of(pixels);
  picture->width = pixels.width;
  picture->height = pixels.height;
  picture->rgb = std::move(pixels.rgb);
  picture->decode_s = decode_s;
  return picture;
}

[[noreturn]] void refuse(const std::string& field, const std::string& why) {
  throw model::Fault(model::FaultKind::invalid_parameter, field + ": " + why, field);
}

}  // namespace

PicturePtr decode_picture(std::string_view bytes, const std::string& field,
                          const PictureLimits& limits) {
  const auto start = std::chrono::steady_clock::now();
  if (bytes.empty()) refuse(field, "the picture is empty.");
  if (bytes.size() > limits.bytes)
    refuse(field, "the picture has " + std::to_string(bytes.size()) + " bytes; at most " +
                      std::to_string(limits.bytes) + " are read.");
  if (!is_png(bytes) && !is_jpeg(bytes) && !is_webp(bytes))
    refuse(field, "this is not a picture in JPEG, PNG or WebP.");
  const auto size = is_png(bytes)    ? size_of_png(bytes)
                    : is_jpeg(bytes) ? size_of_jpeg(bytes)
                                     : size_of_webp(bytes);
  if (!size || size->width < 1 || size->height < 1)
    refuse(field, "the picture is broken: its size cannot be read.");
  if (size->width > limits.pixels / size->height)
    refuse(field, "the picture has " + std::to_string(size->width) + " by " +
                      std::to_string(size->height) + " pixels; at most " +
                      std::to_string(limits.pixels) + " are read.");
  auto pixels = is_png(bytes)    ? decode_png(bytes)
                : is_jpeg(bytes) ? decode_jpeg(bytes, limits.kept_pixels)
                                 : decode_webp(bytes);
  if (pixels.width < 1) refuse(field, "the picture is broken, or not complete.");
  const auto count = static_cast<double>(pixels.width) * pixels.height;
  if (count > static_cast<double>(limits.kept_pixels))
    pixels = scaled_down(pixels, std::sqrt(static_cast<double>(limits.kept_pixels) / count));
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  return finished(std::move(pixels), took.count());
}

PicturePtr make_picture(int width, int height, std::vector<std::uint8_t> rgb) {
  return finished({width, height, std::move(rgb)}, 0);
}

}  // namespace minerva::vision
