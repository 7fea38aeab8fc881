#include "cinecut/conform/internal/title_card.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "cinecut/conform/internal/compose.h"

namespace cinecut::conform {
namespace {

constexpr float kBackdropLuma = 62;   // Of the backdrop's light parts, in codes above black …
constexpr float kLeastLight = 0.15f;  // … for which it is made darker by no more than this,
constexpr float kMostLight = 0.75f;   // and by no less than this.
constexpr double kBackdropColour = 0.8;
constexpr double kZoom = 0.05;    // The backdrop comes nearer by this share.
constexpr double kPush = 0.045;   // The letters' growth …
constexpr double kSpread = 0.14;  // … and that of the space between them.
constexpr int kDither = 8;

/// Bayer's ordered dither, 0 to 1: dark gradients would show bands otherwise.
constexpr std::array<std::array<float, kDither>, kDither> make_dither() {
  std::array<std::array<float, kDither>, kDither> d{};
  for (int y = 0; y < kDither; ++y)
    for (int x = 0; x < kDither; ++x) {
      int value = 0;
      for (int bit = 0; bit < 3; ++bit)
        value |=
            ((((x ^ y) >> bit) & 1) << (2 * (2 - bit) + 1)) | (((y >> bit) & 1) << (2 * (2 - bit)));
      d[static_cast<std::size_t>(y)][static_cast<std::size_t>(x)] =
          (static_cast<float>(value) + 0.5f) / (kDither * kDither);
    }
  return d;
}

constexpr auto kBayer = make_dither();

float dither(int x, int y) {
  return kBayer[static_cast<std::size_t>(y % kDither)][static_cast<std::size_t>(x % kDither)];
}

double smooth(double x) {
  x = std::clamp(x, 0.0, 1.0);
  return x * x * (3 - 2 * x);
}

std::uint8_t to_code(float value) {
  return static_cast<std::uint8_t>(std::clamp(value, 0.0f, 255.0f));
}

std::vector<float> vignette(int count) {
  std::vector<float> v;
  for (int i = 0; i < count; ++i) {
    const double off = (i + 0.5) / count * 2 - 1;
    v.push_back(static_cast<float>(1 - 0.75 * off * off));
  }
  return v;
}

/// The same temper, small and quiet: for the end card.
vibe::TitleStyle end_style(vibe::TitleStyle style) {
  style.height *= 0.32;
  style.tracking = std::clamp(style.tracking, 0.25, 0.40);
  style.weight = std::max(style.weight, 300);
  style.top = style.bottom = {0.78, 0.78, 0.78};
  style.glow_strength = 0;
  style.attack_s = 0.6;
  return style;
}

/// Smaller than the title, which is the biggest word of the trailer, and there at once.
vibe::TitleStyle card_style(vibe::TitleStyle style) {
  style.height *= 0.5;
  style.tracking = std::min(style.tracking, 0.25);
  style.glow_strength *= 0.6;
  style.attack_s = std::min(style.attack_s, 0.3);
  return style;
}

vibe::TitleStyle style_of(const std::string& kind, vibe::TitleStyle style, double size) {
  style.height *= size;
  return kind == "end" ? end_style(style) : kind == "card" ? card_style(style) : style;
}

}  // namespace

TitleCard::TitleCard(const edit::Title& title, const vibe::Vibe& vibe,
                     const TitleCardOptions& options)
    : style_(style_of(title.kind, vibe.titles, options.size)),
      text_(title.text, style_, options.width_px, options.height_px),
      options_(options),
      is_end_(title.kind == "end"),
      leave_s_(is_end_                ? 0.8
               : title.kind == "card" ? 0.3
                                      : 0.5),
      vignette_x_(vignette(options.width_px)),
      vignette_y_(vignette(options.height_px)) {}

double TitleCard::letters() const {
  const double wished = TitleText::most_letter_height_px(style_, options_.height_px);
  return text_.lines() == 0 ? 1 : std::min(1.0, text_.letter_height_px() / wished);
}

void TitleCard::set_backdrop(const media::Image& image) {
  if (is_end_ || image.channels != 3 || image.width_px < 2 || image.height_px < 2) return;
  backdrop_.assign(3, GrayPlane{image.width_px, image.height_px, {}});
  for (std::size_t i = 0; i + 2 < image.pixels.size(); i += 3) {
    const vibe::Rgb colour{image.pixels[i] / 255.0, image.pixels[i + 1] / 255.0,
                           image.pixels[i + 2] / 255.0};
    const vibe::Rgb yuv = options_.coding.encode(colour);
    backdrop_[0].values.push_back(static_cast<float>(yuv[0]) - 16);
    backdrop_[1].values.push_back(static_cast<float>(yuv[1]) - 128);
    backdrop_[2].values.push_back(static_cast<float>(yuv[2]) - 128);
  }
  for (GrayPlane& plane : backdrop_) blur(plane, image.width_px / 60.0);
  std::vector<float> luma = backdrop_[0].values;
  const auto light = luma.begin() + static_cast<std::ptrdiff_t>(luma.size() * 9 / 10);
  std::ranges::nth_element(luma, light);
  backdrop_light_ = std::clamp(kBackdropLuma / std::max(*light, 1.0f), kLeastLight, kMostLight);
}

void TitleCard::draw_backdrop(double along, double light, media::Picture& picture) const {
  const double zoom = 1 + kZoom * (1 + along);
  const auto inside = [&](int i, int count, int source) {
    return std::clamp((0.5 + ((i + 0.5) / count - 0.5) / zoom) * source - 0.5, 0.0, source - 1.001);
  };
  for (int p = 0; p < 3; ++p) {
    const media::Plane plane = picture.plane(p);
    const GrayPlane& from = backdrop_[static_cast<std::size_t>(p)];
    const int step = p == 0 ? 1 : 2;
    const auto gain = static_cast<float>(p == 0 ? light : light * kBackdropColour);
    const float base = p == 0 ? 16 : 128;
    const auto width = static_cast<std::size_t>(plane.width_px);
    std::vector<int> left(width);
    std::vector<float> share(width), shade(width), row(static_cast<std::size_t>(from.width_px));
    for (std::size_t x = 0; x < width; ++x) {
      const double sx = inside(static_cast<int>(x), plane.width_px, from.width_px);
      left[x] = static_cast<int>(sx);
      share[x] = static_cast<float>(sx - left[x]);
      shade[x] = gain * vignette_x_[x * static_cast<std::size_t>(step)];
    }
    for (int y = 0; y < plane.height_px; ++y) {
      const double sy = inside(y, plane.height_px, from.height_px);
      const int above = static_cast<int>(sy);
      const auto below = static_cast<float>(sy - above);
      const float down = vignette_y_[static_cast<std::size_t>(y * step)];
      for (int x = 0; x < from.width_px; ++x)
        row[static_cast<std::size_t>(x)] =
            down * (from.at(x, above) * (1 - below) + from.at(x, above + 1) * below);
      std::uint8_t* out = plane.data + y * plane.stride_bytes;
      for (std::size_t x = 0; x < width; ++x) {
        const float* pair = &row[static_cast<std::size_t>(left[x])];
        const float value = pair[0] + (pair[1] - pair[0]) * share[x];
        out[x] = to_code(base + value * shade[x] + dither(static_cast<int>(x), y));
      }
    }
  }
}

void TitleCard::darken(double light, media::Picture& picture) const {
  for (int p = 0; p < 3; ++p) {
    const media::Plane plane = picture.plane(p);
    const int base = p == 0 ? 16 : 128;
    std::array<std::uint8_t, 256> map{};
    for (int i = 0; i < 256; ++i)
      map[static_cast<std::size_t>(i)] =
          to_code(static_cast<float>(base + (i - base) * light + 0.5));
    for (int y = 0; y < plane.height_px; ++y) {
      std::uint8_t* row = plane.data + y * plane.stride_bytes;
      for (int x = 0; x < plane.width_px; ++x) row[x] = map[row[x]];
    }
  }
}

namespace {

/// The light added to each of `count` pixels of row `y` of a plane whose pixels are `step` wide.
void light_row(const TitleLayer& layer, int y, int step, float strength, std::vector<float>& row) {
  row.assign(row.size(), 0);
  if (layer.glow.values.empty()) return;
  const GrayPlane& glow = layer.glow;
  const double scale = static_cast<double>(step) / TitleLayer::kShrink;
  std::vector<float> between(static_cast<std::size_t>(glow.width_px) + 1);
  const double sy = (y + 0.5) * scale - 0.5;
  for (int x = 0; x <= glow.width_px; ++x)
    between[static_cast<std::size_t>(x)] = strength * glow.sample(x, sy);
  for (std::size_t x = 0; x < row.size(); ++x) {
    const double sx =
        std::clamp((static_cast<double>(x) + 0.5) * scale - 0.5, 0.0, glow.width_px - 1.0);
    const auto i = static_cast<std::size_t>(sx);
    const auto f = static_cast<float>(sx - static_cast<double>(i));
    row[x] = between[i] + (between[i + 1] - between[i]) * f;
  }
}

/// How much of each pixel of a row is covered by letters, 0 to 1.
void cover_row(const TitleLayer& layer, int y, int step, float opacity, std::vector<float>& row) {
  const float unit = opacity / static_cast<float>(255 * step * step);
  const std::uint8_t* from = &layer.cover[static_cast<std::size_t>(y * step) * layer.width_px];
  for (std::size_t x = 0; x < row.size(); ++x) {
    int sum = 0;
    for (int k = 0; k < step * step; ++k)
      sum += from[(k / step) * layer.width_px + static_cast<int>(x) * step + k % step];
    row[x] = static_cast<float>(sum) * unit;
  }
}

}  // namespace

void TitleCard::put(const TitleLayer& layer, double opacity, media::Picture& picture) const {
  if (layer.cover.empty() || opacity <= 0) return;
  for (int p = 0; p < 3; ++p) {
    const media::Plane plane = picture.plane(p);
    const auto component = static_cast<std::size_t>(p);
    const int step = p == 0 ? 1 : 2;
    const float base = p == 0 ? 16 : 128;
    const float most = p == 0 ? 235 : 240;
    const auto above = [&](const vibe::Rgb& colour) {
      return static_cast<float>(options_.coding.encode(colour)[component]) - base;
    };
    const float light = above(layer.glow_colour);
    std::vector<float> glow(static_cast<std::size_t>(layer.width_px / step));
    std::vector<float> cover(glow.size());
    for (int y = 0; y < layer.height_px / step; ++y) {
      light_row(layer, y, step, light * static_cast<float>(opacity), glow);
      cover_row(layer, y, step, static_cast<float>(opacity), cover);
      const float ink = above(layer.ink[static_cast<std::size_t>(y * step)]);
      const int top = layer.y_px / step + y, left = layer.x_px / step;
      std::uint8_t* out = plane.data + top * plane.stride_bytes + left;
      const auto& noise = kBayer[static_cast<std::size_t>(top % kDither)];
      for (std::size_t x = 0; x < cover.size(); ++x) {
        const float behind = static_cast<float>(out[x]) - base + glow[x];
        // Nothing changes where nothing is drawn: the dither is less than one.
        const float value = base + behind + (ink - behind) * cover[x] +
                            noise[(x + static_cast<std::size_t>(left)) % kDither];
        out[x] = static_cast<std::uint8_t>(std::min(std::max(value, 16.0f), most));
      }
    }
  }
}

void TitleCard::draw(std::int64_t frame, media::Picture& picture, bool is_over_clip) const {
  const double rate = options_.frame_rate.value();
  const double time = (static_cast<double>(frame) + 0.5) / rate;
  const double length = static_cast<double>(options_.frames) / rate;
  const double along = time / length;
  const double attack = std::min(style_.attack_s, length / 3);
  const double leave = smooth((length - time) / std::min(leave_s_, length / 4));
  const double arrive = smooth(time / attack);
  // The whole card glides to rest rather than at one pace.
  const double glide = 1 - std::exp(-2.2 * along);
  if (is_over_clip)
    darken(1 - 0.6 * arrive * leave, picture);
  else if (!backdrop_.empty())
    draw_backdrop(along, backdrop_light_ * smooth(time / std::max(attack, 0.25)) * leave, picture);
  draw_bars(picture, options_.area);
  const double flare = 1 + 1.6 * std::exp(-time / 0.35);
  put(text_.draw({.scale = 1 + kPush * glide,
                  .spread = is_end_ ? 1 : 1 - kSpread + kSpread * glide,
                  .glow = flare}),
      arrive * leave, picture);
}

}  // namespace cinecut::conform
