#include "media/picture.h"

#include <algorithm>
#include <new>

#include "media/internal/ffmpeg.h"
#include "media/internal/scaler.h"

namespace media {
namespace {

void free_frame(AVFrame* frame) { av_frame_free(&frame); }

AVFrame* checked(AVFrame* frame) {
  if (!frame) throw std::bad_alloc();
  return frame;
}

}  // namespace

Picture::Picture(AVFrame* frame, base::FilmTime time, base::Duration duration)
    : frame_(checked(frame), free_frame), time_(time), duration_(duration) {}

Picture Picture::make(int width_px, int height_px, PixelFormat format) {
  Picture picture(av_frame_alloc(), {}, {});
  auto& frame = *picture.frame();
  frame.width = width_px;
  frame.height = height_px;
  frame.format = to_ffmpeg(format);
  check(av_frame_get_buffer(&frame, 64), "make room for a picture");
  return picture;
}

int Picture::width_px() const { return frame_->width; }
int Picture::height_px() const { return frame_->height; }
base::Rational Picture::sample_aspect() const {
  const auto aspect = frame_->sample_aspect_ratio;
  return aspect.num > 0 && aspect.den > 0 ? base::Rational{aspect.num, aspect.den}
                                          : base::Rational{1, 1};
}
PixelFormat Picture::format() const { return from_ffmpeg(frame_->format); }
bool Picture::is_key() const { return frame_->key_frame != 0; }

Plane Picture::plane(int index) const {
  const auto* format = av_pix_fmt_desc_get(static_cast<AVPixelFormat>(frame_->format));
  if (index < 0 || index >= av_pix_fmt_count_planes(static_cast<AVPixelFormat>(frame_->format)))
    return {};
  const bool is_chroma = (index == 1 || index == 2) && !(format->flags & AV_PIX_FMT_FLAG_RGB);
  const auto shrink = [&](int length, int shift) {
    return is_chroma ? AV_CEIL_RSHIFT(length, shift) : length;
  };
  return {frame_->data[index], frame_->linesize[index],
          shrink(frame_->width, format->log2_chroma_w),
          shrink(frame_->height, format->log2_chroma_h)};
}

}  // namespace media
