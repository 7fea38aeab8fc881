#include "media/film.h"

extern "C" {
#include <libavutil/display.h>
#include <libavutil/pixdesc.h>
}

#include <sys/stat.h>

#include <algorithm>
#include <cmath>

#include "media/input.h"
#include "media/streams.h"
#include "media/timing.h"

namespace media {
namespace {

base::Rational rational(AVRational q) { return {q.num, q.den}; }

// Clockwise, from the matrix that players apply.
int rotation_of(const AVStream& stream) {
  const auto* matrix = av_stream_get_side_data(&stream, AV_PKT_DATA_DISPLAYMATRIX, nullptr);
  if (!matrix) return 0;
  const double counterclockwise =
      av_display_rotation_get(reinterpret_cast<const std::int32_t*>(matrix));
  if (!std::isfinite(counterclockwise)) return 0;
  const int turns = static_cast<int>(std::lround(-counterclockwise / 90.0));
  return (turns % 4 + 4) % 4 * 90;
}

AVRational sample_aspect_of(AVFormatContext& input, AVStream& stream) {
  const auto aspect = av_guess_sample_aspect_ratio(&input, &stream, nullptr);
  const double value = aspect.den > 0 ? av_q2d(aspect) : 0;
  return value > 0.2 && value < 5 ? aspect : AVRational{1, 1};
}

bool is_interlaced(AVFieldOrder order) {
  return order == AV_FIELD_TT || order == AV_FIELD_BB || order == AV_FIELD_TB ||
         order == AV_FIELD_BT;
}

bool is_hdr(const AVStream& stream) {
  const auto transfer = stream.codecpar->color_trc;
  return transfer == AVCOL_TRC_SMPTE2084 || transfer == AVCOL_TRC_ARIB_STD_B67;
}

int even(double length) { return std::max(2, static_cast<int>(std::floor(length / 2 + 0.25)) * 2); }

void set_display_size(VideoInfo& info) {
  double width = info.width_px * info.sample_aspect.value();
  double height = info.height_px;
  if (info.rotation_degrees % 180 != 0) std::swap(width, height);
  info.display_width_px = even(width);
  info.display_height_px = even(height);
}

VideoInfo video_info(AVFormatContext& input, AVStream& stream) {
  const auto& p = *stream.codecpar;
  VideoInfo info;
  info.codec = avcodec_get_name(p.codec_id);
  info.width_px = p.width;
  info.height_px = p.height;
  info.sample_aspect = rational(sample_aspect_of(input, stream));
  info.rotation_degrees = rotation_of(stream);
  info.is_interlaced = is_interlaced(p.field_order);
  const auto* format = av_pix_fmt_desc_get(static_cast<AVPixelFormat>(p.format));
  info.bit_depth = format ? format->comp[0].depth : 8;
  info.colour = {p.color_primaries, p.color_trc, p.color_space, p.color_range == AVCOL_RANGE_JPEG};
  info.is_hdr = is_hdr(stream);
  set_display_size(info);
  return info;
}

AudioInfo audio_info(const AVStream& stream) {
  const auto& p = *stream.codecpar;
  char layout[128] = {};
  av_channel_layout_describe(&p.ch_layout, layout, sizeof layout);
  return {avcodec_get_name(p.codec_id), p.sample_rate, p.ch_layout.nb_channels, layout,
          tag(stream.metadata, "language")};
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

std::vector<TextTrack> text_tracks_of(const AVFormatContext& input) {
  std::vector<TextTrack> tracks;
  for (unsigned i = 0; i < input.nb_streams; ++i)
    if (input.streams[i]->codecpar->codec_type == AVMEDIA_TYPE_SUBTITLE)
      tracks.push_back(text_track(*input.streams[i]));
  return tracks;
}

namespace {

void require_pictures(const Input& input) {
  const auto found = describe_streams(input.context());
  if (!input.video())
    throw base::Error(base::ErrorKind::unsupported,
                      "cannot use \"" + input.path() +
                          "\" as a film: it has no picture stream (found: " + found +
                          "). Is it the right file?");
  const auto& p = *input.video()->codecpar;
  make_decoder(*input.video(), input.path());
  if (p.width <= 0 || p.height <= 0)
    throw base::Error(base::ErrorKind::corrupt,
                      "cannot use \"" + input.path() +
                          "\" as a film: it does not say how large its pictures are (found: " +
                          found + "). The file is damaged or was cut off.");
}

void read_file_facts(FilmInfo& film) {
  struct stat facts{};
  if (::stat(film.path.c_str(), &facts) != 0) return;
  film.size_bytes = static_cast<std::uintmax_t>(facts.st_size);
  film.modified_ns = std::int64_t{facts.st_mtim.tv_sec} * 1'000'000'000 + facts.st_mtim.tv_nsec;
}

}  // namespace

FilmInfo probe(const std::filesystem::path& path) {
  FilmInfo film;
  film.path = path;
  read_file_facts(film);
  Input input(path);
  require_pictures(input);
  auto& context = input.context();
  film.container = context.iformat->name;
  film.title = tag(context.metadata, "title");
  film.video = video_info(context, *input.video());
  if (input.audio()) film.audio = audio_info(*input.audio());
  film.text_tracks = text_tracks_of(context);
  const auto timing = measure_timing(input);
  film.duration = timing.duration;
  film.video.frame_rate = timing.rate;
  film.video.is_variable_rate = timing.is_variable;
  return film;
}

}  // namespace media
