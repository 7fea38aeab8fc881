#include "media/internal/text_decoder.h"

extern "C" {
#include <libavutil/opt.h>
}

#include <algorithm>
#include <chrono>
#include <limits>
#include <string_view>

#include "media/internal/streams.h"

namespace media {
namespace {

constexpr auto kLongestEvent = std::chrono::seconds(60);
constexpr auto kUsualEvent = std::chrono::seconds(4);
constexpr int kMostLeft = 1000;  // Events that a decoder still holds at the end.

struct FreeSubtitle {
  void operator()(AVSubtitle* s) const noexcept { avsubtitle_free(s); }
};

/// Is there nothing to see behind the eight fields before the text?
bool is_blank(std::string_view ass) {
  for (int field = 0; field < 8; ++field) {
    const auto comma = ass.find(',');
    if (comma == std::string_view::npos) return false;
    ass.remove_prefix(comma + 1);
  }
  while (!ass.empty()) {
    const std::size_t blank = ass.starts_with("\\N") || ass.starts_with("\\h") ? 2
                              : ass.starts_with("\xC2\xA0")                    ? 2
                              : ass.front() == ' '                             ? 1
                                                                               : 0;
    if (blank == 0) return false;
    ass.remove_prefix(blank);
  }
  return true;
}

}  // namespace

TextDecoder::TextDecoder(const AVStream& stream, const std::string& path)
    : stream_(stream), decoder_(make_decoder(stream, path)) {
  const auto* descriptor = avcodec_descriptor_get(stream.codecpar->codec_id);
  if (descriptor && (descriptor->props & AV_CODEC_PROP_BITMAP_SUB) != 0)
    throw base::Error(base::ErrorKind::unsupported, "cannot read text from \"" + path +
                                                        "\": its subtitles in " + descriptor->name +
                                                        " are pictures.");
  // Teletext would be drawn otherwise, with the news and the weather.
  av_opt_set(decoder_.get(), "txt_format", "text", AV_OPT_SEARCH_CHILDREN);
  av_opt_set(decoder_.get(), "txt_page", "subtitle", AV_OPT_SEARCH_CHILDREN);
  has_own_times_ = (decoder_->codec->capabilities & AV_CODEC_CAP_DELAY) != 0;
  open_decoder(*decoder_, path);
}

std::vector<DecodedText> TextDecoder::decode(AVPacket& packet) {
  bool has_any = false;
  auto events = decode_once(packet, has_any);
  if (packet.size > 0 || !has_own_times_) return events;
  for (int n = 0; has_any && n < kMostLeft; ++n)
    for (auto& event : decode_once(packet, has_any)) events.push_back(std::move(event));
  return events;
}

std::vector<DecodedText> TextDecoder::decode_once(AVPacket& packet, bool& has_any) {
  AVSubtitle subtitle{};
  int got = 0;
  const int code = avcodec_decode_subtitle2(decoder_.get(), &subtitle, &got, &packet);
  has_any = code >= 0 && got != 0;
  if (!has_any) return {};
  const std::unique_ptr<AVSubtitle, FreeSubtitle> owner(&subtitle);
  std::vector<DecodedText> events;
  const auto start = start_of(subtitle, packet);
  if (start == AV_NOPTS_VALUE) return events;
  for (unsigned i = 0; i < subtitle.num_rects; ++i)
    if (const char* ass = subtitle.rects[i]->ass)
      events.push_back({start, length_of(subtitle, packet), is_blank(ass) ? "" : ass});
  if (events.empty()) events.push_back({start, 0, {}});
  return events;
}

std::int64_t TextDecoder::start_of(const AVSubtitle& subtitle, const AVPacket& packet) const {
  if (!has_own_times_ || subtitle.pts == AV_NOPTS_VALUE) return packet.pts;
  // Microseconds are coarser than some clocks.
  const bool is_moved = packet.pts == AV_NOPTS_VALUE ||
                        subtitle.pts != av_rescale_q(packet.pts, stream_.time_base, {1, 1'000'000});
  return is_moved ? av_rescale_q(subtitle.pts, {1, 1'000'000}, stream_.time_base) : packet.pts;
}

std::int64_t TextDecoder::length_of(const AVSubtitle& subtitle, const AVPacket& packet) const {
  if (!has_own_times_) return std::max<std::int64_t>(0, packet.duration);
  if (subtitle.end_display_time == std::numeric_limits<std::uint32_t>::max()) return 0;
  return av_rescale_q(subtitle.end_display_time, {1, 1000}, stream_.time_base);
}

void end_open_events(std::vector<TextEvent>& events) {
  std::vector<std::size_t> later(events.size());  // The next event that starts after this one.
  for (std::size_t i = events.size(); i-- > 0;) {
    std::size_t k = i + 1;
    while (k < events.size() && events[k].range.start <= events[i].range.start) k = later[k];
    later[i] = k;
    auto& range = events[i].range;
    if (range.end > range.start) continue;
    range.end = k < events.size() ? std::min(range.start + kLongestEvent, events[k].range.start)
                                  : range.start + kUsualEvent;
  }
  std::erase_if(events, [](const TextEvent& event) { return event.ass.empty(); });
}

}  // namespace media
