#include "media/internal/scaler.h"

extern "C" {
#include <libavutil/pixdesc.h>
}

#include <algorithm>
#include <array>
#include <new>

#include "media/internal/input.h"

namespace media {
namespace {

// Deprecated names that imply the full range; swscale wants the plain ones and a flag.
struct PlainFormat {
  AVPixelFormat format;
  bool is_full_range;
};

PlainFormat plain(int format) {
  switch (format) {
    case AV_PIX_FMT_YUVJ420P:
      return {AV_PIX_FMT_YUV420P, true};
    case AV_PIX_FMT_YUVJ422P:
      return {AV_PIX_FMT_YUV422P, true};
    case AV_PIX_FMT_YUVJ444P:
      return {AV_PIX_FMT_YUV444P, true};
    case AV_PIX_FMT_YUVJ440P:
      return {AV_PIX_FMT_YUV440P, true};
    case AV_PIX_FMT_YUVJ411P:
      return {AV_PIX_FMT_YUV411P, true};
    default:
      return {static_cast<AVPixelFormat>(format), false};
  }
}

// Of formats with a luma plane of their own, that plane's format; else none.
AVPixelFormat luma_format(AVPixelFormat format) {
  const auto* d = av_pix_fmt_desc_get(format);
  constexpr auto unfit = AV_PIX_FMT_FLAG_RGB | AV_PIX_FMT_FLAG_PAL | AV_PIX_FMT_FLAG_HWACCEL |
                         AV_PIX_FMT_FLAG_BITSTREAM | AV_PIX_FMT_FLAG_FLOAT;
  if (!d || (d->flags & unfit) || d->comp[0].plane != 0 || d->comp[0].shift != 0)
    return AV_PIX_FMT_NONE;
  const bool is_be = (d->flags & AV_PIX_FMT_FLAG_BE) != 0;
  const int bytes = d->comp[0].depth > 8 ? 2 : 1;
  if (d->comp[0].step != bytes || is_be) return AV_PIX_FMT_NONE;
  switch (d->comp[0].depth) {
    case 8:
      return AV_PIX_FMT_GRAY8;
    case 9:
      return AV_PIX_FMT_GRAY9LE;
    case 10:
      return AV_PIX_FMT_GRAY10LE;
    case 12:
      return AV_PIX_FMT_GRAY12LE;
    case 14:
      return AV_PIX_FMT_GRAY14LE;
    case 16:
      return AV_PIX_FMT_GRAY16LE;
    default:
      return AV_PIX_FMT_NONE;
  }
}

int matrix_of(const AVFrame& frame) {
  switch (frame.colorspace) {
    case AVCOL_SPC_BT709:
      return SWS_CS_ITU709;
    case AVCOL_SPC_FCC:
      return SWS_CS_FCC;
    case AVCOL_SPC_BT470BG:
    case AVCOL_SPC_SMPTE170M:
      return SWS_CS_ITU601;
    case AVCOL_SPC_SMPTE240M:
      return SWS_CS_SMPTE240M;
    case AVCOL_SPC_BT2020_NCL:
    case AVCOL_SPC_BT2020_CL:
      return SWS_CS_BT2020;
    default:
      return frame.height >= 720 || frame.width >= 1280 ? SWS_CS_ITU709 : SWS_CS_ITU601;
  }
}

bool is_rgb(int format) {
  const auto* d = av_pix_fmt_desc_get(static_cast<AVPixelFormat>(format));
  return d && (d->flags & AV_PIX_FMT_FLAG_RGB) != 0;
}

}  // namespace

AVPixelFormat to_ffmpeg(PixelFormat format) {
  switch (format) {
    case PixelFormat::gray8:
      return AV_PIX_FMT_GRAY8;
    case PixelFormat::yuv420p:
      return AV_PIX_FMT_YUV420P;
    case PixelFormat::yuv420p10:
      return AV_PIX_FMT_YUV420P10LE;
    case PixelFormat::rgb24:
      return AV_PIX_FMT_RGB24;
    default:
      return AV_PIX_FMT_NONE;
  }
}

PixelFormat from_ffmpeg(int format) {
  switch (format) {
    case AV_PIX_FMT_GRAY8:
      return PixelFormat::gray8;
    case AV_PIX_FMT_YUV420P:
    case AV_PIX_FMT_YUVJ420P:
      return PixelFormat::yuv420p;
    case AV_PIX_FMT_YUV420P10LE:
      return PixelFormat::yuv420p10;
    case AV_PIX_FMT_RGB24:
      return PixelFormat::rgb24;
    default:
      return PixelFormat::other;
  }
}

Colours colours_of(const AVFrame& frame) {
  return {matrix_of(frame),
          frame.color_range == AVCOL_RANGE_JPEG || plain(frame.format).is_full_range};
}

FramePtr Scaler::scale(const AVFrame& from, int width_px, int height_px, AVPixelFormat format) {
  auto from_format = plain(from.format).format;
  // Luma alone: no reason to touch the colours, nor to stretch the range.
  if (const auto luma = luma_format(from_format);
      format == AV_PIX_FMT_GRAY8 && luma != AV_PIX_FMT_NONE)
    from_format = luma;
  auto to = make_frame();
  check(av_frame_copy_props(to.get(), &from), "copy a picture's properties");
  to->width = width_px;
  to->height = height_px;
  to->format = format;
  if (!is_rgb(format))
    to->color_range = colours_of(from).is_full_range ? AVCOL_RANGE_JPEG : from.color_range;
  check(av_frame_get_buffer(to.get(), 64), "make room for a picture");
  prepare(from, *to, from_format);
  sws_scale(context_.get(), from.data, from.linesize, 0, from.height, to->data, to->linesize);
  return to;
}

void Scaler::prepare(const AVFrame& from, const AVFrame& to, AVPixelFormat from_format) {
  const auto colours = colours_of(from);
  const Key key{from.width, from.height, from_format,    to.width,
                to.height,  to.format,   colours.matrix, colours.is_full_range};
  if (context_ && key == key_) return;
  context_.reset(sws_getContext(from.width, from.height, from_format, to.width, to.height,
                                static_cast<AVPixelFormat>(to.format), flags_, nullptr, nullptr,
                                nullptr));
  if (!context_) {
    const char* name = av_get_pix_fmt_name(from_format);
    throw base::Error(base::ErrorKind::unsupported,
                      std::string("cannot convert pictures of the format \"") +
                          (name ? name : "unknown") + "\" and size " + std::to_string(from.width) +
                          "x" + std::to_string(from.height));
  }
  const int* matrix = sws_getCoefficients(colours.matrix);
  // Between YUV formats the range stays; RGB and gray are full by nature.
  const bool to_rgb = is_rgb(to.format);
  const int from_range = is_rgb(from_format) ? 1 : colours.is_full_range;
  const int to_range = to_rgb ? 1 : is_rgb(from_format) ? 0 : from_range;
  sws_setColorspaceDetails(context_.get(), matrix, from_range, matrix, to_range, 0, 1 << 16,
                           1 << 16);
  key_ = key;
}

}  // namespace media
