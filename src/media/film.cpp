#include "media/film.h"

extern "C" {
#include <libavutil/pixdesc.h>
}

#include <sys/stat.h>

#include <algorithm>
#include <cmath>

#include "base/utf8.h"
#include "media/internal/input.h"
#include "media/internal/shape.h"
#include "media/internal/sound_tracks.h"
#include "media/internal/streams.h"
#include "media/internal/timing.h"

namespace media {
namespace {

base::Rational rational(AVRational q) { return {q.num, q.den}; }

bool is_interlaced(AVFieldOrder order) {
  return order == AV_FIELD_TT || order == AV_FIELD_BB || order == AV_FIELD_TB ||
         order == AV_FIELD_BT;
}

bool is_hdr(AVColorTransferCharacteristic transfer) {
  return transfer == AVCOL_TRC_SMPTE2084 || transfer == AVCOL_TRC_ARIB_STD_B67;
}

int even(double length) { return std::max(2, static_cast<int>(std::floor(length / 2 + 0.25)) * 2); }

void set_shape(VideoInfo& info, const Shape& shape) {
  info.width_px = shape.width_px;
  info.height_px = shape.height_px;
  info.sample_aspect = rational(shape.pixel);
  info.is_mirrored = shape.orientation.is_mirrored;
  info.rotation_degrees = shape.orientation.degrees;
  info.display_width_px = even(shape.shown_width());
  info.display_height_px = even(shape.shown_height());
}

int depth_of(int format) {
  const auto* description = av_pix_fmt_desc_get(static_cast<AVPixelFormat>(format));
  return description ? description->comp[0].depth : 8;
}

VideoInfo video_info(AVFormatContext& input, AVStream& stream) {
  const auto& p = *stream.codecpar;
  VideoInfo info;
  info.codec = avcodec_get_name(p.codec_id);
  set_shape(info, shape_of(input, stream));
  info.is_interlaced = is_interlaced(p.field_order);
  info.bit_depth = depth_of(p.format);
  info.colour = {p.color_primaries, p.color_trc, p.color_space, p.color_range == AVCOL_RANGE_JPEG};
  info.is_hdr = is_hdr(p.color_trc);
  return info;
}

// The headers tell of the first pictures; if most are not like them, these count.
void follow_most_pictures(VideoInfo& info, const AVFrame& usual, const Shape& first) {
  const auto shape = shape_of(usual);
  if (shape == first) return;
  set_shape(info, shape);
  if (usual.width == first.width_px && usual.height == first.height_px) return;
  info.bit_depth = depth_of(usual.format);
  info.is_interlaced = usual.interlaced_frame != 0;
  info.colour = {usual.color_primaries, usual.color_trc, usual.colorspace,
                 usual.color_range == AVCOL_RANGE_JPEG};
  info.is_hdr = is_hdr(usual.color_trc);
}

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

std::string describe(const AudioInfo& t) {
  std::string text = std::to_string(t.track);
  if (t.joined_tracks > 1) text += " to " + std::to_string(t.track + t.joined_tracks - 1);
  text += " (";
  if (!t.language.empty() && t.language != "und") text += t.language + ", ";
  text += t.layout;
  if (!t.title.empty()) text += ", \"" + base::in_one_line(t.title) + "\"";
  if (t.joined_tracks > 1) text += ", joined";
  if (t.is_default) text += ", default";
  if (t.is_original) text += ", original";
  if (t.is_dub) text += ", dub";
  if (t.is_for_hearing_impaired) text += ", for the hard of hearing";
  if (t.is_beside_the_film) text += ", not the film's own";
  return text + ")";
}

FilmInfo probe(const std::filesystem::path& path, const SoundChoice& sound) {
  FilmInfo film;
  film.path = path;
  read_file_facts(film);
  Input input(path, sound);
  require_pictures(input);
  auto& context = input.context();
  film.container = context.iformat->name;
  film.title = tag(context.metadata, "title");
  film.video = video_info(context, *input.video());
  for (const auto& track : sound_tracks_of(context)) film.audio_tracks.push_back(track.info);
  if (input.sound()) film.audio = input.sound()->info;
  film.text_tracks = text_tracks_of(context);
  const auto timing = measure_timing(input);
  film.duration = timing.duration;
  film.first_picture = input.first_picture();
  film.video.frame_rate = timing.rate;
  film.video.is_variable_rate = timing.is_variable;
  if (const auto usual = usual_picture(input, film.duration))
    follow_most_pictures(film.video, *usual, shape_of(context, *input.video()));
  return film;
}

Placement place(double width, double height, const VideoInfo& film) {
  constexpr double alike = 0.03;  // 720 x 576 is wide by 16:9, or by 1047:576.
  const int full_width = film.display_width_px, full_height = film.display_height_px;
  const double fit = std::min(full_width / width, full_height / height);
  Placement p{0, 0, full_width, full_height};
  if (width * fit < full_width * (1 - alike)) p.width_px = even(width * fit);
  if (height * fit < full_height * (1 - alike)) p.height_px = even(height * fit);
  p.x_px = (full_width - p.width_px) / 4 * 2;
  p.y_px = (full_height - p.height_px) / 4 * 2;
  return p;
}

}  // namespace media
