#include "media/internal/sound_decoder.h"

#include <algorithm>
#include <new>
#include <utility>

#include "media/internal/streams.h"

namespace media {
namespace {

/// A hole in one of the streams is silence there; a longer one is a different place of the film.
constexpr std::int64_t kLongestHoleSeconds = 10;
/// A stream that is so far behind the first has a hole, or has ended.
constexpr std::int64_t kMostWaitingSeconds = 2;

}  // namespace

SoundDecoder::SoundDecoder(const Input& input) : input_(input) {
  const auto& sound = *input.sound();
  std::uint64_t mask = 0;
  for (const auto channel : sound.channels) mask |= std::uint64_t{1} << channel;
  if (mask != 0) check(av_channel_layout_from_mask(&layout_, mask), "join sound tracks");
  rate_hz_ = sound.info.rate_hz;
  for (const int stream : sound.streams) {
    Voice voice;
    voice.stream = stream;
    voice.decoder = make_decoder(*input.stream(stream), input.path());
    voice.decoder->thread_count = 1;
    open_decoder(*voice.decoder, input.path());
    voices_.push_back(std::move(voice));
  }
}

void SoundDecoder::send(const AVPacket* packet) {
  is_over_ = is_over_ || !packet;
  for (auto& voice : voices_) {
    if (packet && packet->stream_index != voice.stream) continue;
    if (avcodec_send_packet(voice.decoder.get(), packet) == AVERROR(ENOMEM)) throw std::bad_alloc();
    if (layout_.nb_channels > 0)
      while (receive_from(voice)) take(voice, &voice == &voices_.front());
  }
}

void SoundDecoder::reset() {
  for (auto& voice : voices_) {
    avcodec_flush_buffers(voice.decoder.get());
    voice.samples.clear();
    voice.start = kNowhere;
  }
  steps_.clear();
  is_over_ = false;
}

int SoundDecoder::damaged() const {
  int sum = 0;
  for (const auto& voice : voices_) sum += voice.to_float.damaged();
  return sum;
}

// Into frame_.
bool SoundDecoder::receive_from(Voice& voice) {
  for (;;) {
    const int code = avcodec_receive_frame(voice.decoder.get(), frame_.get());
    if (code == AVERROR(ENOMEM)) throw std::bad_alloc();
    if (code < 0) return false;
    if (frame_->nb_samples <= 0 || is_damaged(*frame_)) continue;
    if (frame_->pts == AV_NOPTS_VALUE) frame_->pts = frame_->best_effort_timestamp;
    return true;
  }
}

bool SoundDecoder::receive(AVFrame& frame) {
  if (layout_.nb_channels == 0) {
    if (!receive_from(voices_.front())) return false;
    av_frame_unref(&frame);
    av_frame_move_ref(&frame, frame_.get());
    return true;
  }
  if (steps_.empty() || !is_ready(steps_.front())) return false;
  av_frame_unref(&frame);
  join(steps_.front(), frame);
  steps_.pop_front();
  return true;
}

// Joining -------------------------------------------------------------------------------------

// The line goes on at `at`, or nearly: containers round.
void SoundDecoder::place(Voice& voice, std::int64_t at, std::int64_t tolerance) {
  if (voice.samples.empty() && std::abs(at - voice.start) > tolerance) voice.start = at;
  const auto hole = at - voice.end();
  if (std::abs(hole) <= tolerance) return;
  if (hole > 0 && hole <= kLongestHoleSeconds * rate_hz_) {
    voice.samples.resize(voice.samples.size() + static_cast<std::size_t>(hole), 0.0f);
    return;
  }
  voice.samples.clear();
  voice.start = at;
}

// frame_ goes to the end of its stream's line.
void SoundDecoder::take(Voice& voice, bool sets_pace) {
  const auto tick = input_.stream(voice.stream)->time_base;
  const auto ticks = frame_->pts;
  const auto tolerance = av_rescale_q_rnd(1, tick, {1, rate_hz_}, AV_ROUND_UP) + rate_hz_ / 500;
  if (ticks != AV_NOPTS_VALUE) place(voice, av_rescale_q(ticks, tick, {1, rate_hz_}), tolerance);
  const auto before = voice.end();
  voice.to_float.append(*frame_, rate_hz_, voice.samples);
  if (sets_pace && voice.end() > before) steps_.push_back({ticks, before, voice.end() - before});
}

bool SoundDecoder::is_ready(const Step& step) const {
  if (is_over_ || voices_.front().end() - step.start > kMostWaitingSeconds * rate_hz_) return true;
  return std::ranges::all_of(
      voices_, [&](const Voice& voice) { return voice.end() >= step.start + step.count; });
}

void SoundDecoder::join(const Step& step, AVFrame& frame) {
  frame.format = AV_SAMPLE_FMT_FLTP;
  frame.sample_rate = rate_hz_;
  frame.nb_samples = static_cast<int>(step.count);
  frame.pts = step.ticks;
  check(av_channel_layout_copy(&frame.ch_layout, &layout_), "join sound tracks");
  check(av_frame_get_buffer(&frame, 0), "join sound tracks");
  const auto& channels = input_.sound()->channels;
  for (std::size_t i = 0; i < voices_.size(); ++i) {
    auto& voice = voices_[i];
    const int plane = av_channel_layout_index_from_channel(&layout_, channels[i]);
    auto* to = reinterpret_cast<float*>(frame.extended_data[plane]);
    std::fill_n(to, step.count, 0.0f);
    const auto first = std::max(step.start, voice.start);
    const auto end = std::min(step.start + step.count, voice.end());
    if (first < end)
      std::copy_n(voice.samples.begin() + (first - voice.start), end - first,
                  to + (first - step.start));
    const auto used = std::clamp<std::int64_t>(step.start + step.count - voice.start, 0,
                                               voice.end() - voice.start);
    voice.samples.erase(voice.samples.begin(), voice.samples.begin() + used);
    voice.start += used;
  }
}

}  // namespace media
