#include "media/internal/shape.h"

extern "C" {
#include <libavutil/display.h>
}

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <numbers>
#include <utility>
#include <vector>

#include "media/internal/streams.h"

namespace media {
namespace {

constexpr std::size_t kMatrixBytes = 9 * sizeof(std::int32_t);
/// Spread over the film, in ninths; the first ones are already well apart.
constexpr std::array<int, 9> kSampleOrder = {4, 0, 8, 2, 6, 1, 3, 5, 7};
constexpr int kPacketsToKey = 600;  // Then there is none near by.

AVRational sane(AVRational aspect) {
  const double value = aspect.den > 0 ? av_q2d(aspect) : 0;
  return value > 0.2 && value < 5 ? aspect : AVRational{1, 1};
}

bool is_said(AVRational aspect) { return aspect.num > 0 && aspect.den > 0; }

const std::int32_t* matrix_of(const AVStream& stream) {
  return reinterpret_cast<const std::int32_t*>(
      av_stream_get_side_data(&stream, AV_PKT_DATA_DISPLAYMATRIX, nullptr));
}

AVRational pixel_of(const AVFrame& frame, const AVStream& stream) {
  const auto& first = *stream.codecpar;
  const auto said = stream.sample_aspect_ratio, own = frame.sample_aspect_ratio;
  const bool is_like_first = frame.width == first.width && frame.height == first.height &&
                             (!is_said(own) || !is_said(first.sample_aspect_ratio) ||
                              av_cmp_q(own, first.sample_aspect_ratio) == 0);
  return sane(is_said(said) && is_like_first ? said : own);
}

CodecPtr open_sampler(const Input& input) {
  auto decoder = make_decoder(*input.video(), input.path());
  decoder->thread_type = FF_THREAD_SLICE;
  decoder->thread_count = 0;
  decoder->skip_loop_filter = AVDISCARD_ALL;
  open_decoder(*decoder, input.path());
  return decoder;
}

FramePtr next_key_picture(Input& input, AVCodecContext& decoder) {
  const auto packet = make_packet();
  for (int n = 0; n < kPacketsToKey && input.read(*packet); ++n) {
    if (packet->stream_index != input.video()->index || !(packet->flags & AV_PKT_FLAG_KEY))
      continue;
    auto frame = make_frame();
    avcodec_send_packet(&decoder, packet.get());
    avcodec_send_packet(&decoder, nullptr);
    const int code = avcodec_receive_frame(&decoder, frame.get());
    avcodec_flush_buffers(&decoder);
    if (code < 0) continue;
    complete_shape(*frame, *input.video());
    return frame;
  }
  return nullptr;
}

FramePtr sample(Input& input, AVCodecContext& decoder, base::Duration at) {
  const auto& stream = *input.video();
  if (!input.seek(stream, input.ticks_at(base::FilmTime{at}, stream))) return nullptr;
  return next_key_picture(input, decoder);
}

struct Kind {
  FramePtr picture;
  std::size_t count = 0;
};

std::size_t count_in(std::vector<Kind>& kinds, FramePtr picture) {
  const auto shape = shape_of(*picture);
  for (auto& kind : kinds)
    if (shape_of(*kind.picture) == shape) return ++kind.count;
  kinds.push_back({std::move(picture), 1});
  return 1;
}

}  // namespace

// With (a b, c d) the matrix takes (1 0) to (a b) and (0 1) to (c d), downwards being positive.
Orientation orientation_of(const std::int32_t* matrix) {
  double a = matrix[0], b = matrix[1];
  const double c = matrix[3], d = matrix[4];
  Orientation orientation;
  if (a * d - b * c == 0) return orientation;
  orientation.is_mirrored = a * d - b * c < 0;
  if (orientation.is_mirrored) a = -a, b = -b;
  const double angle = std::atan2(b - c, a + d) * 180 / std::numbers::pi;
  orientation.degrees = (static_cast<int>(std::lround(angle / 90)) % 4 + 4) % 4 * 90;
  return orientation;
}

Orientation orientation_of(const AVStream& stream) {
  const auto* matrix = matrix_of(stream);
  return matrix ? orientation_of(matrix) : Orientation{};
}

double Shape::shown_width() const {
  return orientation.swaps_sides() ? height_px : width_px * av_q2d(pixel);
}
double Shape::shown_height() const {
  return orientation.swaps_sides() ? width_px * av_q2d(pixel) : height_px;
}

Shape shape_of(const AVFrame& frame) {
  const auto* data = av_frame_get_side_data(&frame, AV_FRAME_DATA_DISPLAYMATRIX);
  const bool has_matrix = data && data->size >= kMatrixBytes;
  return {frame.width, frame.height, sane(frame.sample_aspect_ratio),
          has_matrix ? orientation_of(reinterpret_cast<const std::int32_t*>(data->data))
                     : Orientation{}};
}

Shape shape_of(AVFormatContext& input, AVStream& stream) {
  return {stream.codecpar->width, stream.codecpar->height,
          sane(av_guess_sample_aspect_ratio(&input, &stream, nullptr)), orientation_of(stream)};
}

void complete_shape(AVFrame& frame, AVStream& stream) {
  frame.sample_aspect_ratio = pixel_of(frame, stream);
  const auto* matrix = matrix_of(stream);
  if (!matrix || av_frame_get_side_data(&frame, AV_FRAME_DATA_DISPLAYMATRIX)) return;
  auto* data = av_frame_new_side_data(&frame, AV_FRAME_DATA_DISPLAYMATRIX, kMatrixBytes);
  if (!data) throw std::bad_alloc();
  std::memcpy(data->data, matrix, kMatrixBytes);
}

FramePtr usual_picture(Input& input, base::Duration length) {
  input.use({input.video()});
  const auto decoder = open_sampler(input);
  std::vector<Kind> kinds;
  const auto places = static_cast<std::int64_t>(kSampleOrder.size());
  for (const auto i : kSampleOrder)
    if (auto picture = sample(input, *decoder, length * (2 * i + 1) / (2 * places)))
      if (count_in(kinds, std::move(picture)) > kSampleOrder.size() / 2) break;
  if (kinds.empty()) {
    input.rewind();
    if (auto picture = next_key_picture(input, *decoder)) count_in(kinds, std::move(picture));
  }
  if (kinds.empty()) return nullptr;
  return std::move(std::ranges::max_element(kinds, {}, &Kind::count)->picture);
}

}  // namespace media
