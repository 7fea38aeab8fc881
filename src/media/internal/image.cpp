// Images: made from pictures, and as JPEG and PNG bytes.

#include <algorithm>
#include <cmath>
#include <cstring>
#include <new>

extern "C" {
#include <libavutil/opt.h>
}

#include "media/internal/ffmpeg.h"
#include "media/internal/input.h"
#include "media/internal/scaler.h"
#include "media/internal/streams.h"
#include "media/picture.h"

namespace media {
namespace {

constexpr std::int64_t kMostPixels = 200'000'000;

Image take_pixels(const AVFrame& frame, int channels) {
  Image image{frame.width, frame.height, channels, {}};
  const auto row = static_cast<std::size_t>(frame.width) * channels;
  image.pixels.resize(row * static_cast<std::size_t>(frame.height));
  for (int y = 0; y < frame.height; ++y)
    std::memcpy(image.pixels.data() + row * y, frame.data[0] + frame.linesize[0] * y, row);
  return image;
}

// A frame that borrows the image's pixels; only for as long as the image lives.
FramePtr borrow(const Image& image) {
  if (image.width_px <= 0 || image.height_px <= 0 || (image.channels != 1 && image.channels != 3) ||
      image.pixels.size() != static_cast<std::size_t>(image.width_px) * image.height_px *
                                 static_cast<std::size_t>(image.channels))
    throw base::Error(base::ErrorKind::internal, "an image's size and its pixels disagree");
  auto frame = make_frame();
  frame->width = image.width_px;
  frame->height = image.height_px;
  frame->format = image.channels == 1 ? AV_PIX_FMT_GRAY8 : AV_PIX_FMT_RGB24;
  frame->data[0] = const_cast<std::uint8_t*>(image.pixels.data());
  frame->linesize[0] = image.width_px * image.channels;
  return frame;
}

// JPEG's own colours (JFIF): BT.601, full range.
FramePtr to_jpeg_colours(const AVFrame& from, bool has_full_chroma) {
  auto to = make_frame();
  to->width = from.width;
  to->height = from.height;
  to->format = has_full_chroma ? AV_PIX_FMT_YUVJ444P : AV_PIX_FMT_YUVJ420P;
  to->color_range = AVCOL_RANGE_JPEG;
  to->colorspace = AVCOL_SPC_BT470BG;
  check(av_frame_get_buffer(to.get(), 64), "make room for an image");
  const ScalerPtr scaler(
      sws_getContext(from.width, from.height, static_cast<AVPixelFormat>(from.format), to->width,
                     to->height, has_full_chroma ? AV_PIX_FMT_YUV444P : AV_PIX_FMT_YUV420P,
                     SWS_BILINEAR | SWS_ACCURATE_RND, nullptr, nullptr, nullptr));
  if (!scaler) throw std::bad_alloc();
  const int* matrix = sws_getCoefficients(SWS_CS_ITU601);
  sws_setColorspaceDetails(scaler.get(), matrix, 1, matrix, 1, 0, 1 << 16, 1 << 16);
  sws_scale(scaler.get(), from.data, from.linesize, 0, from.height, to->data, to->linesize);
  return to;
}

std::string encode(AVCodecID id, const AVFrame& frame, int quantizer) {
  silence_ffmpeg();
  const auto* codec = avcodec_find_encoder(id);
  if (!codec)
    throw base::Error(base::ErrorKind::unsupported,
                      std::string("this FFmpeg has no encoder for ") + avcodec_get_name(id));
  const CodecPtr encoder(avcodec_alloc_context3(codec));
  if (!encoder) throw std::bad_alloc();
  encoder->width = frame.width;
  encoder->height = frame.height;
  encoder->pix_fmt = static_cast<AVPixelFormat>(frame.format);
  encoder->color_range = frame.color_range;
  encoder->colorspace = frame.colorspace;
  encoder->time_base = {1, 1};
  encoder->thread_count = 1;
  if (quantizer > 0) {
    encoder->flags |= AV_CODEC_FLAG_QSCALE;
    encoder->global_quality = quantizer * FF_QP2LAMBDA;
    av_opt_set(encoder->priv_data, "huffman", "default", 0);  // The best ones take twice the time.
    encoder->qmin = 1;
  } else {
    encoder->compression_level = 6;
  }
  check(avcodec_open2(encoder.get(), codec, nullptr), "prepare to write an image");
  FramePtr copy(av_frame_clone(&frame));
  if (!copy) throw std::bad_alloc();
  copy->quality = encoder->global_quality;
  copy->pts = 0;
  const auto packet = make_packet();
  check(avcodec_send_frame(encoder.get(), copy.get()), "write an image");
  avcodec_send_frame(encoder.get(), nullptr);
  check(avcodec_receive_packet(encoder.get(), packet.get()), "write an image");
  return {reinterpret_cast<const char*>(packet->data), static_cast<std::size_t>(packet->size)};
}

// libjpeg's scale of quality, as a factor on the quantizer matrix; FFmpeg's matrix is at 100 % with
// a quantizer of 8.
int quantizer_of(int quality) {
  const int q = std::clamp(quality, 1, 100);
  const double percent = q < 50 ? 5000.0 / q : 200.0 - 2.0 * q;
  return std::clamp(static_cast<int>(std::lround(percent * 8 / 100)), 1, 31);
}

[[noreturn]] void no_image(const std::string& why) {
  throw base::Error(base::ErrorKind::corrupt, "cannot read an image: " + why);
}

AVCodecID codec_of(std::string_view bytes) {
  if (bytes.starts_with("\xff\xd8\xff")) return AV_CODEC_ID_MJPEG;
  if (bytes.starts_with("\x89PNG\r\n\x1a\n")) return AV_CODEC_ID_PNG;
  no_image("it is neither JPEG nor PNG");
}

FramePtr decode(std::string_view bytes) {
  silence_ffmpeg();
  const auto* codec = avcodec_find_decoder(codec_of(bytes));
  if (!codec) no_image("this FFmpeg has no decoder for it");
  const CodecPtr decoder(avcodec_alloc_context3(codec));
  if (!decoder) throw std::bad_alloc();
  decoder->thread_count = 1;
  decoder->max_pixels = kMostPixels;
  check(avcodec_open2(decoder.get(), codec, nullptr), "prepare to read an image");
  const auto packet = make_packet();
  if (bytes.size() > (1u << 30)) no_image("it is too large");
  check(av_new_packet(packet.get(), static_cast<int>(bytes.size())), "read an image");
  std::memcpy(packet->data, bytes.data(), bytes.size());
  auto frame = make_frame();
  int code = avcodec_send_packet(decoder.get(), packet.get());
  if (code >= 0) avcodec_send_packet(decoder.get(), nullptr);
  if (code >= 0) code = avcodec_receive_frame(decoder.get(), frame.get());
  if (code < 0) no_image("its bytes are damaged (" + message_of(code) + ")");
  return frame;
}

}  // namespace

Image to_image(const Picture& picture, int width_px) {
  const auto& frame = *picture.frame();
  const auto aspect = frame.sample_aspect_ratio;
  const double shape = aspect.num > 0 && aspect.den > 0 ? av_q2d(aspect) : 1.0;
  const double square_width = frame.width * shape;
  const int width =
      std::max(1, width_px > 0 ? width_px : static_cast<int>(std::lround(square_width)));
  const int height =
      width_px > 0 ? std::max(1, static_cast<int>(std::lround(frame.height * width / square_width)))
                   : frame.height;
  Scaler scaler(SWS_AREA | SWS_ACCURATE_RND | SWS_FULL_CHR_H_INT);
  return take_pixels(*scaler.scale(frame, width, height, AV_PIX_FMT_RGB24), 3);
}

std::string encode_jpeg(const Picture& picture, int quality) {
  FramePtr frame(av_frame_clone(picture.frame()));
  if (!frame) throw std::bad_alloc();
  if (frame->format != AV_PIX_FMT_YUV420P)
    throw base::Error(base::ErrorKind::internal,
                      "only yuv420p is written as JPEG without more ado");
  frame->format = AV_PIX_FMT_YUVJ420P;
  frame->color_range = AVCOL_RANGE_JPEG;
  frame->colorspace = AVCOL_SPC_BT470BG;
  return encode(AV_CODEC_ID_MJPEG, *frame, quantizer_of(quality));
}

std::string encode_jpeg(const Image& image, int quality) {
  return encode(AV_CODEC_ID_MJPEG, *to_jpeg_colours(*borrow(image), quality > 90),
                quantizer_of(quality));
}

std::string encode_png(const Image& image) { return encode(AV_CODEC_ID_PNG, *borrow(image), 0); }

Image decode_image(std::string_view bytes) {
  const auto frame = decode(bytes);
  if (frame->format == AV_PIX_FMT_GRAY8) return take_pixels(*frame, 1);
  if (frame->format == AV_PIX_FMT_RGB24) return take_pixels(*frame, 3);
  if (frame->colorspace == AVCOL_SPC_UNSPECIFIED) frame->colorspace = AVCOL_SPC_BT470BG;
  Scaler scaler(SWS_BILINEAR | SWS_ACCURATE_RND | SWS_FULL_CHR_H_INT);
  return take_pixels(*scaler.scale(*frame, frame->width, frame->height, AV_PIX_FMT_RGB24), 3);
}

}  // namespace media
