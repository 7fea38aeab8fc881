#include "media/internal/plain_picture.h"

#include <algorithm>
#include <array>
#include <utility>

#include "media/internal/input.h"
#include "media/internal/shape.h"

namespace media {
namespace {

bool is_plain(PixelFormat format) {
  return format == PixelFormat::yuv420p || format == PixelFormat::yuv420p10 ||
         format == PixelFormat::gray8;
}

// Where a pixel of the upright plane is found: at first + x * by_x + y * by_y values.
struct Walk {
  std::ptrdiff_t first, by_x, by_y;
};

Walk walk_for(Orientation orientation, int width, int height, std::ptrdiff_t stride) {
  const std::ptrdiff_t right = width - 1, bottom = (height - 1) * stride;
  Walk walk{0, 1, stride};
  switch (orientation.degrees) {
    case 90:
      walk = {bottom, -stride, 1};
      break;
    case 180:
      walk = {bottom + right, -1, -stride};
      break;
    case 270:
      walk = {right, stride, -1};
      break;
    default:
      break;
  }
  if (!orientation.is_mirrored) return walk;
  // Columns as coded run the other way.
  walk.first += orientation.degrees == 0 || orientation.degrees == 90 ? right : -right;
  (orientation.swaps_sides() ? walk.by_y : walk.by_x) *= -1;
  return walk;
}

// In squares, so that what is read by columns stays near the processor.
template <typename Value>
void turn_plane(const Plane& from, const Plane& to, Orientation orientation) {
  constexpr int square = 32;
  const auto size = static_cast<std::ptrdiff_t>(sizeof(Value));
  const auto walk = walk_for(orientation, from.width_px, from.height_px, from.stride_bytes / size);
  const auto* source = reinterpret_cast<const Value*>(from.data) + walk.first;
  auto* target = reinterpret_cast<Value*>(to.data);
  for (int top = 0; top < to.height_px; top += square)
    for (int left = 0; left < to.width_px; left += square)
      for (int y = top; y < std::min(top + square, to.height_px); ++y)
        for (int x = left; x < std::min(left + square, to.width_px); ++x)
          target[y * (to.stride_bytes / size) + x] = source[x * walk.by_x + y * walk.by_y];
}

Picture upright(const Picture& picture, Orientation orientation) {
  const auto& from = *picture.frame();
  auto frame = make_frame();
  check(av_frame_copy_props(frame.get(), &from), "copy a picture's properties");
  av_frame_remove_side_data(frame.get(), AV_FRAME_DATA_DISPLAYMATRIX);
  frame->format = from.format;
  frame->width = from.width;
  frame->height = from.height;
  if (orientation.swaps_sides()) {
    std::swap(frame->width, frame->height);
    std::swap(frame->sample_aspect_ratio.num, frame->sample_aspect_ratio.den);
  }
  check(av_frame_get_buffer(frame.get(), 64), "make room for a picture");
  Picture turned(frame.release(), picture.time(), picture.duration());
  for (int i = 0; i < 3 && picture.plane(i).data; ++i) {
    if (picture.format() == PixelFormat::yuv420p10)
      turn_plane<std::uint16_t>(picture.plane(i), turned.plane(i), orientation);
    else
      turn_plane<std::uint8_t>(picture.plane(i), turned.plane(i), orientation);
  }
  return turned;
}

}  // namespace

Picture PlainPictures::make(const Picture& picture) {
  const auto orientation = shape_of(*picture.frame()).orientation;
  if (!is_plain(picture.format())) {
    auto converted = scaler_.scale(*picture.frame(), picture.width_px(), picture.height_px(),
                                   AV_PIX_FMT_YUV420P);
    const Picture plain(converted.release(), picture.time(), picture.duration());
    return orientation.is_upright() ? plain : upright(plain, orientation);
  }
  return orientation.is_upright() ? picture : upright(picture, orientation);
}

}  // namespace media
