#include "media/internal/sound_source.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <string_view>
#include <utility>

#include "media/internal/streams.h"

namespace media {
namespace {

/// Farther ahead than this it is cheaper to seek than to decode what lies between.
constexpr int kReadOnSeconds = 3;
constexpr double kNotSaid = std::numeric_limits<double>::quiet_NaN();

// PCM's blocks are the container's; of use only where its times are coarse, and never after a seek
// into the middle of one.
bool has_equal_blocks(AVCodecID codec, double tick) {
  switch (codec) {
    case AV_CODEC_ID_VORBIS:
    case AV_CODEC_ID_WMAV1:
    case AV_CODEC_ID_WMAV2:
    case AV_CODEC_ID_WMAPRO:
    case AV_CODEC_ID_WMALOSSLESS:
    case AV_CODEC_ID_WMAVOICE:
      return false;
    default:
      return tick > 1 || std::string_view(avcodec_get_name(codec)).substr(0, 3) != "pcm";
  }
}

}  // namespace

SoundSource::SoundSource(const std::filesystem::path& path, const SoundOptions& options)
    : input_(path, {.track = options.track, .language = {}}),
      channels_(options.channels == 1 ? 1 : 2),
      downmix_(channels_, options.only_centre) {
  if (!input_.audio())
    throw base::Error(base::ErrorKind::unsupported,
                      "cannot hear \"" + input_.path() +
                          "\": it has no sound that can be decoded (found: " +
                          describe_streams(input_.context()) + ")");
  std::vector<const AVStream*> streams;
  for (const int index : input_.sound()->streams) streams.push_back(input_.stream(index));
  input_.use(streams);
  decoder_.emplace(input_);
  learn_start();
}

base::Duration SoundSource::said_duration() const {
  if (input_.has_jumps()) return input_.said_length();
  const auto& s = stream();
  const auto first = s.start_time != AV_NOPTS_VALUE ? s.start_time : 0;
  const auto start = input_.film_time(first, s).time_since_epoch() - zero_;
  if (s.duration > 0) return start + to_duration(s.duration, s.time_base);
  const auto total = input_.context().duration;
  return total > 0 ? base::Duration{total * (1'000'000'000 / AV_TIME_BASE)} : start;
}

// Decoding ------------------------------------------------------------------------------------

double SoundSource::samples_at(std::int64_t ticks, const AVStream& of) const {
  const auto time = input_.film_time(ticks, of).time_since_epoch() - zero_;
  return static_cast<double>(time.count()) * rate_hz_ / 1e9;
}

// Of packet_, whose time is said.
double SoundSource::start_of_packet() const {
  return samples_at(packet_->pts, *input_.stream(packet_->stream_index));
}

bool SoundSource::read_packet() {
  has_packet_ = has_packet_ || input_.read(*packet_);
  return has_packet_;
}

bool SoundSource::feed() {
  if (is_drained_) return false;
  if (!read_packet()) {
    is_drained_ = true;
    decoder_->send(nullptr);
    return true;
  }
  has_packet_ = false;
  if (packet_->pts != AV_NOPTS_VALUE && rate_hz_ > 0 && start_of_packet() < skip_before_)
    return true;
  // A damaged packet leaves a hole, which the times of the next ones turn into silence.
  decoder_->send(packet_.get());
  return true;
}

void SoundSource::learn_clock() {
  rate_hz_ = frame_->sample_rate;
  if (!input_.video() && frame_->pts != AV_NOPTS_VALUE)
    zero_ = input_.film_time(frame_->pts, stream()).time_since_epoch();
  const double tick = av_q2d(stream().time_base) * rate_hz_;
  clock_ = SoundClock(tick, rate_hz_, has_equal_blocks(stream().codecpar->codec_id, tick),
                      samples_at(0));
}

std::optional<SoundSource::Block> SoundSource::decode() {
  for (;;) {
    Block block;
    double said = kNotSaid;
    if (decoder_->receive(*frame_)) {
      if (rate_hz_ == 0) learn_clock();
      if (frame_->pts != AV_NOPTS_VALUE) said = samples_at(frame_->pts);
      said -= downmix_.append(*frame_, rate_hz_, block.samples);
    } else if (!feed()) {
      if (rate_hz_ > 0) downmix_.finish(block.samples);
      if (block.samples.empty()) return {};
    }
    block.clock = {said, static_cast<std::int64_t>(block.samples.size()) / channels_};
    if (block.clock.count > 0) return block;
  }
}

// Placing -------------------------------------------------------------------------------------

bool SoundSource::goes_on(const SoundBlock& block, double expected) const {
  return std::isnan(block.said) || std::abs(block.said - expected) <= clock_.tolerance();
}

// Where a run that starts with blocks_ belongs. False: there are no more blocks.
bool SoundSource::start_run() {
  std::vector<SoundBlock> run;
  double expected = 0;
  for (std::size_t i = 0;; ++i) {
    bool is_all = false;
    if (i == blocks_.size()) {
      auto block = decode();
      if (block) blocks_.push_back(std::move(*block));
      is_all = !block;
    }
    if (!is_all) {
      auto& clock = blocks_[i].clock;
      if (run.empty() && std::isnan(clock.said)) clock.said = static_cast<double>(filled_to());
      if (std::isnan(clock.said)) clock.said = expected;
      is_all = !run.empty() && !goes_on(clock, expected);
      if (!is_all) {
        run.push_back(clock);
        expected = clock.said + static_cast<double>(clock.count);
      }
    }
    if (run.empty()) return false;
    if (!clock_.has_learned()) {
      if (!is_all && !clock_.is_enough(run)) continue;
      clock_.learn(run);
    }
    run_end_ = clock_.place(run, is_all);
    if (run_end_) return true;
  }
}

void SoundSource::learn_start() {
  if (start_run()) return;
  throw base::Error(base::ErrorKind::corrupt,
                    "cannot hear \"" + input_.path() + "\": nothing in its " +
                        avcodec_get_name(stream().codecpar->codec_id) +
                        " sound can be decoded. The file is damaged or was cut off.");
}

// The first of blocks_ does not go on, and the one after it does.
bool SoundSource::is_mistimed() {
  if (blocks_.size() < 2) {
    auto block = decode();
    if (!block) return false;
    blocks_.push_back(std::move(*block));
  }
  const auto expected = *run_end_ + blocks_[0].clock.count;
  return !std::isnan(blocks_[1].clock.said) &&
         goes_on(blocks_[1].clock, static_cast<double>(expected));
}

std::optional<SoundSource::Placed> SoundSource::next() {
  if (held_) return std::exchange(held_, std::nullopt);
  for (;;) {
    if (!run_end_ && !start_run()) return {};
    if (blocks_.empty()) {
      auto block = decode();
      if (!block) return {};
      blocks_.push_back(std::move(*block));
    }
    if (!goes_on(blocks_.front().clock, static_cast<double>(*run_end_)) && !is_mistimed()) {
      run_end_.reset();
      continue;
    }
    Block block = std::move(blocks_.front());
    blocks_.pop_front();
    const auto start = *run_end_;
    *run_end_ += block.clock.count;
    return Placed{start, std::move(block.samples)};
  }
}

// Moving --------------------------------------------------------------------------------------

void SoundSource::reset() {
  decoder_->reset();
  downmix_.reset();
  is_drained_ = false;
  has_packet_ = false;
  blocks_.clear();
  run_end_.reset();
  held_.reset();
  end_.reset();
}

// Stands before `sample` by about `back`. False: the container went too far.
bool SoundSource::land(std::int64_t sample, std::int64_t back) {
  const auto first = static_cast<double>(sample - back);
  const auto time = base::FilmTime{base::frame_start(sample - back, {rate_hz_, 1}) + zero_};
  // Matroska indexes pictures only; without an index it reads on from the beginning.
  const bool by_pictures =
      input_.video() && std::string_view(input_.context().iformat->name).starts_with("matroska");
  const auto& guide = by_pictures ? *input_.video() : stream();
  if (!input_.seek(guide, input_.ticks_at(time, guide))) return false;
  reset();
  skip_before_ = first;
  while (read_packet() && packet_->pts == AV_NOPTS_VALUE) has_packet_ = false;
  return has_packet_ && start_of_packet() <= first + static_cast<double>(back) / 2;
}

// The decoder needs a while to come to what it gives in one go: overlapping blocks, bit reservoirs.
void SoundSource::go_to(std::int64_t sample) {
  bool has_landed = false;
  for (std::int64_t back = rate_hz_; !has_landed && back < sample; back *= 2)
    has_landed = land(sample, back);
  if (!has_landed) {
    input_.rewind();
    reset();
    decoder_.emplace(input_);  // At the very start nothing washes out what is left over.
    skip_before_ = static_cast<double>(sample) - 2.0 * rate_hz_;
  }
  samples_.clear();
  start_ = sample;
}

// To samples_, up to `to`; the rest is kept for later.
void SoundSource::append(Placed block, std::int64_t to) {
  const auto silence = std::min(block.start, to) - filled_to();
  if (silence > 0) samples_.resize(samples_.size() + static_cast<std::size_t>(silence * channels_));
  if (block.start > filled_to()) {
    held_ = std::move(block);
    return;
  }
  const auto known = std::min<std::int64_t>((filled_to() - block.start) * channels_,
                                            static_cast<std::int64_t>(block.samples.size()));
  samples_.insert(samples_.end(), block.samples.begin() + known, block.samples.end());
}

const float* SoundSource::read(std::int64_t from, std::int64_t to) {
  if (from < start_ || from > filled_to() + std::int64_t{kReadOnSeconds} * rate_hz_) go_to(from);
  while (filled_to() < to) {
    if (auto block = next()) {
      append(std::move(*block), to);
      continue;
    }
    if (!end_) end_ = filled_to();
    samples_.resize(static_cast<std::size_t>((to - start_) * channels_));
  }
  const auto past = (from - start_) * channels_;
  samples_.erase(samples_.begin(), samples_.begin() + past);
  start_ = from;
  return samples_.data();
}

}  // namespace media
