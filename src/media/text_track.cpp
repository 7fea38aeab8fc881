#include "media/text_track.h"

#include <chrono>
#include <memory>

#include "media/input.h"
#include "media/streams.h"

namespace media {
namespace {

constexpr auto longest_event = std::chrono::seconds(60);

struct FreeSubtitle {
  void operator()(AVSubtitle* s) const noexcept { avsubtitle_free(s); }
};

std::vector<std::string> decode(AVCodecContext& decoder, AVPacket& packet) {
  AVSubtitle subtitle{};
  int has_any = 0;
  std::vector<std::string> events;
  if (avcodec_decode_subtitle2(&decoder, &subtitle, &has_any, &packet) < 0 || !has_any)
    return events;
  const std::unique_ptr<AVSubtitle, FreeSubtitle> owner(&subtitle);
  for (unsigned i = 0; i < subtitle.num_rects; ++i)
    if (subtitle.rects[i]->ass) events.emplace_back(subtitle.rects[i]->ass);
  return events;
}

// Some tracks do not say how long an event stays: it stays until the next one.
void end_open_events(std::vector<TextEvent>& events) {
  for (std::size_t i = 0; i < events.size(); ++i) {
    auto& range = events[i].range;
    if (range.end > range.start) continue;
    range.end = range.start + std::chrono::seconds(4);
    for (std::size_t k = i + 1; k < events.size(); ++k)
      if (events[k].range.start > range.start) {
        range.end = std::min(range.start + longest_event, events[k].range.start);
        break;
      }
  }
}

}  // namespace

std::vector<TextEvent> read_text_track(const std::filesystem::path& path, int index) {
  Input input(path);
  if (index < 0 || index >= static_cast<int>(input.context().nb_streams) ||
      input.stream(index)->codecpar->codec_type != AVMEDIA_TYPE_SUBTITLE)
    throw base::Error(base::ErrorKind::unsupported,
                      "cannot read text from \"" + input.path() + "\": its stream " +
                          std::to_string(index) +
                          " is no text track (found: " + describe_streams(input.context()) + ")");
  auto* stream = input.stream(index);
  input.use({stream});
  const auto decoder = make_decoder(*stream, input.path());
  open_decoder(*decoder, input.path());
  std::vector<TextEvent> events;
  const auto packet = make_packet();
  while (input.read(*packet)) {
    if (packet->pts == AV_NOPTS_VALUE) continue;
    const auto start = input.film_time(packet->pts, *stream);
    const auto length = to_duration(std::max<std::int64_t>(0, packet->duration), stream->time_base);
    for (auto& ass : decode(*decoder, *packet))
      events.push_back({{start, start + length}, std::move(ass)});
  }
  end_open_events(events);
  return events;
}

}  // namespace media
