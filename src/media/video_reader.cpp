#include "media/video_reader.h"

#include <algorithm>
#include <chrono>
#include <deque>
#include <utility>

#include "media/internal/ffmpeg.h"
#include "media/internal/input.h"
#include "media/internal/picture_decoder.h"
#include "media/internal/plain_picture.h"
#include "media/internal/scaler.h"
#include "media/internal/streams.h"

namespace media {
namespace {

using namespace std::chrono_literals;

/// Nearer than this, reading on costs less than looking for a place to start.
constexpr base::Duration kNear = 3s;
/// Of waiting packets. Beyond it decoding starts, wherever it stands.
constexpr std::size_t kMostWaitingBytes = 256u << 20;

bool is_key(const AVPacket& p) { return (p.flags & AV_PKT_FLAG_KEY) != 0; }

}  // namespace

struct VideoReader::State {
  State(const std::filesystem::path& path, const VideoOptions& wishes);

  std::optional<Picture> next();
  void seek(base::FilmTime time);

  // Decoding.
  bool decode(Picture& picture);
  bool feed();
  void reset(base::FilmTime first = base::FilmTime::min());
  Picture finish(Picture picture);

  // Seeking.
  bool is_worth_reading_on(base::FilmTime time) const;
  bool start_near(base::FilmTime time, base::Duration back);
  bool collect(base::FilmTime time);
  void find_shown(base::FilmTime time);
  bool decode_up_to(base::FilmTime time);
  base::FilmTime start_of(const AVPacket& packet) const;
  base::FilmTime earliest(const AVPacket& packet) const;

  Input input;
  VideoOptions options;
  std::optional<PictureDecoder> decoder;
  Scaler scaler{SWS_AREA};
  PlainPictures plain;
  std::deque<PacketPtr> waiting;  ///< Read, to be decoded before more is read.
  std::deque<Picture> ready;      ///< Decoded, to be given before more is decoded.
  std::optional<Picture> given;   ///< By next(), just before those in `ready`.
  base::FilmTime read_up_to{};    ///< Decoding time of the packet read last.
  base::FilmTime shown_from = base::FilmTime::min();  ///< Pictures before it are not looked at.
  bool is_drained = false;
  bool has_searched = false;
};

VideoReader::State::State(const std::filesystem::path& path, const VideoOptions& wishes)
    : input(path), options(wishes) {
  if (!input.video())
    throw base::Error(base::ErrorKind::unsupported,
                      "cannot show \"" + input.path() + "\": it has no picture stream (found: " +
                          describe_streams(input.context()) + "). Is it the right file?");
  input.use({input.video()});
  decoder.emplace(input, options.effort, options.threads);
}

// Decoding ------------------------------------------------------------------------------------

// False once there is nothing left to feed.
bool VideoReader::State::feed() {
  if (is_drained) return false;
  auto packet = make_packet();
  if (!waiting.empty()) {
    packet = std::move(waiting.front());
    waiting.pop_front();
  } else if (!input.read(*packet)) {
    is_drained = true;
    decoder->finish();
    return true;
  } else {
    read_up_to = earliest(*packet);
  }
  if (!decoder->is_wanted(*packet)) return true;
  const auto start = start_of(*packet);
  decoder->send(*packet, start >= shown_from || start == base::FilmTime::min());
  return true;
}

bool VideoReader::State::decode(Picture& picture) {
  for (;;) {
    if (decoder->receive(picture)) return true;
    if (!feed()) return false;
  }
}

void VideoReader::State::reset(base::FilmTime first) {
  decoder->reset(first);
  is_drained = false;
  ready.clear();
  given.reset();
}

// The form the caller wants.
Picture VideoReader::State::finish(Picture picture) {
  if (options.is_plain) picture = plain.make(picture);
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
  if (!decoder->last() || is_drained) return false;
  const auto last = *decoder->last();
  const auto first = given ? given->time() : ready.empty() ? last : ready.front().time();
  if (first > time) return false;
  if (time - last < kNear) return true;
  if (!has_searched || input.has_jumps())
    return false;  // The container's index may not be read yet.
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
  while (bytes < kMostWaitingBytes) {
    PacketPtr p;
    if (!candidates.empty()) {
      p = std::move(candidates.front());
      candidates.pop_front();
    } else {
      p = make_packet();
      if (!input.read(*p)) break;
      read_up_to = earliest(*p);
    }
    if (!decoder->is_wanted(*p)) {
      if (earliest(*p) > time) break;
      continue;
    }
    const auto start = start_of(*p);
    if (is_key(*p) && start <= time && start != base::FilmTime::min()) {
      waiting.clear();
      bytes = 0;
      has_key = true;
      reset(start);
    }
    bytes += static_cast<std::size_t>(p->size);
    const bool is_past = earliest(*p) > time;
    waiting.push_back(std::move(p));
    if (is_past) break;
  }
  std::ranges::move(candidates, std::back_inserter(waiting));
  find_shown(time);
  return has_key;
}

// Of the waiting pictures only the last one shown by `time` and later ones are looked at.
void VideoReader::State::find_shown(base::FilmTime time) {
  shown_from = base::FilmTime::min();
  if (!input.has_display_times()) return;
  for (const auto& p : waiting) {
    if (p->pts == AV_NOPTS_VALUE) {
      shown_from = base::FilmTime::min();
      return;
    }
    if (const auto start = start_of(*p); start <= time) shown_from = std::max(shown_from, start);
  }
}

// Stands before `time` by at least `back`; false if nothing before `time` can be decoded there.
bool VideoReader::State::start_near(base::FilmTime time, base::Duration back) {
  const auto place = time - back;
  const bool to_start = place <= base::FilmTime{};
  waiting.clear();
  has_searched = true;
  if (to_start || !input.seek(*input.video(), input.ticks_at(place, *input.video()))) {
    input.rewind();
    reset();
    collect(time);
    return true;
  }
  reset();
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
int VideoReader::damaged() const { return state_->decoder->damaged(); }

}  // namespace media
