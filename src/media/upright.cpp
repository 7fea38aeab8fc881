#include "media/upright.h"

extern "C" {
#include <libavfilter/buffersink.h>
#include <libavfilter/buffersrc.h>
#include <libavutil/mem.h>
#include <libavutil/pixdesc.h>
}

#include <new>
#include <utility>

#include "media/ffmpeg.h"

namespace media {
namespace {

constexpr AVRational kNanoseconds{1, 1'000'000'000};
constexpr int kNotSaid = 2;
constexpr int kBt709 = 1;
constexpr int kBt2020 = 9;

/// What an untagged film of this size is by custom, and BT.709 for what becomes it.
ColourTags completed(const VideoInfo& film, bool becomes_bt709) {
  if (becomes_bt709) return {kBt709, kBt709, kBt709, false};
  const bool is_hd = film.width_px >= 1280 || film.height_px > 576;
  const bool is_pal = film.height_px == 576 || film.height_px == 288;
  const ColourTags custom = is_hd    ? ColourTags{1, 1, 1, false}
                            : is_pal ? ColourTags{5, 6, 5, false}
                                     : ColourTags{6, 6, 6, false};
  ColourTags tags = film.colour;
  if (tags.matrix == kNotSaid) tags.matrix = custom.matrix;
  if (tags.primaries == kNotSaid) tags.primaries = custom.primaries;
  if (tags.transfer == kNotSaid) tags.transfer = custom.transfer;
  return tags;
}

bool is_wide_gamut(const ColourTags& c) {
  return c.primaries == kBt2020 || c.matrix == kBt2020 || c.matrix == 10;
}

std::string turned(int degrees) {
  if (degrees == 90) return "transpose=clock,";
  if (degrees == 180) return "hflip,vflip,";
  if (degrees == 270) return "transpose=cclock,";
  return "";
}

std::string number(int n) { return std::to_string(n); }

}  // namespace

struct Upright::State {
  explicit State(const VideoInfo& info);

  bool passes(const AVFrame& frame) const;
  bool fits(const AVFrame& frame) const;
  std::string description(const AVFrame& frame) const;
  std::string to_standard_range() const;
  void build(const AVFrame& frame);
  std::vector<Picture> drain();

  VideoInfo film;
  bool to_bt709 = false;  ///< High dynamic range, wide gamut or RGB.
  ColourTags colour;
  GraphPtr graph;
  AVFilterContext* source = nullptr;
  AVFilterContext* sink = nullptr;
  int width_px = 0, height_px = 0, format = -1;  ///< What the graph was built for.
};

Upright::State::State(const VideoInfo& info) : film(info) {
  to_bt709 = film.is_hdr || is_wide_gamut(film.colour) || film.colour.matrix == 0;
  colour = completed(film, to_bt709);
  if (film.rotation_degrees != 0 || film.is_interlaced || film.bit_depth != 8 ||
      film.width_px != film.display_width_px || film.height_px != film.display_height_px)
    colour.full_range = false;
}

bool Upright::State::passes(const AVFrame& f) const {
  return !to_bt709 && !film.is_interlaced && f.interlaced_frame == 0 &&
         film.rotation_degrees == 0 && f.width == film.display_width_px &&
         f.height == film.display_height_px &&
         (f.format == AV_PIX_FMT_YUV420P || f.format == AV_PIX_FMT_YUVJ420P) &&
         (f.format == AV_PIX_FMT_YUVJ420P || film.colour.full_range) == colour.full_range;
}

bool Upright::State::fits(const AVFrame& f) const {
  return graph && f.width == width_px && f.height == height_px && f.format == format;
}

/// ITU-R BT.2408's reference: what is up to diffuse white keeps its brightness, highlights roll
/// off.
std::string Upright::State::to_standard_range() const {
  if (avfilter_get_by_name("zscale") == nullptr)
    throw base::Error(base::ErrorKind::unsupported,
                      "cannot convert a film of high dynamic range: this FFmpeg has no zscale "
                      "filter. Install one that is built with libzimg.");
  const int transfer = film.colour.transfer == kNotSaid ? 14 : film.colour.transfer;
  const int matrix = film.colour.matrix == kNotSaid ? kBt2020 : film.colour.matrix;
  const int primaries = film.colour.primaries == kNotSaid ? kBt2020 : film.colour.primaries;
  std::string s = "zscale=w=" + number(film.display_width_px) +
                  ":h=" + number(film.display_height_px) + ":f=spline36:tin=" + number(transfer) +
                  ":pin=" + number(primaries) + ":min=" + number(matrix) +
                  ":rin=" + (film.colour.full_range ? "full" : "limited");
  s += ":t=linear:npl=203,format=gbrpf32le,zscale=p=bt709,";
  if (film.is_hdr) s += "tonemap=tonemap=mobius:param=0.3:desat=0,";
  return s + "zscale=t=bt709:m=bt709:r=limited:d=ordered,format=yuv420p";
}

std::string Upright::State::description(const AVFrame& f) const {
  std::string s;
  if (film.is_interlaced || f.interlaced_frame != 0) s += "bwdif=mode=send_frame:deint=interlaced,";
  s += turned(film.rotation_degrees);
  const auto* layout = av_pix_fmt_desc_get(static_cast<AVPixelFormat>(f.format));
  const bool is_rgb = layout != nullptr && (layout->flags & AV_PIX_FMT_FLAG_RGB) != 0;
  if (to_bt709 && !is_rgb) return s + to_standard_range();
  s += "scale=w=" + number(film.display_width_px) + ":h=" + number(film.display_height_px) +
       ":flags=bicubic+accurate_rnd+full_chroma_int";
  const bool is_full = f.format == AV_PIX_FMT_YUVJ420P || film.colour.full_range;
  const std::string matrix = colour.matrix == 5 || colour.matrix == 6 ? "bt601"
                             : colour.matrix == 7                     ? "smpte240m"
                             : colour.matrix == 4                     ? "fcc"
                                                                      : "bt709";
  s += ":out_color_matrix=" + matrix + ":out_range=" + (colour.full_range ? "full" : "limited");
  if (!is_rgb) s += ":in_color_matrix=" + matrix + ":in_range=" + (is_full ? "full" : "limited");
  return s + ",format=yuv420p" + (colour.full_range ? "|yuvj420p" : "");
}

void Upright::State::build(const AVFrame& frame) {
  graph.reset(avfilter_graph_alloc());
  if (!graph) throw std::bad_alloc();
  source = avfilter_graph_alloc_filter(graph.get(), avfilter_get_by_name("buffer"), "in");
  struct Freed {
    AVBufferSrcParameters* p = av_buffersrc_parameters_alloc();
    ~Freed() { av_free(p); }
  } parameters;
  if (source == nullptr || parameters.p == nullptr) throw std::bad_alloc();
  parameters.p->format = format = frame.format;
  parameters.p->width = width_px = frame.width;
  parameters.p->height = height_px = frame.height;
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
  if (!s.graph && s.passes(given)) return {picture};
  if (!s.fits(given)) {
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
