#include "cinecut/conform/internal/title_text.h"

#include <pango/pangocairo.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <new>

#include "base/log.h"
namespace cinecut::conform {
namespace {

constexpr double kFontPx = 100;     // Text is set at this size and then scaled.
constexpr double kWidest = 0.80;    // Of the picture's width.
constexpr double kHighest = 0.62;   // Of its height.
constexpr double kLineStep = 1.12;  // Of the line's height.
constexpr int kMostLines = 4;

struct Unref {
  void operator()(void* object) const { g_object_unref(object); }
};
template <typename T>
using Object = std::unique_ptr<T, Unref>;

std::string in_capitals(const std::string& text) {
  const std::unique_ptr<char, decltype(&g_free)> upper(
      g_utf8_strup(text.data(), static_cast<gssize>(text.size())), g_free);
  return upper.get();
}

/// Valid UTF-8 on one line; control characters become spaces.
std::string cleaned(const std::string& text) {
  const std::unique_ptr<char, decltype(&g_free)> valid(
      g_utf8_make_valid(text.data(), static_cast<gssize>(text.size())), g_free);
  std::string s = valid.get();
  std::ranges::replace_if(s, [](char c) { return c >= 0 && c < ' '; }, ' ');
  const auto first = s.find_first_not_of(' ');
  return first == std::string::npos ? "" : s.substr(first, s.find_last_not_of(' ') - first + 1);
}

Object<PangoContext> make_context(PangoFontMap* fonts) {
  Object<PangoContext> context(pango_font_map_create_context(fonts));
  cairo_font_options_t* options = cairo_font_options_create();
  cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
  pango_cairo_context_set_font_options(context.get(), options);
  cairo_font_options_destroy(options);
  pango_context_set_round_glyph_positions(context.get(), FALSE);
  return context;
}

}  // namespace

struct TitleText::State {
  State(const std::string& given, const vibe::TitleStyle& s, int width, int height);

  Object<PangoLayout> layout_of(const std::string& line, double spread) const;
  PangoRectangle ink_of(const std::string& line) const;
  std::vector<std::size_t> breaks() const;
  std::vector<std::string> split(int count, double& widest) const;
  void choose_lines();
  void trace(cairo_t* cairo, const Moment& moment) const;
  void add_glow(TitleLayer& layer, double strength) const;

  vibe::TitleStyle style;
  int width_px, height_px;
  Object<PangoFontMap> fonts{pango_cairo_font_map_new()};
  Object<PangoContext> context = make_context(fonts.get());
  std::string text;
  std::vector<std::string> lines;
  double scale = 1;          ///< From kFontPx to the picture.
  double line_height = 100;  ///< At kFontPx.
};

TitleText::State::State(const std::string& given, const vibe::TitleStyle& s, int width, int height)
    : style(s), width_px(width), height_px(height), text(cleaned(given)) {
  if (style.is_upper) text = in_capitals(text);
  if (text.empty()) return;
  if (pango_layout_get_unknown_glyphs_count(layout_of(text, 1).get()) > 0)
    base::warn("no font on this computer has all letters of the title \"" + text +
               "\". Install one that does (on Debian fonts-noto-core or fonts-noto-cjk).");
  choose_lines();
}

Object<PangoLayout> TitleText::State::layout_of(const std::string& line, double spread) const {
  Object<PangoLayout> layout(pango_layout_new(context.get()));
  PangoFontDescription* font = pango_font_description_new();
  pango_font_description_set_family(font, style.fonts.c_str());
  pango_font_description_set_weight(font, static_cast<PangoWeight>(style.weight));
  pango_font_description_set_absolute_size(font, kFontPx * PANGO_SCALE);
  pango_layout_set_font_description(layout.get(), font);
  pango_font_description_free(font);
  PangoAttrList* attributes = pango_attr_list_new();
  const double tracking = style.tracking * kFontPx * spread;
  pango_attr_list_insert(attributes, pango_attr_letter_spacing_new(
                                         static_cast<int>(std::lround(tracking * PANGO_SCALE))));
  pango_layout_set_attributes(layout.get(), attributes);
  pango_attr_list_unref(attributes);
  pango_layout_set_single_paragraph_mode(layout.get(), TRUE);
  pango_layout_set_text(layout.get(), line.data(), static_cast<int>(line.size()));
  return layout;
}

PangoRectangle TitleText::State::ink_of(const std::string& line) const {
  PangoRectangle ink;
  pango_layout_get_extents(layout_of(line, 1).get(), &ink, nullptr);
  return ink;
}

/// Byte offsets at which a line may begin, by the rules of the text's own script.
std::vector<std::size_t> TitleText::State::breaks() const {
  const auto layout = layout_of(text, 1);
  int count = 0;
  const PangoLogAttr* attributes = pango_layout_get_log_attrs_readonly(layout.get(), &count);
  std::vector<std::size_t> offsets{0};
  const char* at = text.c_str();
  for (int i = 0; i < count; ++i) {
    const auto offset = static_cast<std::size_t>(at - text.c_str());
    if (i > 0 && attributes[i].is_line_break != 0 && offset < text.size())
      offsets.push_back(offset);
    if (*at != 0) at = g_utf8_next_char(at);
  }
  offsets.push_back(text.size());
  return offsets;
}

/// `count` lines, the widest as narrow as can be. Fewer, if there are not as many places to break.
std::vector<std::string> TitleText::State::split(int count, double& widest) const {
  const auto places = breaks();
  const std::size_t pieces = places.size() - 1;
  const auto line = [&](std::size_t from, std::size_t to) {
    std::string s = text.substr(places[from], places[to] - places[from]);
    while (!s.empty() && s.back() == ' ') s.pop_back();
    return s;
  };
  // best[n][i]: the widest of n lines that hold the first i pieces.
  constexpr double kNever = std::numeric_limits<double>::max();
  const auto lines_wanted = std::min(static_cast<std::size_t>(count), pieces);
  std::vector best(lines_wanted + 1, std::vector(pieces + 1, kNever));
  std::vector from(lines_wanted + 1, std::vector<std::size_t>(pieces + 1));
  best[0][0] = 0;
  for (std::size_t start = 0; start < pieces; ++start)
    for (std::size_t end = start + 1; end <= pieces; ++end) {
      const double width = ink_of(line(start, end)).width;
      for (std::size_t n = 1; n <= lines_wanted; ++n) {
        if (best[n - 1][start] == kNever) continue;
        const double all = std::max(best[n - 1][start], width);
        if (all >= best[n][end]) continue;
        best[n][end] = all;
        from[n][end] = start;
      }
    }
  widest = best[lines_wanted][pieces] / PANGO_SCALE;
  std::vector<std::string> result(lines_wanted);
  for (std::size_t n = lines_wanted, end = pieces; n > 0; end = from[n][end], --n)
    result[n - 1] = line(from[n][end], end);
  return result;
}

/// The fewest lines that let the letters be nearly as large as they could be.
void TitleText::State::choose_lines() {
  PangoRectangle logical;
  pango_layout_get_extents(layout_of(text, 1).get(), nullptr, &logical);
  line_height = static_cast<double>(logical.height) / PANGO_SCALE;
  const double largest = TitleText::most_letter_height_px(style, height_px) / line_height;
  scale = 0;
  for (int count = 1; count <= kMostLines; ++count) {
    double widest = 0;
    auto candidate = split(count, widest);
    const auto n = static_cast<double>(candidate.size());
    const double fits = std::min({largest, kWidest * width_px / std::max(widest, 1.0),
                                  kHighest * height_px / (n * line_height * kLineStep)});
    if (fits < scale * 1.35) continue;
    scale = fits;
    lines = std::move(candidate);
  }
}

/// The outlines of all lines, in the picture.
void TitleText::State::trace(cairo_t* cairo, const Moment& moment) const {
  const double size = scale * moment.scale;
  const auto n = static_cast<double>(lines.size());
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const auto layout = layout_of(lines[i], moment.spread);
    PangoRectangle ink;
    pango_layout_get_extents(layout.get(), &ink, nullptr);
    const double middle = (ink.x + ink.width / 2.0) / PANGO_SCALE;
    const double row = (static_cast<double>(i) - (n - 1) / 2) * line_height * kLineStep;
    cairo_save(cairo);
    cairo_translate(cairo, width_px / 2.0, height_px / 2.0);
    cairo_scale(cairo, size, size);
    cairo_translate(cairo, -middle, row - line_height / 2);
    pango_cairo_layout_path(cairo, layout.get());
    cairo_restore(cairo);
  }
}

void TitleText::State::add_glow(TitleLayer& layer, double strength) const {
  constexpr int kShrink = TitleLayer::kShrink;
  const int w = layer.width_px / kShrink, h = layer.height_px / kShrink;
  if (strength <= 0 || w < 2 || h < 2) return;
  GrayPlane tight{w, h, std::vector<float>(static_cast<std::size_t>(w) * h)};
  for (int y = 0; y < h * kShrink; ++y)
    for (int x = 0; x < w * kShrink; ++x)
      tight.at(x / kShrink, y / kShrink) +=
          layer.cover[static_cast<std::size_t>(y) * layer.width_px + x];
  GrayPlane wide = tight;
  blur(tight, height_px / 110.0 / kShrink);
  blur(wide, height_px / 26.0 / kShrink);
  const auto unit = static_cast<float>(strength / (255 * kShrink * kShrink));
  for (std::size_t i = 0; i < tight.values.size(); ++i)
    wide.values[i] = unit * (0.5f * tight.values[i] + 1.1f * wide.values[i]);
  layer.glow = std::move(wide);
  layer.glow_colour = style.glow;
}

TitleText::TitleText(const std::string& text, const vibe::TitleStyle& style, int width_px,
                     int height_px)
    : state_(std::make_unique<State>(text, style, width_px, height_px)) {}
TitleText::~TitleText() = default;
TitleText::TitleText(TitleText&&) noexcept = default;
TitleText& TitleText::operator=(TitleText&&) noexcept = default;

int TitleText::lines() const { return static_cast<int>(state_->lines.size()); }
double TitleText::letter_height_px() const { return state_->line_height * state_->scale; }
double TitleText::most_letter_height_px(const vibe::TitleStyle& style, int height_px) {
  return style.height * height_px * 1.2;
}

namespace {

/// The rectangle around the path, with room for the glow, on even pixels and inside the picture.
void place(TitleLayer& layer, cairo_t* cairo, double margin, int width_px, int height_px) {
  double x1 = 0, y1 = 0, x2 = 0, y2 = 0;
  cairo_path_extents(cairo, &x1, &y1, &x2, &y2);
  const auto even = [](double v, int most) {
    return std::clamp(static_cast<int>(std::floor(v / 2)) * 2, 0, most);
  };
  layer.x_px = even(x1 - margin, width_px);
  layer.y_px = even(y1 - margin, height_px);
  layer.width_px = even(x2 + margin + 2, width_px) - layer.x_px;
  layer.height_px = even(y2 + margin + 2, height_px) - layer.y_px;
}

/// Coloured from head to foot of each line.
void choose_ink(TitleLayer& layer, const vibe::TitleStyle& style, double first_row_px,
                double row_px) {
  for (int y = 0; y < layer.height_px; ++y) {
    const double in_row = (layer.y_px + y - first_row_px) / row_px;
    const double along = std::clamp((in_row - std::floor(in_row) - 0.2) / 0.6, 0.0, 1.0);
    vibe::Rgb ink{};
    for (std::size_t c = 0; c < 3; ++c)
      ink[c] = style.top[c] * (1 - along) + style.bottom[c] * along;
    layer.ink.push_back(ink);
  }
}

}  // namespace

TitleLayer TitleText::draw(const Moment& moment) const {
  const State& s = *state_;
  TitleLayer layer;
  if (s.lines.empty()) return layer;
  using Surface = std::unique_ptr<cairo_surface_t, decltype(&cairo_surface_destroy)>;
  using Cairo = std::unique_ptr<cairo_t, decltype(&cairo_destroy)>;
  // First to measure. Not on a small image: Cairo leaves letters outside the surface out of paths.
  const Surface endless(cairo_recording_surface_create(CAIRO_CONTENT_ALPHA, nullptr),
                        cairo_surface_destroy);
  const Cairo ruler(cairo_create(endless.get()), cairo_destroy);
  s.trace(ruler.get(), moment);
  place(layer, ruler.get(), s.style.glow_strength > 0 ? s.height_px / 9.0 : 2, s.width_px,
        s.height_px);
  if (layer.width_px <= 0 || layer.height_px <= 0) return {};
  const std::unique_ptr<cairo_path_t, decltype(&cairo_path_destroy)> path(
      cairo_copy_path(ruler.get()), cairo_path_destroy);
  const int stride = cairo_format_stride_for_width(CAIRO_FORMAT_A8, layer.width_px);
  std::vector<std::uint8_t> mask(static_cast<std::size_t>(stride) * layer.height_px);
  const Surface surface(cairo_image_surface_create_for_data(
                            mask.data(), CAIRO_FORMAT_A8, layer.width_px, layer.height_px, stride),
                        cairo_surface_destroy);
  const Cairo cairo(cairo_create(surface.get()), cairo_destroy);
  cairo_translate(cairo.get(), -layer.x_px, -layer.y_px);
  cairo_append_path(cairo.get(), path.get());
  cairo_fill(cairo.get());
  cairo_surface_flush(surface.get());
  if (cairo_status(cairo.get()) != CAIRO_STATUS_SUCCESS) throw std::bad_alloc();
  for (int y = 0; y < layer.height_px; ++y)
    layer.cover.insert(layer.cover.end(), mask.begin() + y * stride,
                       mask.begin() + y * stride + layer.width_px);
  const double row = s.line_height * kLineStep * s.scale * moment.scale;
  choose_ink(layer, s.style, s.height_px / 2.0 - row * static_cast<double>(s.lines.size()) / 2,
             row);
  s.add_glow(layer, s.style.glow_strength * moment.glow);
  return layer;
}

}  // namespace cinecut::conform
