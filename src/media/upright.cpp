#include "media/upright.h"

extern "C" {
#include <libavfilter/buffersink.h>
#include <libavfilter/buffersrc.h>
#include <libavutil/mem.h>
#include <libavutil/pixdesc.h>
}

#include <new>
#include <utility>

#include "media/internal/ffmpeg.h"
#include "media/internal/shape.h"

namespace media {
namespace {

constexpr AVRational kNanoseconds{1, 1'000'000'000};
constexpr int kNotSaid = 2;
constexpr int kBt709 = 1;
constexpr int kBt2020 = 9;

/// What untagged pictures of this size are by custom.
ColourTags customary(int width_px, int height_px) {
  const bool is_hd = width_px >= 1280 || height_px > 576;
  const bool is_pal = height_px == 576 || height_px == 288;
  return is_hd    ? ColourTags{1, 1, 1, false}
         : is_pal ? ColourTags{5, 6, 5, false}
                  : ColourTags{6, 6, 6, false};
}

/// The film's, with what it does not say; BT.709 for what becomes it.
ColourTags completed(const VideoInfo& film, bool becomes_bt709) {
  if (becomes_bt709) return {kBt709, kBt709, kBt709, false};
  const ColourTags custom = customary(film.width_px, film.height_px);
  ColourTags tags = film.colour;
  if (tags.matrix == kNotSaid) tags.matrix = custom.matrix;
  if (tags.primaries == kNotSaid) tags.primaries = custom.primaries;
  if (tags.transfer == kNotSaid) tags.transfer = custom.transfer;
  return tags;
}

bool is_wide_gamut(const ColourTags& c) {
  return c.primaries == kBt2020 || c.matrix == kBt2020 || c.matrix == 10;
}

std::string turned(const Orientation& orientation) {
  std::string mirrored = orientation.is_mirrored ? "hflip," : "";
  if (orientation.degrees == 90) return mirrored + "transpose=clock,";
  if (orientation.degrees == 180) return mirrored + "hflip,vflip,";
  if (orientation.degrees == 270) return mirrored + "transpose=cclock,";
  return mirrored;
}

std::string matrix_name(int matrix) {
  return matrix == 5 || matrix == 6 ? "bt601"
         : matrix == 7              ? "smpte240m"
         : matrix == 4              ? "fcc"
                                    : "bt709";
}

std::string number(int n) { return std::to_string(n); }

}  // namespace

struct Upright::State {
  explicit State(const VideoInfo& info);

  bool passes(const AVFrame& frame, const Shape& shape) const;
  ColourTags colour_of(const AVFrame& frame) const;
  bool is_whole(const Placement& placement) const;
  std::string description(const AVFrame& frame) const;
  std::string to_standard_range(const Placement& place) const;
  std::string to_film_colours(const AVFrame& frame, const Placement& place, bool is_rgb) const;
  void build(const AVFrame& frame);
  std::vector<Picture> drain();

  VideoInfo film;
  bool to_bt709 = false;  ///< High dynamic range, wide gamut or RGB.
  ColourTags colour;
  GraphPtr graph;
  AVFilterContext* source = nullptr;
  AVFilterContext* sink = nullptr;
  Shape shape;  ///< What the graph was built for; and:
  int format = -1;
};

Upright::State::State(const VideoInfo& info) : film(info) {
  to_bt709 = film.is_hdr || is_wide_gamut(film.colour) || film.colour.matrix == 0;
  colour = completed(film, to_bt709);
  if (film.rotation_degrees != 0 || film.is_mirrored || film.is_interlaced || film.bit_depth != 8 ||
      film.width_px != film.display_width_px || film.height_px != film.display_height_px)
    colour.full_range = false;
}

bool Upright::State::is_whole(const Placement& p) const {
  return p.width_px == film.display_width_px && p.height_px == film.display_height_px;
}

bool Upright::State::passes(const AVFrame& f, const Shape& of) const {
  return !to_bt709 && !film.is_interlaced && f.interlaced_frame == 0 &&
         of.orientation.is_upright() && f.width == film.display_width_px &&
         f.height == film.display_height_px &&
         is_whole(place(of.shown_width(), of.shown_height(), film)) &&
         (f.format == AV_PIX_FMT_YUV420P || f.format == AV_PIX_FMT_YUVJ420P) &&
         (f.format == AV_PIX_FMT_YUVJ420P || film.colour.full_range) == colour.full_range;
}

/// Pictures of another size than the film's are coded as they say, or as is custom for them.
ColourTags Upright::State::colour_of(const AVFrame& f) const {
  ColourTags tags{f.color_primaries, f.color_trc, f.colorspace, f.color_range == AVCOL_RANGE_JPEG};
  if (f.width == film.width_px && f.height == film.height_px) {
    tags = colour;
    tags.full_range = film.colour.full_range;
  } else if (tags.matrix == kNotSaid) {
    tags.matrix = customary(f.width, f.height).matrix;
  }
  tags.full_range = tags.full_range || f.format == AV_PIX_FMT_YUVJ420P;
  return tags;
}

/// ITU-R BT.2408's reference: what is up to diffuse white keeps its brightness, highlights roll
/// off.
std::string Upright::State::to_standard_range(const Placement& place) const {
  if (avfilter_get_by_name("zscale") == nullptr)
    throw base::Error(base::ErrorKind::unsupported,
                      "cannot convert a film of high dynamic range: this FFmpeg has no zscale "
                      "filter. Install one that is built with libzimg.");
  const int transfer = film.colour.transfer == kNotSaid ? 14 : film.colour.transfer;
  const int matrix = film.colour.matrix == kNotSaid ? kBt2020 : film.colour.matrix;
  const int primaries = film.colour.primaries == kNotSaid ? kBt2020 : film.colour.primaries;
  std::string s = "zscale=w=" + number(place.width_px) + ":h=" + number(place.height_px) +
                  ":f=spline36:tin=" + number(transfer) + ":pin=" + number(primaries) +
                  ":min=" + number(matrix) +
                  ":rin=" + (film.colour.full_range ? "full" : "limited");
  s += ":t=linear:npl=203,format=gbrpf32le,zscale=p=bt709,";
  if (film.is_hdr) s += "tonemap=tonemap=mobius:param=0.3:desat=0,";
  return s + "zscale=t=bt709:m=bt709:r=limited:d=ordered,format=yuv420p";
}

std::string Upright::State::to_film_colours(const AVFrame& f, const Placement& place,
                                            bool is_rgb) const {
  const auto own = colour_of(f);
  std::string s = "scale=w=" + number(place.width_px) + ":h=" + number(place.height_px) +
                  ":flags=bicubic+accurate_rnd+full_chroma_int";
  s += ":out_color_matrix=" + matrix_name(colour.matrix) +
       ":out_range=" + (colour.full_range ? "full" : "limited");
  if (!is_rgb)
    s += ":in_color_matrix=" + matrix_name(own.matrix) +
         ":in_range=" + (own.full_range ? "full" : "limited");
  return s + ",format=yuv420p" + (colour.full_range ? "|yuvj420p" : "");
}

std::string Upright::State::description(const AVFrame& f) const {
  std::string s;
  if (film.is_interlaced || f.interlaced_frame != 0) s += "bwdif=mode=send_frame:deint=interlaced,";
  s += turned(shape.orientation);
  const auto* layout = av_pix_fmt_desc_get(static_cast<AVPixelFormat>(f.format));
  const bool is_rgb = layout != nullptr && (layout->flags & AV_PIX_FMT_FLAG_RGB) != 0;
  const auto p = place(shape.shown_width(), shape.shown_height(), film);
  s += to_bt709 && !is_rgb ? to_standard_range(p) : to_film_colours(f, p, is_rgb);
  if (is_whole(p)) return s;
  return s + ",pad=w=" + number(film.display_width_px) + ":h=" + number(film.display_height_px) +
         ":x=" + number(p.x_px) + ":y=" + number(p.y_px) + ":color=black";
}

void Upright::State::build(const AVFrame& frame) {
  shape = shape_of(frame);
  graph.reset(avfilter_graph_alloc());
  if (!graph) throw std::bad_alloc();
  source = avfilter_graph_alloc_filter(graph.get(), avfilter_get_by_name("buffer"), "in");
  struct Freed {
    AVBufferSrcParameters* p = av_buffersrc_parameters_alloc();
    ~Freed() { av_free(p); }
  } parameters;
  if (source == nullptr || parameters.p == nullptr) throw std::bad_alloc();
  parameters.p->format = format = frame.format;
  parameters.p->width = frame.width;
  parameters.p->height = frame.height;
  parameters.p->time_base = kNanoseconds;
  parameters.p->sample_aspect_ratio = {1, 1};
  check(av_buffersrc_parameters_set(source, parameters.p), "set up a filter");
  check(avfilter_init_str(source, nullptr), "set up a filter");
  check(avfilter_graph_create_filter(&sink, avfilter_get_by_name("buffersink"), "out", nullptr,
                                     nullptr, graph.get()),
        "set up a filter");
  struct Ends {
    AVFilterInOut* in = avfilter_inout_alloc();
    AVFilterInOut* out = avfilter_inout_alloc();
    ~Ends() {
      avfilter_inout_free(&in);
      avfilter_inout_free(&out);
    }
  } ends;
  if (ends.in == nullptr || ends.out == nullptr) throw std::bad_alloc();
  // Named from the chain's side: its input is our source's output.
  *ends.out = {av_strdup("in"), source, 0, nullptr};
  *ends.in = {av_strdup("out"), sink, 0, nullptr};
  const std::string chain = description(frame);
  check(avfilter_graph_parse_ptr(graph.get(), chain.c_str(), &ends.in, &ends.out, nullptr),
        "set up the filters " + chain);
  check(avfilter_graph_config(graph.get(), nullptr), "set up the filters " + chain);
}

std::vector<Picture> Upright::State::drain() {
  std::vector<Picture> pictures;
  for (;;) {
    FramePtr frame(av_frame_alloc());
    if (!frame) throw std::bad_alloc();
    const int code = av_buffersink_get_frame(sink, frame.get());
    if (code == AVERROR(EAGAIN) || code == AVERROR_EOF) return pictures;
    check(code, "filter a picture");
    const base::FilmTime time{to_duration(frame->pts, av_buffersink_get_time_base(sink))};
    pictures.emplace_back(frame.release(), time, base::Duration{});
  }
}

Upright::Upright(const VideoInfo& film) : state_(std::make_unique<State>(film)) {}
Upright::~Upright() = default;
Upright::Upright(Upright&&) noexcept = default;
Upright& Upright::operator=(Upright&&) noexcept = default;

const ColourTags& Upright::colour() const { return state_->colour; }

std::vector<Picture> Upright::add(const Picture& picture) {
  State& s = *state_;
  const AVFrame& given = *picture.frame();
  std::vector<Picture> ready;
  const auto shape = shape_of(given);
  const bool fits = s.graph && shape == s.shape && given.format == s.format;
  if (!fits && s.passes(given, shape)) {
    ready = finish();
    ready.push_back(picture);
    return ready;
  }
  if (!fits) {
    ready = finish();
    s.build(given);
  }
  FramePtr frame(av_frame_clone(&given));
  if (!frame) throw std::bad_alloc();
  frame->pts = picture.time().time_since_epoch().count();
  frame->sample_aspect_ratio = {1, 1};
  check(av_buffersrc_add_frame(s.source, frame.get()), "filter a picture");
  for (Picture& p : s.drain()) ready.push_back(std::move(p));
  return ready;
}

std::vector<Picture> Upright::finish() {
  State& s = *state_;
  if (!s.graph) return {};
  check(av_buffersrc_add_frame(s.source, nullptr), "filter a picture");
  std::vector<Picture> rest = s.drain();
  s.graph.reset();
  return rest;
}

}  // namespace media
