#include "media/internal/picture_decoder.h"

#include <algorithm>
#include <chrono>
#include <new>

#include "base/parallel.h"
#include "media/internal/shape.h"
#include "media/internal/streams.h"

namespace media {
namespace {

/// A clock that jumps back by more is a different clock; by less, a duplicate or a mistake.
constexpr base::Duration kLeastJump = std::chrono::milliseconds(500);
/// Pictures that are farther apart are not believed to be until the next one comes.
constexpr base::Duration kLeastDoubt = std::chrono::seconds(5);

}  // namespace

PictureDecoder::PictureDecoder(const Input& input, Effort effort, int threads)
    : input_(input), effort_(effort), decoder_(make_decoder(*input.video(), input.path())) {
  decoder_->thread_count = threads > 0 ? threads : static_cast<int>(base::thread_count());
  decoder_->thread_type = FF_THREAD_FRAME | FF_THREAD_SLICE;
  if (effort != Effort::everything) decoder_->skip_loop_filter = AVDISCARD_ALL;
  if (effort == Effort::no_disposable) usual_skip_ = AVDISCARD_NONREF;
  // Not AVDISCARD_NONKEY on the stream: the MP4 demuxer then mistakes display times.
  if (effort == Effort::key_frames) usual_skip_ = AVDISCARD_NONKEY;
  decoder_->skip_frame = usual_skip_;
  open_decoder(*decoder_, input.path());
}

void PictureDecoder::expect_lone_pictures() {
  are_alone_ = true;
  usual_skip_ = AVDISCARD_DEFAULT;
}

bool PictureDecoder::is_wanted(const AVPacket& packet) const {
  return effort_ != Effort::key_frames || (packet.flags & AV_PKT_FLAG_KEY) != 0;
}

void PictureDecoder::send(const AVPacket& packet, bool is_shown) {
  decoder_->skip_frame = is_shown ? usual_skip_ : std::max(usual_skip_, AVDISCARD_NONREF);
  if (!input_.has_display_times() && packet.dts != AV_NOPTS_VALUE) {
    decoder_->reordered_opaque = packet.dts;
    sent_.insert(packet.dts);
  }
  const int code = avcodec_send_packet(decoder_.get(), &packet);
  if (code == AVERROR(ENOMEM)) throw std::bad_alloc();
  if (code < 0) ++damaged_;
}

void PictureDecoder::finish() { avcodec_send_packet(decoder_.get(), nullptr); }

void PictureDecoder::reset(base::FilmTime first) {
  avcodec_flush_buffers(decoder_.get());
  decoded_.clear();
  is_at_end_ = false;
  sent_.clear();
  last_.reset();
  first_ = first;
}

// Where only decoding is timed, pictures take the times of decoding in the order in which they are
// shown; key pictures that follow a gap keep their own.
std::int64_t PictureDecoder::next_slot() {
  const auto own = frame_->reordered_opaque;
  if (!last_ || (frame_->key_frame && (sent_.empty() || own > *sent_.begin())))
    sent_.erase(sent_.begin(), sent_.lower_bound(own));
  if (sent_.empty()) return AV_NOPTS_VALUE;
  const auto slot = *sent_.begin();
  sent_.erase(sent_.begin());
  return slot;
}

// Nothing: the picture cannot be placed.
std::optional<base::FilmTime> PictureDecoder::time_of(std::int64_t ticks) {
  const auto next = last_ ? std::optional(*last_ + last_length_) : std::nullopt;
  if (ticks == AV_NOPTS_VALUE) return next;
  const auto time = input_.film_time(ticks, *input_.video());
  if (!last_ || time > *last_ || (are_alone_ && input_.has_display_times())) return time;
  return *last_ - time < kLeastJump ? std::nullopt : next;
}

base::Duration PictureDecoder::length_of(const AVFrame& frame) const {
  const auto said = frame.pts == AV_NOPTS_VALUE
                        ? base::Duration{}
                        : input_.picture_length(frame.pts, frame.pkt_duration);
  const auto rate = input_.video()->avg_frame_rate;
  if (said.count() > 0 || rate.num <= 0 || rate.den <= 0) return said;
  return base::frame_start(1, {rate.num, rate.den});
}

// To decoded_, its pts being when it is shown. False: no picture is ready.
bool PictureDecoder::decode() {
  for (;;) {
    const int code = avcodec_receive_frame(decoder_.get(), frame_.get());
    is_at_end_ = code == AVERROR_EOF;
    if (code == AVERROR(EAGAIN) || code == AVERROR_EOF) return false;
    if (code == AVERROR(ENOMEM)) throw std::bad_alloc();
    if (code < 0 || is_damaged(*frame_)) {
      ++damaged_;
      if (code < 0) return false;
      continue;
    }
    if (!input_.has_display_times()) frame_->pts = next_slot();
    decoded_.emplace_back(av_frame_clone(frame_.get()));
    if (!decoded_.back()) throw std::bad_alloc();
    return true;
  }
}

// So that it may be a mistake: the next picture tells.
bool PictureDecoder::is_far_ahead(const AVFrame& frame) const {
  return last_ && !are_alone_ && effort_ != Effort::key_frames && frame.pts != AV_NOPTS_VALUE &&
         input_.film_time(frame.pts, *input_.video()) - *last_ > kLeastDoubt;
}

bool PictureDecoder::receive(Picture& picture) {
  for (;;) {
    if (decoded_.empty() && !decode()) return false;
    if (is_far_ahead(*decoded_[0])) {
      if (decoded_.size() < 2 && !decode() && !is_at_end_) return false;
      if (decoded_.size() > 1 && decoded_[1]->pts != AV_NOPTS_VALUE &&
          decoded_[1]->pts < decoded_[0]->pts)
        decoded_[0]->pts = AV_NOPTS_VALUE;
    }
    FramePtr frame = std::move(decoded_.front());
    decoded_.pop_front();
    const auto time = time_of(frame->pts);
    if (!time || *time < first_) continue;
    last_ = time;
    last_length_ = length_of(*frame);
    complete_shape(*frame, *input_.video());
    picture = Picture(frame.release(), *time, last_length_);
    return true;
  }
}

}  // namespace media
