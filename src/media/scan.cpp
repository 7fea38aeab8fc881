#include "media/scan.h"

#include <algorithm>
#include <chrono>
#include <memory>
#include <new>
#include <optional>
#include <vector>

#include "media/internal/downmix.h"
#include "media/internal/ffmpeg.h"
#include "media/internal/input.h"
#include "media/internal/picture_decoder.h"
#include "media/internal/plain_picture.h"
#include "media/internal/sound_damage.h"
#include "media/internal/sound_decoder.h"
#include "media/internal/streams.h"

namespace media {
namespace {

struct CloseParser {
  void operator()(AVCodecParserContext* p) const noexcept { av_parser_close(p); }
};

// Says of what kind a packet's picture is, from its first bytes.
class KindReader {
 public:
  explicit KindReader(const AVStream& stream)
      : parser_(av_parser_init(stream.codecpar->codec_id)),
        context_(avcodec_alloc_context3(nullptr)) {
    if (!parser_ || !context_) return;
    parser_->flags |= PARSER_FLAG_COMPLETE_FRAMES;
    check(avcodec_parameters_to_context(context_.get(), stream.codecpar), "prepare a parser");
  }

  PacketNote::Kind kind_of(const AVPacket& packet) {
    if (!parser_ || packet.size <= 0) return PacketNote::Kind::unknown;
    std::uint8_t* data = nullptr;
    int size = 0;
    parser_->pict_type = AV_PICTURE_TYPE_NONE;
    av_parser_parse2(parser_.get(), context_.get(), &data, &size, packet.data, packet.size,
                     packet.pts, packet.dts, packet.pos);
    switch (parser_->pict_type) {
      case AV_PICTURE_TYPE_I:
        return PacketNote::Kind::intra;
      case AV_PICTURE_TYPE_P:
        return PacketNote::Kind::predicted;
      case AV_PICTURE_TYPE_B:
        return PacketNote::Kind::bidirectional;
      default:
        return PacketNote::Kind::unknown;
    }
  }

 private:
  std::unique_ptr<AVCodecParserContext, CloseParser> parser_;
  CodecPtr context_;
};

class Scan {
 public:
  Scan(const std::filesystem::path& path, base::Duration duration, const ScanOptions& options,
       const ScanSinks& sinks, const base::Progress& progress);
  void run();

 private:
  void take_video(AVPacket& packet);
  void take_sound(const AVPacket* packet);
  void place_sound(int earlier);
  void give_pictures();
  void give_sound(base::FilmTime start);
  void report(base::FilmTime at);
  bool is_wanted(const PacketNote& note);
  const AVStream& video() const { return *input_.video(); }

  Input input_;
  base::Duration duration_;
  const ScanOptions& options_;
  const ScanSinks& sinks_;
  const base::Progress& progress_;
  std::optional<PictureDecoder> pictures_;
  std::optional<SoundDecoder> sound_;
  std::unique_ptr<KindReader> kinds_;
  PlainPictures plain_;
  Downmix downmix_{2, false};
  FramePtr frame_ = make_frame();
  std::vector<float> samples_;
  int rate_hz_ = 0;  ///< Of the first sound.
  std::optional<base::FilmTime> last_wanted_;
  base::FilmTime sound_end_{};
  std::optional<base::Duration> sound_off_;  ///< What the block before said against counting.
  base::FilmTime latest_{};
};

Scan::Scan(const std::filesystem::path& path, base::Duration duration, const ScanOptions& options,
           const ScanSinks& sinks, const base::Progress& progress)
    : input_(path, {.track = options.sound_track, .language = {}}),
      duration_(duration),
      options_(options),
      sinks_(sinks),
      progress_(progress) {
  if (!input_.video())
    throw base::Error(base::ErrorKind::unsupported, "cannot look at \"" + input_.path() +
                                                        "\": it has no picture stream (found: " +
                                                        describe_streams(input_.context()) +
                                                        "). Is it the right file?");
  const bool with_sound = options.with_sound && sinks.sound && input_.audio();
  std::vector<const AVStream*> streams = {input_.video()};
  if (with_sound)
    for (const int index : input_.sound()->streams) streams.push_back(input_.stream(index));
  input_.use(streams);
  kinds_ = std::make_unique<KindReader>(video());
  pictures_.emplace(input_, options.effort, options.threads);
  if (options.effort == Effort::key_frames) pictures_->expect_lone_pictures();
  if (with_sound) sound_.emplace(input_);
}

void Scan::report(base::FilmTime at) {
  if (progress_.stop.stop_requested())
    throw base::Error(base::ErrorKind::cancelled, "stopped while looking at the film");
  if (at - latest_ < std::chrono::milliseconds(500) || duration_.count() <= 0) return;
  latest_ = at;
  progress_(std::clamp(base::to_seconds(at) / base::to_seconds(duration_), 0.0, 1.0));
}

// Pictures coded by themselves can be decoded by themselves: key pictures, and those that coders
// put on shot changes too near to the last key picture.
bool Scan::is_wanted(const PacketNote& note) {
  if (options_.effort != Effort::key_frames) return true;
  const bool stands_alone =
      note.is_key || (input_.has_display_times() && note.kind == PacketNote::Kind::intra);
  if (!stands_alone) return false;
  if (last_wanted_ && note.time > *last_wanted_ &&
      note.time - *last_wanted_ < options_.least_distance)
    return false;
  last_wanted_ = note.time;
  return true;
}

void Scan::take_video(AVPacket& packet) {
  const bool by_display = input_.has_display_times() && packet.pts != AV_NOPTS_VALUE;
  const auto ticks = by_display ? packet.pts : packet.dts;
  PacketNote note;
  if (ticks != AV_NOPTS_VALUE) note.time = input_.film_time(ticks, video());
  note.duration = to_duration(std::max<std::int64_t>(0, packet.duration), video().time_base);
  note.size_bytes = packet.size;
  note.is_key = (packet.flags & AV_PKT_FLAG_KEY) != 0;
  note.kind = kinds_->kind_of(packet);
  if (sinks_.packet) sinks_.packet(note);
  report(note.time);
  if (!sinks_.picture || !is_wanted(note)) return;
  pictures_->send(packet);
  give_pictures();
}

void Scan::give_pictures() {
  for (Picture picture; pictures_->receive(picture);)
    if (picture.time() >= base::FilmTime{}) sinks_.picture(plain_.make(picture));
}

void Scan::take_sound(const AVPacket* packet) {
  sound_->send(packet);
  while (sound_->receive(*frame_)) {
    if (rate_hz_ == 0) rate_hz_ = frame_->sample_rate;
    samples_.clear();
    const int earlier = downmix_.append(*frame_, rate_hz_, samples_);
    place_sound(earlier);
  }
  if (packet || rate_hz_ == 0) return;
  samples_.clear();
  downmix_.finish(samples_);
  give_sound(sound_end_);
}

void Scan::place_sound(int earlier) {
  constexpr base::Duration most_drift = std::chrono::milliseconds(60);
  auto start = sound_end_;
  if (frame_->pts != AV_NOPTS_VALUE) {
    // Times of containers are rounded; counting is better while they agree. One that does not may
    // be wrong, two are a jump.
    const auto said =
        input_.film_time(frame_->pts, *input_.audio()) - base::frame_start(earlier, {rate_hz_, 1});
    const auto off = said - start;
    const bool is_off = std::chrono::abs(off) > most_drift;
    const bool is_believed = !sound_off_ || std::chrono::abs(off - *sound_off_) <= most_drift;
    if (is_off && is_believed) start += off;
    sound_off_ = is_off && !is_believed ? off : base::Duration{};
  }
  give_sound(start);
}

void Scan::give_sound(base::FilmTime start) {
  if (samples_.empty()) return;
  sinks_.sound({start, rate_hz_, samples_});
  sound_end_ =
      start + base::frame_start(static_cast<std::int64_t>(samples_.size() / 2), {rate_hz_, 1});
}

void Scan::run() {
  const auto packet = make_packet();
  while (input_.read(*packet)) {
    if (packet->stream_index == video().index)
      take_video(*packet);
    else if (sound_)
      take_sound(packet.get());
  }
  if (sinks_.picture) {
    pictures_->finish();
    give_pictures();
  }
  if (!sound_) return;
  take_sound(nullptr);
  tell_damage(input_.path(), sound_->damaged() + downmix_.damaged());
}

}  // namespace

void scan(const std::filesystem::path& path, base::Duration duration, const ScanOptions& options,
          const ScanSinks& sinks, const base::Progress& progress) {
  Scan(path, duration, options, sinks, progress).run();
}

}  // namespace media
