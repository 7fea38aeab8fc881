#include "media/picture_text_track.h"

#include <algorithm>
#include <chrono>
#include <memory>
#include <optional>
#include <system_error>
#include <tuple>
#include <utility>

#include "media/internal/input.h"
#include "media/internal/streams.h"

namespace media {
namespace {

using namespace std::chrono_literals;

constexpr int kLargestSidePx = 8192;
constexpr auto kLongestEvent = 20s;  // Where nothing says when it goes.
constexpr auto kNoEnd = 10min;       // So long is only the largest number there is.
constexpr int kErrorsInARow = 100;

struct FreeSubtitle {
  void operator()(AVSubtitle* s) const noexcept { avsubtitle_free(s); }
};

bool is_film(const AVFormatContext& input) {
  for (unsigned i = 0; i < input.nb_streams; ++i) {
    const auto type = input.streams[i]->codecpar->codec_type;
    if (type == AVMEDIA_TYPE_VIDEO || type == AVMEDIA_TYPE_AUDIO) return true;
  }
  return false;
}

/// Packets of one stream of a film or of a file of subtitles.
class Packets {
 public:
  Packets(const std::filesystem::path& path, int index) {
    lone_ = open_input(path.string());
    if (is_film(*lone_)) {
      lone_.reset();
      film_.emplace(path);
    }
    std::error_code error;
    const auto size = std::filesystem::file_size(path, error);
    left_ = error ? 1'000'000 : static_cast<std::int64_t>(size) + 10'000;
    auto& context = film_ ? film_->context() : *lone_;
    const bool exists = index >= 0 && index < static_cast<int>(context.nb_streams);
    stream_ = exists ? context.streams[index] : nullptr;
    if (!stream_ || stream_->codecpar->codec_type != AVMEDIA_TYPE_SUBTITLE)
      throw base::Error(base::ErrorKind::unsupported,
                        "cannot read subtitles from \"" + path.string() + "\": its stream " +
                            std::to_string(index) +
                            " is no track of subtitles (found: " + describe_streams(context) + ")");
    if (film_) film_->use({stream_});
  }

  const AVStream& stream() const { return *stream_; }

  bool read(AVPacket& packet) {
    if (film_) return film_->read(packet);
    for (int errors = 0; errors < kErrorsInARow && left_ > 0;) {
      --left_;
      av_packet_unref(&packet);
      const int code = av_read_frame(lone_.get(), &packet);
      if (code == AVERROR_EOF) return false;
      errors = code < 0 ? errors + 1 : 0;
      if (code >= 0 && packet.stream_index == stream_->index) return true;
    }
    return false;
  }

  base::FilmTime time_of(std::int64_t ticks) const {
    return film_ ? film_->film_time(ticks, *stream_)
                 : base::FilmTime{to_duration(ticks, stream_->time_base)};
  }

  /// 0 to 1; 0 where it is not known.
  double share_read() const {
    auto* io = (film_ ? film_->context() : *lone_).pb;
    const auto size = io ? avio_size(io) : 0;
    return size > 0 ? std::clamp(static_cast<double>(avio_tell(io)) / static_cast<double>(size),
                                 0.0, 1.0)
                    : 0;
  }

 private:
  InputPtr lone_;
  std::optional<Input> film_;
  AVStream* stream_ = nullptr;
  std::int64_t left_ = 0;  ///< A broken file must not keep us for ever.
};

/// A bitmap of palette indices becomes colours; nothing: it is damaged.
std::optional<TextBitmap> to_bitmap(const AVSubtitleRect& rect) {
  const bool is_whole = rect.type == SUBTITLE_BITMAP && rect.data[0] && rect.data[1] &&
                        rect.w > 0 && rect.h > 0 && rect.w <= kLargestSidePx &&
                        rect.h <= kLargestSidePx && rect.linesize[0] >= rect.w;
  if (!is_whole) return std::nullopt;
  TextBitmap bitmap{rect.x, rect.y, rect.w, rect.h, {}};
  bitmap.rgba.reserve(static_cast<std::size_t>(rect.w) * static_cast<std::size_t>(rect.h) * 4);
  const auto* palette = reinterpret_cast<const std::uint32_t*>(rect.data[1]);
  const int colours = rect.nb_colors > 0 ? std::min(rect.nb_colors, AVPALETTE_COUNT) : 0;
  for (int y = 0; y < rect.h; ++y) {
    const auto* row = rect.data[0] + static_cast<std::ptrdiff_t>(y) * rect.linesize[0];
    for (int x = 0; x < rect.w; ++x) {
      const std::uint32_t argb = row[x] < colours ? palette[row[x]] : 0;
      for (const int shift : {16, 8, 0, 24})
        bitmap.rgba.push_back(static_cast<std::uint8_t>(argb >> shift));
    }
  }
  return bitmap;
}

class Reading {
 public:
  Reading(const std::filesystem::path& path, int stream,
          const std::function<void(PictureEvent)>& take)
      : packets_(path, stream),
        take_(take),
        decoder_(make_decoder(packets_.stream(), path.string())) {
    decoder_->pkt_timebase = packets_.stream().time_base;
    open_decoder(*decoder_, path.string());
  }

  void run(const base::Progress& progress) {
    const auto packet = make_packet();
    while (packets_.read(*packet)) {
      if (progress.stop.stop_requested())
        throw base::Error(base::ErrorKind::cancelled, "stopped while reading subtitles");
      progress(packets_.share_read());
      decode(*packet);
    }
    give(std::nullopt);
  }

 private:
  void decode(AVPacket& packet) {
    const auto ticks = packet.pts != AV_NOPTS_VALUE ? packet.pts : packet.dts;
    AVSubtitle subtitle{};
    int has_any = 0;
    if (avcodec_decode_subtitle2(decoder_.get(), &subtitle, &has_any, &packet) < 0 || !has_any)
      return;
    const std::unique_ptr<AVSubtitle, FreeSubtitle> owner(&subtitle);
    if (ticks == AV_NOPTS_VALUE) return;
    const auto shown = packets_.time_of(ticks);
    const auto start = shown + std::chrono::milliseconds(subtitle.start_display_time);
    give(start);
    PictureEvent event;
    event.range = {start, start};
    const bool has_end = subtitle.end_display_time != UINT32_MAX &&
                         subtitle.end_display_time > subtitle.start_display_time;
    if (has_end)
      event.range.end = shown + std::chrono::milliseconds(subtitle.end_display_time);
    else if (packet.duration > 0)
      event.range.end = start + to_duration(packet.duration, packets_.stream().time_base);
    for (unsigned i = 0; i < subtitle.num_rects; ++i)
      if (auto bitmap = to_bitmap(*subtitle.rects[i])) event.bitmaps.push_back(*std::move(bitmap));
    if (!event.bitmaps.empty()) waiting_ = std::move(event);
  }

  /// The event before: whatever comes next takes its place on the screen.
  void give(std::optional<base::FilmTime> next) {
    if (!waiting_) return;
    auto event = *std::exchange(waiting_, std::nullopt);
    auto& range = event.range;
    const bool has_end = range.end > range.start && range.length() < kNoEnd;
    if (!has_end) range.end = range.start + kLongestEvent;
    if (next && *next > range.start) range.end = std::min(range.end, *next);
    std::ranges::sort(event.bitmaps, {},
                      [](const TextBitmap& b) { return std::tuple(b.y_px, b.x_px); });
    take_(std::move(event));
  }

  Packets packets_;
  const std::function<void(PictureEvent)>& take_;
  CodecPtr decoder_;
  std::optional<PictureEvent> waiting_;
};

}  // namespace

std::vector<TextTrack> probe_picture_file(const std::filesystem::path& path) {
  return text_tracks_of(*open_input(path.string()));
}

void read_picture_track(const std::filesystem::path& path, int stream,
                        const std::function<void(PictureEvent)>& take,
                        const base::Progress& progress) {
  Reading(path, stream, take).run(progress);
}

}  // namespace media
