#include "cinecut/survey/internal/still_picture.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "cinecut/survey/small_picture.h"

namespace cinecut::survey {
namespace {

constexpr int kQuality = 80;

// Luma weights of red and blue (ITU-T H.273, 8.3).
struct Weights {
  double red, blue;
};
Weights weights_of(const media::VideoInfo& video) {
  switch (video.colour.matrix) {
    case 1:
      return {0.2126, 0.0722};
    case 9:
    case 10:
      return {0.2627, 0.0593};
    case 5:
    case 6:
      return {0.299, 0.114};
    default:
      return video.height_px >= 720 ? Weights{0.2126, 0.0722} : Weights{0.299, 0.114};
  }
}

// From a film's colour differences to JPEG's (BT.601): luma and both differences each gain a share
// of both differences.
struct Mixing {
  float y_cb, y_cr, cb_cb, cb_cr, cr_cb, cr_cr;
};
Mixing mixing_for(Weights from) {
  constexpr Weights to{0.299, 0.114};
  const double from_green = 1 - from.red - from.blue, to_green = 1 - to.red - to.blue;
  // Red, green, blue minus luma, for a unit of cb and of cr.
  const double red_cr = 2 * (1 - from.red), blue_cb = 2 * (1 - from.blue);
  const double green_cb = -blue_cb * from.blue / from_green;
  const double green_cr = -red_cr * from.red / from_green;
  const double y_cb = to_green * green_cb + to.blue * blue_cb;
  const double y_cr = to.red * red_cr + to_green * green_cr;
  const auto f = [](double v) { return static_cast<float>(v); };
  return {f(y_cb),
          f(y_cr),
          f((blue_cb - y_cb) / (2 * (1 - to.blue))),
          f(-y_cr / (2 * (1 - to.blue))),
          f(-y_cb / (2 * (1 - to.red))),
          f((red_cr - y_cr) / (2 * (1 - to.red)))};
}

// Luma as JPEG has it, full range. A PQ signal holds 100 nits at half its range and bright light
// above; it is bent so that faces are seen.
std::array<float, 256> luma_curve(const media::VideoInfo& video) {
  std::array<float, 256> curve;
  for (int v = 0; v < 256; ++v) {
    float y = static_cast<float>(v);
    if (!video.colour.full_range) y = (y - 16) * (255.0f / 219);
    if (video.is_hdr && video.colour.transfer == 16) {
      const float x = std::clamp(y / 255 / 0.62f, 0.0f, 1.3f);
      y = 255 * std::min(1.0f, std::pow(x, 1.25f) * (1.2f - 0.2f * x));
    }
    curve[static_cast<std::size_t>(v)] = y;
  }
  return curve;
}

std::uint8_t to_byte(float v) {
  return static_cast<std::uint8_t>(static_cast<int>(std::clamp(v + 0.5f, 0.0f, 255.0f)));
}

void convert_colours(const media::Picture& picture, const media::VideoInfo& video) {
  const auto mixing = mixing_for(weights_of(video));
  const auto curve = luma_curve(video);
  const float chroma = video.colour.full_range ? 1.0f : 255.0f / 224;
  const auto y = picture.plane(0), cb = picture.plane(1), cr = picture.plane(2);
  for (int j = 0; j < cb.height_px; ++j) {
    auto* u_row = cb.data + j * cb.stride_bytes;
    auto* v_row = cr.data + j * cr.stride_bytes;
    for (int i = 0; i < cb.width_px; ++i) {
      const float u = static_cast<float>(u_row[i] - 128) * chroma;
      const float v = static_cast<float>(v_row[i] - 128) * chroma;
      const float gain = mixing.y_cb * u + mixing.y_cr * v;
      for (int dy = 0; dy < 2; ++dy)
        for (int dx = 0; dx < 2; ++dx) {
          auto& luma = y.data[(2 * j + dy) * y.stride_bytes + 2 * i + dx];
          luma = to_byte(curve[luma] + gain);
        }
      u_row[i] = to_byte(128 + mixing.cb_cb * u + mixing.cb_cr * v);
      v_row[i] = to_byte(128 + mixing.cr_cb * u + mixing.cr_cr * v);
    }
  }
}

void shrink_into(const media::Picture& from, int index, const media::Plane& to) {
  const auto plane = from.plane(index);
  std::vector<std::uint8_t> pixels(static_cast<std::size_t>(to.width_px * to.height_px));
  if (from.format() == media::PixelFormat::yuv420p10)
    shrink_plane(reinterpret_cast<const std::uint16_t*>(plane.data), plane.stride_bytes / 2,
                 plane.width_px, plane.height_px, pixels.data(), to.width_px, to.height_px, 2);
  else
    shrink_plane(plane.data, plane.stride_bytes, plane.width_px, plane.height_px, pixels.data(),
                 to.width_px, to.height_px);
  for (int y = 0; y < to.height_px; ++y)
    std::copy_n(pixels.data() + y * to.width_px, to.width_px, to.data + y * to.stride_bytes);
}

}  // namespace

std::string encode_still(const media::Picture& picture, const media::VideoInfo& video,
                         int width_px) {
  const double full = picture.width_px() * picture.sample_aspect().value();
  const double height = picture.height_px();
  const double scale = std::min(1.0, width_px / full);
  const auto even = [](double v) { return std::max(2, static_cast<int>(std::lround(v / 2)) * 2); };
  const int w = even(full * scale), h = even(height * scale);
  if (picture.format() == media::PixelFormat::gray8)
    return encode_jpeg(to_image(picture, w), kQuality);
  const auto still = media::Picture::make(w, h, media::PixelFormat::yuv420p);
  for (int i = 0; i < 3; ++i) shrink_into(picture, i, still.plane(i));
  convert_colours(still, video);
  return encode_jpeg(still, kQuality);
}

}  // namespace cinecut::survey
