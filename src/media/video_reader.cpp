#include "media/video_reader.h"

#include <algorithm>
#include <chrono>
#include <deque>
#include <new>
#include <set>
#include <utility>

#include "base/parallel.h"
#include "media/ffmpeg.h"
#include "media/input.h"
#include "media/scaler.h"
#include "media/streams.h"

namespace media {
namespace {

using namespace std::chrono_literals;

constexpr auto never = base::FilmTime::max();
/// Nearer than this, reading on costs less than looking for a place to start.
constexpr base::Duration near = 3s;
/// Of waiting packets. Beyond it decoding starts, wherever it stands.
constexpr std::size_t most_waiting_bytes = 256u << 20;

bool is_key(const AVPacket& p) { return (p.flags & AV_PKT_FLAG_KEY) != 0; }

}  // namespace

struct VideoReader::State {
  State(const std::filesystem::path& path, const VideoOptions& wishes);

  std::optional<Picture> next();
  void seek(base::FilmTime time);

  // Decoding.
  bool decode(Picture& picture);
  bool receive(Picture& picture);
  bool feed();
  std::int64_t next_slot();
  void reset_decoder();
  bool is_wanted(const AVPacket& packet) const;
  Picture finish(Picture picture);

  // Seeking.
  bool is_worth_reading_on(base::FilmTime time) const;
  bool start_near(base::FilmTime time, base::Duration back);
  bool collect(base::FilmTime time);
  bool decode_up_to(base::FilmTime time);
  base::FilmTime start_of(const AVPacket& packet) const;
  base::FilmTime earliest(const AVPacket& packet) const;

  Input input;
  VideoOptions options;
  CodecPtr decoder;
  Scaler scaler;
  FramePtr frame = make_frame();
  PacketPtr packet = make_packet();
  std::deque<PacketPtr> waiting;  ///< Read, to be decoded before more is read.
  std::deque<Picture> ready;      ///< Decoded, to be given before more is decoded.
  std::optional<Picture> given;   ///< By next(), just before those in `ready`.
  base::FilmTime drop_before = base::FilmTime::min();  ///< What refers to pictures not decoded.
  std::optional<base::FilmTime> last;                  ///< Of the picture decoded last.
  base::Duration last_duration{};
  base::FilmTime read_up_to{};       ///< Decoding time of the packet read last.
  std::multiset<std::int64_t> sent;  ///< Decoding times, where there are no others.
  bool is_drained = false;
  bool has_searched = false;
  int damaged = 0;
};

VideoReader::State::State(const std::filesystem::path& path, const VideoOptions& wishes)
    : input(path), options(wishes), scaler(SWS_AREA) {
  if (!input.video())
    throw base::Error(base::ErrorKind::unsupported,
                      "cannot show \"" + input.path() + "\": it has no picture stream (found: " +
                          describe_streams(input.context()) + "). Is it the right file?");
  input.use({input.video()});
  decoder = make_decoder(*input.video(), input.path());
  decoder->thread_count =
      options.threads > 0 ? options.threads : static_cast<int>(base::thread_count());
  decoder->thread_type = FF_THREAD_FRAME | FF_THREAD_SLICE;
  if (options.effort != Effort::everything) decoder->skip_loop_filter = AVDISCARD_ALL;
  if (options.effort == Effort::no_disposable) decoder->skip_frame = AVDISCARD_NONREF;
  // Not AVDISCARD_NONKEY on the stream: the MP4 demuxer then mistakes display times.
  if (options.effort == Effort::key_frames) decoder->skip_frame = AVDISCARD_NONKEY;
  open_decoder(*decoder, input.path());
}

// Decoding ------------------------------------------------------------------------------------

bool VideoReader::State::is_wanted(const AVPacket& p) const {
  return options.effort != Effort::key_frames || is_key(p);
}

// False once there is nothing left to feed.
bool VideoReader::State::feed() {
  if (is_drained) return false;
  if (!waiting.empty()) {
    packet = std::move(waiting.front());
    waiting.pop_front();
  } else if (!input.read(*packet)) {
    is_drained = true;
    avcodec_send_packet(decoder.get(), nullptr);
    return true;
  } else {
    read_up_to = earliest(*packet);
  }
  if (!is_wanted(*packet)) return true;
  if (!input.has_display_times() && packet->dts != AV_NOPTS_VALUE) {
    decoder->reordered_opaque = packet->dts;
    sent.insert(packet->dts);
  }
  const int code = avcodec_send_packet(decoder.get(), packet.get());
  if (code == AVERROR(ENOMEM)) throw std::bad_alloc();
  if (code < 0) ++damaged;
  return true;
}

// Where only decoding is timed, pictures take the times of decoding in the order in which they are
// shown; key pictures that follow a gap keep their own.
std::int64_t VideoReader::State::next_slot() {
  const auto own = frame->reordered_opaque;
  if (!last || (frame->key_frame && (sent.empty() || own > *sent.begin())))
    sent.erase(sent.begin(), sent.lower_bound(own));
  if (sent.empty()) return AV_NOPTS_VALUE;
  const auto slot = *sent.begin();
  sent.erase(sent.begin());
  return slot;
}

// The next good picture that the decoder has ready.
bool VideoReader::State::receive(Picture& picture) {
  for (;;) {
    const int code = avcodec_receive_frame(decoder.get(), frame.get());
    if (code == AVERROR(EAGAIN) || code == AVERROR_EOF) return false;
    if (code == AVERROR(ENOMEM)) throw std::bad_alloc();
    if (code < 0) {
      ++damaged;
      return false;
    }
    if (is_damaged(*frame)) {
      ++damaged;
      continue;
    }
    const auto& stream = *input.video();
    const auto ticks = input.has_display_times() ? frame->pts : next_slot();
    auto duration = ticks == AV_NOPTS_VALUE ? base::Duration{}
                                            : input.picture_length(ticks, frame->pkt_duration);
    auto time = base::FilmTime::min();
    if (ticks != AV_NOPTS_VALUE)
      time = input.film_time(ticks, stream);
    else if (last)
      time = *last + last_duration;
    if (last && time <= *last && ticks != AV_NOPTS_VALUE && input.has_display_times()) {
      // A clock that jumps back; the pictures go on.
      if (*last - time < 500ms) continue;
      time = *last + last_duration;
    }
    if (duration.count() == 0 && stream.avg_frame_rate.num > 0)
      duration = base::Duration{
          av_rescale(1'000'000'000, stream.avg_frame_rate.den, stream.avg_frame_rate.num)};
    if (time < drop_before || time == base::FilmTime::min()) continue;
    last = time;
    last_duration = duration;
    FramePtr own(av_frame_clone(frame.get()));
    if (!own) throw std::bad_alloc();
    own->sample_aspect_ratio =
        av_guess_sample_aspect_ratio(&input.context(), input.video(), own.get());
    picture = Picture(own.release(), time, duration);
    return true;
  }
}

bool VideoReader::State::decode(Picture& picture) {
  for (;;) {
    if (receive(picture)) return true;
    if (!feed()) return false;
  }
}

void VideoReader::State::reset_decoder() {
  avcodec_flush_buffers(decoder.get());
  is_drained = false;
  last.reset();
  ready.clear();
  given.reset();
  sent.clear();
}

// The form the caller wants.
Picture VideoReader::State::finish(Picture picture) {
  const auto& from = *picture.frame();
  const int width = options.width_px > 0 ? options.width_px : from.width;
  const int height = options.height_px > 0 ? options.height_px : from.height;
  const auto wanted = to_ffmpeg(options.format);
  const auto format = wanted == AV_PIX_FMT_NONE ? static_cast<AVPixelFormat>(from.format) : wanted;
  if (width == from.width && height == from.height &&
      (wanted == AV_PIX_FMT_NONE || from_ffmpeg(from.format) == options.format))
    return picture;
  auto scaled = scaler.scale(from, width, height, format);
  return Picture(scaled.release(), picture.time(), picture.duration());
}

std::optional<Picture> VideoReader::State::next() {
  Picture picture;
  if (!ready.empty()) {
    picture = std::move(ready.front());
    ready.pop_front();
  } else if (!decode(picture)) {
    return std::nullopt;
  }
  given = picture;
  return finish(std::move(picture));
}

// Seeking -------------------------------------------------------------------------------------

// When the packet's picture is shown; where that is not said, when it is decoded.
base::FilmTime VideoReader::State::start_of(const AVPacket& p) const {
  const auto ticks = input.has_display_times() && p.pts != AV_NOPTS_VALUE ? p.pts : p.dts;
  return ticks == AV_NOPTS_VALUE ? base::FilmTime::min() : input.film_time(ticks, *input.video());
}

// No later packet's picture is shown before this.
base::FilmTime VideoReader::State::earliest(const AVPacket& p) const {
  const auto ticks = p.dts != AV_NOPTS_VALUE ? p.dts : p.pts;
  return ticks == AV_NOPTS_VALUE ? base::FilmTime::min() : input.film_time(ticks, *input.video());
}

bool VideoReader::State::is_worth_reading_on(base::FilmTime time) const {
  if (!last || is_drained) return false;
  const auto first = given ? given->time() : ready.empty() ? *last : ready.front().time();
  if (first > time) return false;
  if (time - *last < near) return true;
  if (!has_searched) return false;  // The container's index may not be read yet.
  const auto& stream = *input.video();
  const auto* entry = avformat_index_get_entry_from_timestamp(
      input.video(), input.ticks_at(time, stream), AVSEEK_FLAG_BACKWARD);
  return entry && input.film_time(entry->timestamp, stream) <= read_up_to;
}

// Reads until nothing shown by `time` can follow, and keeps only what the picture on screen then
// needs: from the last key picture on. Returns whether there was one.
bool VideoReader::State::collect(base::FilmTime time) {
  bool has_key = false;
  std::size_t bytes = 0;
  std::deque<PacketPtr> candidates = std::move(waiting);
  waiting.clear();
  while (bytes < most_waiting_bytes) {
    PacketPtr p;
    if (!candidates.empty()) {
      p = std::move(candidates.front());
      candidates.pop_front();
    } else {
      p = make_packet();
      if (!input.read(*p)) break;
      read_up_to = earliest(*p);
    }
    if (!is_wanted(*p)) {
      if (earliest(*p) > time) break;
      continue;
    }
    const auto start = start_of(*p);
    if (is_key(*p) && start <= time && start != base::FilmTime::min()) {
      waiting.clear();
      bytes = 0;
      has_key = true;
      drop_before = start;
      reset_decoder();
    }
    bytes += static_cast<std::size_t>(p->size);
    const bool is_past = earliest(*p) > time;
    waiting.push_back(std::move(p));
    if (is_past) break;
  }
  std::ranges::move(candidates, std::back_inserter(waiting));
  return has_key;
}

// Stands before `time` by at least `back`; false if nothing before `time` can be decoded there.
bool VideoReader::State::start_near(base::FilmTime time, base::Duration back) {
  const auto place = time - back;
  const bool to_start = place <= base::FilmTime{};
  waiting.clear();
  drop_before = base::FilmTime::min();
  has_searched = true;
  if (to_start || !input.seek(*input.video(), input.ticks_at(place, *input.video()))) {
    input.rewind();
    reset_decoder();
    collect(time);
    return true;
  }
  reset_decoder();
  return collect(time);
}

// Fills `ready` with the picture on screen at `time` and what was decoded beyond it. False: the
// first picture to come out starts too late.
bool VideoReader::State::decode_up_to(base::FilmTime time) {
  if (given) ready.push_front(std::move(*given));
  given.reset();
  while (ready.size() > 1 && ready[1].time() <= time) ready.pop_front();
  if (ready.size() > 1 && ready[0].time() <= time) return true;
  std::optional<Picture> shown;
  if (!ready.empty() && ready[0].time() <= time) shown = std::move(ready[0]);
  ready.clear();
  Picture picture;
  while (decode(picture)) {
    if (picture.time() > time) {
      const bool is_exact = shown.has_value();
      if (shown) ready.push_back(std::move(*shown));
      ready.push_back(std::move(picture));
      return is_exact;
    }
    shown = std::move(picture);
    if (shown->time() == time || options.effort == Effort::key_frames) break;
  }
  if (!shown) return false;
  ready.push_back(std::move(*shown));
  return true;
}

void VideoReader::State::seek(base::FilmTime wanted) {
  const auto time = std::max(wanted, base::FilmTime{});
  if (is_worth_reading_on(time)) {
    collect(time);
    if (decode_up_to(time)) return;
  }
  for (base::Duration back{};; back = std::max<base::Duration>(2 * back, 1s)) {
    const bool is_start = time - back <= base::FilmTime{};
    if (!start_near(time, back) && !is_start) continue;
    if (decode_up_to(time) || is_start) return;
  }
}

VideoReader::VideoReader(const std::filesystem::path& path, const VideoOptions& options)
    : state_(std::make_unique<State>(path, options)) {}
VideoReader::~VideoReader() = default;
VideoReader::VideoReader(VideoReader&&) noexcept = default;
VideoReader& VideoReader::operator=(VideoReader&&) noexcept = default;

std::optional<Picture> VideoReader::next() { return state_->next(); }
void VideoReader::seek(base::FilmTime time) { state_->seek(time); }
int VideoReader::damaged() const { return state_->damaged; }

}  // namespace media
