#include "cinecut/conform/internal/compose.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>

namespace cinecut::conform {
namespace {

constexpr int kBlack[] = {16, 128, 128};
constexpr int kWhite[] = {235, 128, 128};

media::Picture alike(const media::Picture& p) {
  return media::Picture::make(p.width_px(), p.height_px(), media::PixelFormat::yuv420p);
}

std::uint8_t* row(const media::Plane& plane, int y) { return plane.data + y * plane.stride_bytes; }

void fill(const media::Plane& plane, int x1, int y1, int x2, int y2, int code) {
  if (x2 <= x1) return;
  for (int y = y1; y < y2; ++y)
    std::memset(row(plane, y) + x1, code, static_cast<std::size_t>(x2 - x1));
}

}  // namespace

media::Picture black_picture(int width_px, int height_px) {
  auto picture = media::Picture::make(width_px, height_px, media::PixelFormat::yuv420p);
  for (int p = 0; p < 3; ++p) {
    const media::Plane plane = picture.plane(p);
    fill(plane, 0, 0, plane.width_px, plane.height_px, kBlack[p]);
  }
  return picture;
}

media::Picture copied(const media::Picture& picture) {
  auto result = alike(picture);
  for (int p = 0; p < 3; ++p) {
    const media::Plane from = picture.plane(p), to = result.plane(p);
    for (int y = 0; y < from.height_px; ++y)
      std::memcpy(row(to, y), row(from, y), static_cast<std::size_t>(from.width_px));
  }
  return result;
}

media::Picture mixed(const media::Picture& a, const media::Picture& b, float share) {
  auto result = alike(a);
  const auto wa = static_cast<std::uint32_t>(std::lround(std::clamp(share, 0.0f, 1.0f) * 256));
  const std::uint32_t wb = 256 - wa;
  for (int p = 0; p < 3; ++p) {
    const media::Plane to = result.plane(p), from_a = a.plane(p), from_b = b.plane(p);
    for (int y = 0; y < to.height_px; ++y) {
      const std::uint8_t* ra = row(from_a, y);
      const std::uint8_t* rb = row(from_b, y);
      std::uint8_t* out = row(to, y);
      for (int x = 0; x < to.width_px; ++x)
        out[x] = static_cast<std::uint8_t>((ra[x] * wa + rb[x] * wb + 128) >> 8);
    }
  }
  return result;
}

media::Picture faded(const media::Picture& picture, float light, bool to_white) {
  auto result = alike(picture);
  for (int p = 0; p < 3; ++p) {
    const auto end = static_cast<float>(to_white ? kWhite[p] : kBlack[p]);
    std::array<std::uint8_t, 256> map{};
    for (int i = 0; i < 256; ++i)
      map[static_cast<std::size_t>(i)] = static_cast<std::uint8_t>(
          std::clamp(std::lround(end + (static_cast<float>(i) - end) * light), 0L, 255L));
    const media::Plane from = picture.plane(p), to = result.plane(p);
    for (int y = 0; y < to.height_px; ++y)
      std::transform(row(from, y), row(from, y) + to.width_px, row(to, y),
                     [&](std::uint8_t code) { return map[code]; });
  }
  return result;
}

void draw_bars(media::Picture& picture, const edit::PictureArea& area) {
  const int width = picture.width_px(), height = picture.height_px();
  if (area.width_px <= 0 || area.height_px <= 0 || area.x_px < 0 || area.y_px < 0 ||
      area.x_px + area.width_px > width || area.y_px + area.height_px > height)
    return;
  for (int p = 0; p < 3; ++p) {
    const media::Plane plane = picture.plane(p);
    const int step = p == 0 ? 1 : 2;
    // A chroma sample that a pixel of the picture needs stays.
    const int left = area.x_px / step, top = area.y_px / step;
    const int right = (area.x_px + area.width_px + step - 1) / step;
    const int bottom = (area.y_px + area.height_px + step - 1) / step;
    fill(plane, 0, 0, plane.width_px, top, kBlack[p]);
    fill(plane, 0, bottom, plane.width_px, plane.height_px, kBlack[p]);
    fill(plane, 0, top, left, bottom, kBlack[p]);
    fill(plane, right, top, plane.width_px, bottom, kBlack[p]);
  }
}

}  // namespace cinecut::conform
