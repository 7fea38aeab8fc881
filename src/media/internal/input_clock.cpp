// The film's clock: from the container's ticks to film time and back.

#include <algorithm>
#include <chrono>
#include <vector>

#include "media/internal/input.h"
#include "media/internal/rate.h"

namespace media {

void Input::set_rate() {
  std::vector<PictureTicks> pictures;
  for (const auto& p : head_)
    if (p->stream_index == video_ && !is_hidden(*p))
      pictures.push_back({p->dts, has_display_times_ ? p->pts : p->dts});
  if (const auto rate = rate_of({shown_in_order(pictures)}, *video())) rate_ = rate->rate;
}

base::Duration Input::zero() const {
  return video_ < 0 ? base::Duration{} : to_duration(first_picture_, video()->time_base);
}

void Input::straighten_clock() {
  if (!may_jump(*context_)) return;
  timeline_ = remember_timeline(path_, [&] {
    auto found =
        find_timeline(*context_, video_, rate_ ? base::frame_start(1, *rate_) : base::Duration{});
    reopen();
    return found;
  });
}

void Input::straighten(AVPacket& packet) {
  if (!has_jumps()) return;
  auto& piece = piece_[static_cast<std::size_t>(packet.stream_index)];
  if (packet.pos >= 0) piece = timeline_->piece_at(packet.stream_index, packet.pos);
  const auto ticks =
      to_ticks(timeline_->pieces[piece].shift, context_->streams[packet.stream_index]->time_base);
  if (packet.pts != AV_NOPTS_VALUE) packet.pts += ticks;
  if (packet.dts != AV_NOPTS_VALUE) packet.dts += ticks;
}

base::Duration Input::first_picture() const {
  if (video_ < 0 || context_->start_time == AV_NOPTS_VALUE) return {};
  return std::max(base::Duration{}, zero() - to_duration(context_->start_time, AV_TIME_BASE_Q));
}

base::Duration Input::said_length() const {
  if (has_jumps()) return timeline_->end - zero();
  const auto* pictures = video();
  if (pictures && pictures->duration > 0)
    return to_duration(pictures->duration, pictures->time_base);
  return context_->duration > 0 ? to_duration(context_->duration, AV_TIME_BASE_Q)
                                : base::Duration{};
}

// Both this picture's time and the first one's were rounded.
base::FilmTime Input::film_time(std::int64_t ticks, const AVStream& stream) const {
  if (stream.index != video_) return base::FilmTime{to_duration(ticks, stream.time_base) - zero()};
  const auto said = to_duration(ticks - first_picture_, stream.time_base);
  if (!rate_) return base::FilmTime{said};
  const auto exact = base::frame_start(base::nearest_frame(said, *rate_), *rate_);
  const auto tick = to_duration(1, stream.time_base);
  return base::FilmTime{std::chrono::abs(exact - said) <= tick ? exact : said};
}

base::Duration Input::picture_length(std::int64_t ticks, std::int64_t length) const {
  if (length <= 0) return {};
  return film_time(ticks + length, *video()) - film_time(ticks, *video());
}

std::int64_t Input::ticks_at(base::FilmTime time, const AVStream& stream) const {
  if (stream.index == video_)
    return to_ticks(time.time_since_epoch(), stream.time_base) + first_picture_;
  return to_ticks(time.time_since_epoch() + zero(), stream.time_base);
}

bool Input::seek_place(const AVStream& stream, std::int64_t ticks) {
  const auto place = timeline_->place_before(to_duration(ticks, stream.time_base));
  for (unsigned i = 0; i < context_->nb_streams; ++i)
    piece_[i] = timeline_->piece_at(static_cast<int>(i), place.byte);
  return av_seek_frame(context_.get(), -1, place.byte, AVSEEK_FLAG_BYTE) >= 0;
}

}  // namespace media
