#include "cinecut/conform/title_card.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace cinecut {
namespace {

constexpr double kBackdropLight = 0.30;  // Of the film's brightness.
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

}  // namespace

TitleCard::TitleCard(const Title& title, const Vibe& vibe, const TitleCardOptions& options)
    : style_(title.kind == "end" ? end_style(vibe) : title_style(vibe)),
      text_(title.text, style_, options.width_px, options.height_px),
      options_(options),
      is_end_(title.kind == "end"),
      vignette_x_(vignette(options.width_px)),
      vignette_y_(vignette(options.height_px)) {}

void TitleCard::set_backdrop(const media::Image& image) {
  if (is_end_ || image.channels != 3 || image.width_px < 2 || image.height_px < 2) return;
  backdrop_.assign(3, GrayPlane{image.width_px, image.height_px, {}});
  for (std::size_t i = 0; i + 2 < image.pixels.size(); i += 3) {
    const Rgb colour{image.pixels[i] / 255.0, image.pixels[i + 1] / 255.0,
                     image.pixels[i + 2] / 255.0};
    const Rgb yuv = options_.coding.encode(colour);
    backdrop_[0].values.push_back(static_cast<float>(yuv[0]) - 16);
    backdrop_[1].values.push_back(static_cast<float>(yuv[1]) - 128);
    backdrop_[2].values.push_back(static_cast<float>(yuv[2]) - 128);
  }
  for (GrayPlane& plane : backdrop_) blur(plane, image.width_px / 36.0);
}

void TitleCard::draw_backdrop(double along, double light, media::Picture& picture) const {
  const double zoom = 1 + kZoom * (1 + along);
  for (int p = 0; p < 3; ++p) {
    const media::Plane plane = picture.plane(p);
    const GrayPlane& from = backdrop_[static_cast<std::size_t>(p)];
    const int step = p == 0 ? 1 : 2;
    const auto gain = static_cast<float>(p == 0 ? light : light * kBackdropColour);
    const float base = p == 0 ? 16 : 128;
    std::vector<float> row(static_cast<std::size_t>(from.width_px));
    for (int y = 0; y < plane.height_px; ++y) {
      const double sy = (0.5 + ((y + 0.5) / plane.height_px - 0.5) / zoom) * from.height_px - 0.5;
      for (int x = 0; x < from.width_px; ++x) row[static_cast<std::size_t>(x)] = from.sample(x, sy);
      std::uint8_t* out = plane.data + y * plane.stride_bytes;
      const float shade = gain * vignette_y_[static_cast<std::size_t>(y * step)];
      const auto width = static_cast<float>(from.width_px);
      const auto pace = static_cast<float>(1 / zoom / plane.width_px) * width;
      float sx = (0.5f - 0.5f / static_cast<float>(zoom)) * width - 0.5f + pace / 2;
      for (int x = 0; x < plane.width_px; ++x, sx += pace) {
        const float inside = std::clamp(sx, 0.0f, width - 1.001f);
        const auto i = static_cast<std::size_t>(inside);
        const float value = row[i] + (row[i + 1] - row[i]) * (inside - static_cast<float>(i));
        out[x] = to_code(base + value * shade * vignette_x_[static_cast<std::size_t>(x * step)] +
                         dither(x, y));
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

void TitleCard::put(const Layer& layer, media::Picture& picture) const {
  // Of light that is added: no offsets.
  const Rgb zero = options_.coding.encode({0, 0, 0});
  std::array<std::array<float, 3>, 3> to_yuv{};
  for (std::size_t c = 0; c < 3; ++c) {
    Rgb one{};
    one[c] = 1;
    const Rgb yuv = options_.coding.encode(one);
    for (std::size_t p = 0; p < 3; ++p) to_yuv[p][c] = static_cast<float>(yuv[p] - zero[p]);
  }
  for (int p = 0; p < 3; ++p) {
    const media::Plane plane = picture.plane(p);
    const int step = p == 0 ? 1 : 2;
    const float base = p == 0 ? 16 : 128;
    const auto& w = to_yuv[static_cast<std::size_t>(p)];
    for (int y = 0; y < layer.height_px / step; ++y) {
      std::uint8_t* out =
          plane.data + (layer.y_px / step + y) * plane.stride_bytes + layer.x_px / step;
      for (int x = 0; x < layer.width_px / step; ++x) {
        std::array<float, 4> sum{};
        for (int k = 0; k < step * step; ++k) {
          const auto& pixel =
              layer.pixels[static_cast<std::size_t>(y * step + k / step) * layer.width_px +
                           x * step + k % step];
          for (std::size_t c = 0; c < 4; ++c) sum[c] += pixel[c];
        }
        const float share = 1.0f / static_cast<float>(step * step);
        const float added = (sum[0] * w[0] + sum[1] * w[1] + sum[2] * w[2]) * share;
        const float behind = (static_cast<float>(out[x]) - base) * (1 - sum[3] * share);
        if (added == 0 && sum[3] == 0) continue;
        const float value = base + behind + added + dither(x + layer.x_px / step, y);
        out[x] = to_code(std::clamp(value, 16.0f, p == 0 ? 235.0f : 240.0f));
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
  const double leave = smooth((length - time) / std::min(is_end_ ? 0.8 : 0.5, length / 4));
  const double arrive = smooth(time / attack);
  // The whole card glides to rest rather than at one pace.
  const double glide = 1 - std::exp(-2.2 * along);
  if (is_over_clip)
    darken(1 - 0.6 * arrive * leave, picture);
  else if (!backdrop_.empty())
    draw_backdrop(along, kBackdropLight * smooth(time / std::max(attack, 0.25)) * leave, picture);
  const double flare = 1 + 1.6 * std::exp(-time / 0.35);
  put(text_.draw({.scale = 1 + kPush * glide,
                  .spread = is_end_ ? 1 : 1 - kSpread + kSpread * glide,
                  .opacity = arrive * leave,
                  .glow = arrive * leave * flare}),
      picture);
}

}  // namespace cinecut
