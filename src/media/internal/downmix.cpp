#include "media/internal/downmix.h"

#include "media/internal/sound_damage.h"

extern "C" {
#include <libavutil/opt.h>
}

#include <algorithm>
#include <array>
#include <cmath>
#include <string>

namespace media {
namespace {

constexpr double kHalfPower = 0.70710678118654752;

// How loud a channel is heard on the left and on the right. The centre stays at full level, since
// it carries the words; the low-frequency channel only doubles what the others hold.
std::array<double, 2> gains(AVChannel channel) {
  switch (channel) {
    case AV_CHAN_FRONT_LEFT:
    case AV_CHAN_STEREO_LEFT:
    case AV_CHAN_FRONT_LEFT_OF_CENTER:
    case AV_CHAN_WIDE_LEFT:
      return {1, 0};
    case AV_CHAN_FRONT_RIGHT:
    case AV_CHAN_STEREO_RIGHT:
    case AV_CHAN_FRONT_RIGHT_OF_CENTER:
    case AV_CHAN_WIDE_RIGHT:
      return {0, 1};
    case AV_CHAN_FRONT_CENTER:
      return {1, 1};
    case AV_CHAN_BACK_LEFT:
    case AV_CHAN_SIDE_LEFT:
    case AV_CHAN_TOP_FRONT_LEFT:
    case AV_CHAN_TOP_BACK_LEFT:
    case AV_CHAN_SURROUND_DIRECT_LEFT:
      return {kHalfPower, 0};
    case AV_CHAN_BACK_RIGHT:
    case AV_CHAN_SIDE_RIGHT:
    case AV_CHAN_TOP_FRONT_RIGHT:
    case AV_CHAN_TOP_BACK_RIGHT:
    case AV_CHAN_SURROUND_DIRECT_RIGHT:
      return {0, kHalfPower};
    case AV_CHAN_LOW_FREQUENCY:
    case AV_CHAN_LOW_FREQUENCY_2:
      return {0, 0};
    default:
      return {0.5, 0.5};
  }
}

// Rows: left, right. Scaled down together so that full level everywhere does not clip.
std::vector<double> stereo_matrix(const AVChannelLayout& layout, bool only_centre) {
  const auto count = static_cast<std::size_t>(layout.nb_channels);
  std::vector<double> matrix(2 * count, 0.0);
  const bool has_centre = av_channel_layout_index_from_channel(&layout, AV_CHAN_FRONT_CENTER) >= 0;
  for (std::size_t i = 0; i < count; ++i) {
    const auto channel = av_channel_layout_channel_from_index(&layout, static_cast<unsigned>(i));
    auto gain = gains(channel);
    if (only_centre && has_centre && channel != AV_CHAN_FRONT_CENTER) gain = {0, 0};
    matrix[i] = gain[0];
    matrix[count + i] = gain[1];
  }
  double loudest = 0;
  for (std::size_t row = 0; row < 2; ++row) {
    double sum = 0;
    for (std::size_t i = 0; i < count; ++i) sum += matrix[row * count + i];
    loudest = std::max(loudest, sum);
  }
  if (loudest > 1)
    for (auto& gain : matrix) gain /= loudest;
  return matrix;
}

std::vector<double> matrix_for(const AVChannelLayout& layout, int channels, bool only_centre) {
  auto matrix = stereo_matrix(layout, only_centre);
  if (channels == 2) return matrix;
  const auto count = static_cast<std::size_t>(layout.nb_channels);
  for (std::size_t i = 0; i < count; ++i) matrix[i] = (matrix[i] + matrix[count + i]) / 2;
  matrix.resize(count);
  return matrix;
}

// One channel alone is heard in the middle, wherever it says it stands.
AVChannelLayout usual_layout(const AVFrame& frame) {
  const int count = frame.ch_layout.nb_channels;
  if (frame.ch_layout.order == AV_CHANNEL_ORDER_NATIVE && count > 1) return frame.ch_layout;
  AVChannelLayout layout{};
  av_channel_layout_default(&layout, count);
  return layout;
}

}  // namespace

bool Downmix::fits(const AVFrame& frame, const AVChannelLayout& layout) const {
  return converter_ && format_ == frame.format && rate_hz_ == frame.sample_rate &&
         av_channel_layout_compare(&layout_, &layout) == 0;
}

void Downmix::prepare(const AVFrame& frame, AVChannelLayout from, int rate_hz) {
  AVChannelLayout to{};
  av_channel_layout_default(&to, channels_);
  SwrContext* raw = nullptr;
  int code =
      swr_alloc_set_opts2(&raw, &to, AV_SAMPLE_FMT_FLT, rate_hz, &from,
                          static_cast<AVSampleFormat>(frame.format), frame.sample_rate, 0, nullptr);
  converter_.reset(raw);
  if (code >= 0) {
    const auto matrix = matrix_for(from, channels_, only_centre_);
    code = swr_set_matrix(raw, matrix.data(), from.nb_channels);
  }
  if (code >= 0) code = swr_init(raw);
  if (code < 0) {
    converter_.reset();
    throw base::Error(base::ErrorKind::unsupported, "cannot convert sound of " +
                                                        std::to_string(from.nb_channels) +
                                                        " channels: " + message_of(code));
  }
  layout_ = from;
  format_ = frame.format;
  rate_hz_ = frame.sample_rate;
  has_delay_ = frame.sample_rate != rate_hz;
}

// `from` nothing: what is still to come.
int Downmix::convert(const std::uint8_t** from, int count, std::vector<float>& samples) {
  const auto before = samples.size();
  const int room = swr_get_out_samples(converter_.get(), count);
  samples.resize(before + static_cast<std::size_t>(std::max(0, room) * channels_));
  auto* out = reinterpret_cast<std::uint8_t*>(samples.data() + before);
  const int converted = std::max(0, swr_convert(converter_.get(), &out, room, from, count));
  samples.resize(before + static_cast<std::size_t>(converted * channels_));
  return converted;
}

int Downmix::finish(std::vector<float>& samples) {
  const int rest = converter_ && has_delay_ ? convert(nullptr, 0, samples) : 0;
  converter_.reset();
  return rest;
}

int Downmix::append(const AVFrame& frame, int rate_hz, std::vector<float>& samples) {
  if (frame.nb_samples <= 0) return 0;
  const auto layout = usual_layout(frame);
  int earlier = 0;
  if (!fits(frame, layout)) {
    earlier = finish(samples);
    prepare(frame, layout, rate_hz);
  } else if (has_delay_) {
    earlier = static_cast<int>(swr_get_delay(converter_.get(), rate_hz));
  }
  const auto mended = without_damage(frame, damaged_);
  const auto& whole = mended ? *mended : frame;
  convert(const_cast<const std::uint8_t**>(whole.extended_data), whole.nb_samples, samples);
  return earlier;
}

}  // namespace media
