#include "media/internal/streams.h"

#include <algorithm>
#include <array>
#include <span>
#include <string_view>
#include <tuple>

#include "base/utf8.h"

namespace media {
namespace {

std::span<AVStream* const> streams_of(const AVFormatContext& input) {
  return {input.streams, input.nb_streams};
}

bool is_decodable(const AVStream& stream) {
  return avcodec_find_decoder(stream.codecpar->codec_id) != nullptr;
}

bool is_default(const AVStream& stream) {
  return (stream.disposition & AV_DISPOSITION_DEFAULT) != 0;
}

bool is_still(const AVStream& stream) {
  return (stream.disposition & (AV_DISPOSITION_ATTACHED_PIC | AV_DISPOSITION_TIMED_THUMBNAILS |
                                AV_DISPOSITION_STILL_IMAGE)) != 0;
}

TextTrack text_track(const AVStream& stream) {
  const auto id = stream.codecpar->codec_id;
  const auto* descriptor = avcodec_descriptor_get(id);
  const auto is = [&](int disposition) { return (stream.disposition & disposition) != 0; };
  TextTrack track{stream.index, avcodec_get_name(id), tag(stream.metadata, "language"),
                  tag(stream.metadata, "title")};
  // MP4 has titles there; "SubtitleHandler" is none.
  const auto handler = tag(stream.metadata, "handler_name");
  if (track.title.empty() && !handler.ends_with("Handler")) track.title = handler;
  track.is_pictures = descriptor && (descriptor->props & AV_CODEC_PROP_BITMAP_SUB) != 0;
  track.is_readable = avcodec_find_decoder(id) != nullptr;
  track.is_default = is(AV_DISPOSITION_DEFAULT);
  track.is_forced = is(AV_DISPOSITION_FORCED);
  track.is_commentary = is(AV_DISPOSITION_COMMENT);
  track.is_hearing_impaired = is(AV_DISPOSITION_HEARING_IMPAIRED | AV_DISPOSITION_CAPTIONS);
  track.is_visual_impaired = is(AV_DISPOSITION_VISUAL_IMPAIRED | AV_DISPOSITION_DESCRIPTIONS);
  track.is_original = is(AV_DISPOSITION_ORIGINAL);
  return track;
}

}  // namespace

std::string tag(const AVDictionary* metadata, const char* key) {
  const auto* entry = av_dict_get(metadata, key, nullptr, 0);
  return entry ? entry->value : "";
}

bool is_beside_the_film(const AVStream& stream) {
  constexpr int dispositions = AV_DISPOSITION_COMMENT | AV_DISPOSITION_VISUAL_IMPAIRED |
                               AV_DISPOSITION_DESCRIPTIONS | AV_DISPOSITION_KARAOKE |
                               AV_DISPOSITION_CLEAN_EFFECTS;
  if (stream.disposition & dispositions) return true;
  const auto title =
      base::lower_ascii(tag(stream.metadata, "title") + " " + tag(stream.metadata, "handler_name"));
  constexpr std::array<std::string_view, 10> words = {
      "comment",    "kommentar", "descripti",        "descriptive",       "isolated score",
      "music only", "karaoke",   "audiodeskription", "visually impaired", "hörfilm"};
  return std::ranges::any_of(words, [&](auto word) { return title.contains(word); });
}

int find_video(const AVFormatContext& input) {
  int best = -1;
  std::tuple<bool, bool, std::int64_t> best_rank;
  for (const auto* stream : streams_of(input)) {
    const auto& p = *stream->codecpar;
    if (p.codec_type != AVMEDIA_TYPE_VIDEO || is_still(*stream)) continue;
    const std::tuple rank(is_decodable(*stream) && p.width > 0, is_default(*stream),
                          std::int64_t{p.width} * p.height);
    if (best < 0 || rank > best_rank) std::tie(best, best_rank) = std::tuple(stream->index, rank);
  }
  return best;
}

std::vector<TextTrack> text_tracks_of(const AVFormatContext& input) {
  std::vector<TextTrack> tracks;
  for (unsigned i = 0; i < input.nb_streams; ++i)
    if (input.streams[i]->codecpar->codec_type == AVMEDIA_TYPE_SUBTITLE)
      tracks.push_back(text_track(*input.streams[i]));
  return tracks;
}

std::string describe_streams(const AVFormatContext& input) {
  std::string text;
  for (const auto* stream : streams_of(input)) {
    const auto& p = *stream->codecpar;
    const char* kind = av_get_media_type_string(p.codec_type);
    std::string name = !kind                                   ? "data"
                       : p.codec_type == AVMEDIA_TYPE_SUBTITLE ? "text"
                       : is_still(*stream)                     ? "cover picture"
                                                               : kind;
    text += (text.empty() ? "" : ", ") + name + " (" + avcodec_get_name(p.codec_id) + ")";
  }
  return text.empty() ? "nothing" : text;
}

CodecPtr make_decoder(const AVStream& stream, const std::string& path) {
  const auto* codec = avcodec_find_decoder(stream.codecpar->codec_id);
  if (!codec)
    throw base::Error(base::ErrorKind::unsupported,
                      "cannot decode \"" + path + "\": this FFmpeg has no decoder for \"" +
                          avcodec_get_name(stream.codecpar->codec_id) +
                          "\". Convert the file to H.264 or another common codec first.");
  CodecPtr decoder(avcodec_alloc_context3(codec));
  if (!decoder) throw std::bad_alloc();
  check(avcodec_parameters_to_context(decoder.get(), stream.codecpar),
        "prepare the decoder for \"" + path + "\"");
  decoder->pkt_timebase = stream.time_base;
  return decoder;
}

void open_decoder(AVCodecContext& decoder, const std::string& path) {
  const std::string name = decoder.codec->name;  // Gone when opening fails.
  const int code = avcodec_open2(&decoder, decoder.codec, nullptr);
  if (code >= 0) return;
  throw base::Error(
      code == AVERROR(ENOMEM) ? base::ErrorKind::out_of_memory : base::ErrorKind::unsupported,
      "cannot decode \"" + path + "\": its " + name +
          " stream is of a kind that cannot be decoded or is damaged (" + message_of(code) + ")");
}

}  // namespace media
