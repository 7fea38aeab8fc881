#include "media/internal/sound_line.h"

#include <algorithm>
#include <numeric>

#include "base/error.h"

namespace media {
namespace {

/// Of the resampler's filter, to either side, and more than enough.
constexpr std::int64_t kFilterFrames = 2048;
/// Input is handed over in blocks of this size, so that output does not depend on what is asked.
constexpr std::int64_t kBlockFrames = 4096;
/// Farther ahead than this it is cheaper to start again.
constexpr std::int64_t kReadOnSeconds = 2;

std::int64_t floor_div(std::int64_t a, std::int64_t b) { return a / b - (a % b < 0 ? 1 : 0); }

}  // namespace

SoundLine::SoundLine(const std::filesystem::path& path, const SoundOptions& options)
    : source_(path, options), rate_hz_(options.rate_hz), channels_(options.channels == 1 ? 1 : 2) {
  if (rate_hz_ <= 0) throw base::Error(base::ErrorKind::internal, "a sample rate must be above 0");
  const int common = std::gcd(source_.rate_hz(), rate_hz_);
  in_step_ = source_.rate_hz() / common;
  out_step_ = rate_hz_ / common;
}

Sound SoundLine::read(std::int64_t from, std::int64_t to) {
  Sound sound{rate_hz_, channels_, {}};
  if (to <= from) return sound;
  if (in_step_ == out_step_) {
    const float* samples = source_.read(from, to);
    sound.samples.assign(samples, samples + (to - from) * channels_);
  } else {
    sound.samples = resample(from, to);
  }
  return sound;
}

void SoundLine::restart(std::int64_t from) {
  AVChannelLayout layout{};
  av_channel_layout_default(&layout, channels_);
  SwrContext* raw = nullptr;
  check(swr_alloc_set_opts2(&raw, &layout, AV_SAMPLE_FMT_FLT, rate_hz_, &layout, AV_SAMPLE_FMT_FLT,
                            source_.rate_hz(), 0, nullptr),
        "prepare to resample sound");
  resampler_.reset(raw);
  check(swr_init(raw), "prepare to resample sound");
  const auto margin = kFilterFrames * std::max<std::int64_t>(1, out_step_ / in_step_);
  const auto k = floor_div(from - margin, out_step_);
  next_in_ = k * in_step_;
  first_out_ = k * out_step_;
  out_.clear();
}

void SoundLine::convert_block() {
  const auto* in =
      reinterpret_cast<const std::uint8_t*>(source_.read(next_in_, next_in_ + kBlockFrames));
  next_in_ += kBlockFrames;
  const int room = swr_get_out_samples(resampler_.get(), kBlockFrames);
  const auto before = out_.size();
  out_.resize(before + static_cast<std::size_t>(room * channels_));
  auto* place = reinterpret_cast<std::uint8_t*>(out_.data() + before);
  const int count =
      check(swr_convert(resampler_.get(), &place, room, &in, kBlockFrames), "resample sound");
  out_.resize(before + static_cast<std::size_t>(count * channels_));
}

std::vector<float> SoundLine::resample(std::int64_t from, std::int64_t to) {
  if (!resampler_ || from < first_out_ || from > filled_to() + kReadOnSeconds * rate_hz_)
    restart(from);
  while (filled_to() < to) {
    const auto unneeded = std::min(from, filled_to()) - first_out_;
    if (unneeded > rate_hz_) {
      out_.erase(out_.begin(), out_.begin() + unneeded * channels_);
      first_out_ += unneeded;
    }
    convert_block();
  }
  const auto begin = out_.begin() + (from - first_out_) * channels_;
  std::vector<float> result(begin, begin + (to - from) * channels_);
  out_.erase(out_.begin(), begin);
  first_out_ = from;
  return result;
}

std::optional<std::int64_t> SoundLine::end() const {
  const auto in = source_.end();
  if (!in) return {};
  return floor_div(*in * out_step_ + in_step_ - 1, in_step_);
}

}  // namespace media
