#pragma once
// The shape of pictures: how large they are, how wide their pixels, which way up.

#include "base/time.h"
#include "media/internal/ffmpeg.h"
#include "media/internal/input.h"

namespace media {

/// How a picture is brought upright: mirrored first, if at all, then turned.
struct Orientation {
  int degrees = 0;           ///< Clockwise: 0, 90, 180, 270.
  bool is_mirrored = false;  ///< Left and right change places.

  bool is_upright() const { return degrees == 0 && !is_mirrored; }
  bool swaps_sides() const { return degrees % 180 != 0; }  ///< Width becomes height.
  friend bool operator==(const Orientation&, const Orientation&) = default;
};

/// Of a display matrix (nine numbers, as players apply it); the nearest one, if it turns by
/// something in between. Upright if it makes no sense.
Orientation orientation_of(const std::int32_t* matrix);
Orientation orientation_of(const AVStream& stream);

struct Shape {
  int width_px = 0;  ///< As coded.
  int height_px = 0;
  AVRational pixel{1, 1};  ///< Width of a pixel over its height.
  Orientation orientation;

  double shown_width() const;  ///< Upright, in square pixels.
  double shown_height() const;
  friend bool operator==(const Shape& a, const Shape& b) {
    return a.width_px == b.width_px && a.height_px == b.height_px &&
           av_cmp_q(a.pixel, b.pixel) == 0 && a.orientation == b.orientation;
  }
};

/// Of a frame that holds all of it: see complete_shape.
Shape shape_of(const AVFrame& frame);

/// Of a stream by its container and its first pictures.
Shape shape_of(AVFormatContext& input, AVStream& stream);

/// Gives a decoded frame its pixel shape and its display matrix where only the container says them.
/// What the container says of the pixels counts for pictures like the stream's first ones; later
/// ones of another size or shape speak for themselves.
void complete_shape(AVFrame& frame, AVStream& stream);

/// A picture of the shape that most of a film's pictures have, by samples spread over `length`;
/// nullptr if none of them can be decoded. Leaves the input at an unknown place.
FramePtr usual_picture(Input& input, base::Duration length);

}  // namespace media
