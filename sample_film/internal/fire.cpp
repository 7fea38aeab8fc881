// Fire, sparks, smoke and bursts.

#include <algorithm>
#include <cmath>
#include <memory>

#include "sample_film/internal/noise.h"
#include "sample_film/internal/world.h"

namespace sample_film {
namespace {

constexpr int kField = 128;

// Noise that repeats, looked up quickly.
const std::vector<float>& field() {
  static const std::vector<float> values = [] {
    std::vector<float> v(kField * kField);
    const auto wrapped = [](std::uint32_t key, double x, double y, int cells) {
      const int cx = static_cast<int>(x), cy = static_cast<int>(y);
      const auto at = [&](int i, int j) { return random_at(key + (j % cells) * 977u, i % cells); };
      const double u = x - cx, w = y - cy, su = u * u * (3 - 2 * u), sw = w * w * (3 - 2 * w);
      const double top = at(cx, cy) + (at(cx + 1, cy) - at(cx, cy)) * su;
      const double low = at(cx, cy + 1) + (at(cx + 1, cy + 1) - at(cx, cy + 1)) * su;
      return top + (low - top) * sw;
    };
    for (int y = 0; y < kField; ++y)
      for (int x = 0; x < kField; ++x) {
        double sum = 0, strength = 0.55;
        for (int cells = 8; cells <= 64; cells *= 2, strength *= 0.5)
          sum += strength * wrapped(static_cast<std::uint32_t>(cells), x * cells / 128.0,
                                    y * cells / 128.0, cells);
        v[y * kField + x] = static_cast<float>(sum);
      }
    return v;
  }();
  return values;
}

float field_at(double x, double y) {
  const int cx = static_cast<int>(std::floor(x)) & (kField - 1);
  const int cy = static_cast<int>(std::floor(y)) & (kField - 1);
  return field()[cy * kField + cx];
}

// From black over red and orange to nearly white, premultiplied.
const std::array<std::uint32_t, 256>& heat() {
  static const std::array<std::uint32_t, 256> colours = [] {
    std::array<std::uint32_t, 256> c{};
    const Shade::Stop stops[] = {{0, rgb(0x300604, 0)},
                                 {0.25, rgb(0x8c1c08, 0.6f)},
                                 {0.5, rgb(0xf0641a, 0.92f)},
                                 {0.75, rgb(0xffb13c)},
                                 {1, rgb(0xfff4c4)}};
    for (int i = 0; i < 256; ++i) {
      const double u = i / 255.0;
      int s = 0;
      while (s < 3 && u > stops[s + 1].at) ++s;
      const Colour k = mix(stops[s].colour, stops[s + 1].colour, (u - stops[s].at) / 0.25);
      const auto byte = [&](float v) {
        return static_cast<std::uint32_t>(std::lround(v * k.a * 255));
      };
      c[i] = static_cast<std::uint32_t>(std::lround(k.a * 255)) << 24 | byte(k.r) << 16 |
             byte(k.g) << 8 | byte(k.b);
    }
    return c;
  }();
  return colours;
}

// Flames as a small picture: noise that rises, cut off by height.
void paint_flames(Bitmap& small, double t, double strength, std::uint32_t key) {
  const double offset = random_at(key, 1) * 100;
  for (int y = 0; y < small.height(); ++y) {
    const double up = 1 - (y + 0.5) / small.height();
    std::uint32_t* row = small.row(y);
    for (int x = 0; x < small.width(); ++x) {
      const double u = (x + 0.5) / small.width() * 2 - 1;
      const double bend = 9 * (field_at(x * 0.35 + offset, y * 0.5 + t * 26) - 0.5) * up;
      const double n = field_at(x * 0.9 + bend + offset, y * 0.7 + t * 64) * 0.7 +
                       field_at(x * 1.7 - bend, y * 1.5 + t * 97 + offset) * 0.35;
      const double body = (1 - up * 1.15 / std::max(0.05, strength)) * (1 - 0.85 * u * u);
      const double h = (n - 0.42) * 2.0 + body * 1.25 - 0.35;
      // Narrow at the foot, so that no flame ends in a straight line.
      const double side = 1 - std::abs(u) * (1.3 - 0.3 * std::min(1.0, up * 5));
      const double edge = std::clamp(side * 5, 0.0, 1.0) * std::min(1.0, up * 14 + 0.15) *
                          std::min(1.0, (1 - up) * 8);
      row[x] = heat()[static_cast<int>(std::clamp(h * edge, 0.0, 1.0) * 255)];
    }
  }
}

void add_sparks(Stage& stage, const FireOptions& o, std::uint32_t key) {
  stage.each([=](Frame& frame) {
    Brush brush = frame.brush(o.depth);
    const int count = static_cast<int>(46 * o.sparks);
    for (int i = 0; i < count; ++i) {
      const double life = 1.2 + 1.6 * random_at(key, i),
                   clock = frame.t() / life + random_at(key + 1, i);
      const double age = clock - std::floor(clock);
      if (o.starts >= 0 && frame.t() - age * life < o.starts) continue;
      const auto turn = static_cast<std::int64_t>(std::floor(clock)) * 131 + i;
      const double x = (random_at(key + 2, turn) - 0.5) * o.width * 0.8 +
                       0.05 * std::sin(age * 9 + i) * age +
                       0.1 * age * (random_at(key + 3, turn) - 0.3);
      const double y = o.foot.y - o.height * (0.2 + 1.3 * age);
      brush.circle({o.foot.x + x, y}, 0.0026 * (1 - age * 0.6));
      brush.fill(with_alpha(mix(rgb(0xffe9a0), rgb(0xff5a1c), age), 1 - age));
    }
  });
}

}  // namespace

void fire(Stage& stage, const FireOptions& o) {
  const std::uint32_t key = stage.seed() + static_cast<std::uint32_t>(o.foot.x * 100 + 500);
  const auto strength = [o](double t) {
    return o.starts < 0 ? 1.0 : std::clamp((t - o.starts) / 1.2, 0.0, 1.0);
  };
  stage.light(o.depth, [=](Brush& brush, const Moment& now) {
    const double flicker = strength(now.t) * (0.75 + 0.35 * noise(key, now.t * 9));
    if (flicker <= 0) return;
    brush.glow(o.foot - Point{0, o.height * 0.3}, std::max(o.width, o.height) * 1.7,
               rgb(0xff7a2a, static_cast<float>(0.6 * flicker)));
  });
  stage.each([=](Frame& frame) {
    const double s = strength(frame.t());
    if (s <= 0) return;
    const Placement v = frame.view(o.depth);
    const double pixels = o.width * v.scale;
    const int w = std::clamp(static_cast<int>(pixels / 4), 12, 160);
    const double scale = pixels / w;
    Bitmap small(w, std::max(8, static_cast<int>(o.height * 1.15 * v.scale / scale)));
    paint_flames(small, frame.t(), s, key);
    place(frame.picture(), small, Spans(small),
          {scale, (o.foot.x - o.width / 2) * v.scale + v.x,
           o.foot.y * v.scale + v.y - small.height() * scale},
          everything(frame.picture()));
  });
  if (o.sparks > 0) add_sparks(stage, o, key + 5);
}

void explosion(Stage& stage, Point at, double size, double time) {
  const std::uint32_t key = stage.seed() + 600;
  stage.each([=](Frame& frame) {
    const double since = frame.t() - time;
    if (since < 0 || since > 3.5) return;
    Brush brush = frame.brush(1);
    for (int i = 0; i < 60; ++i) {
      const double a = 6.2832 * random_at(key, i),
                   reach = size * (0.15 + 0.85 * random_at(key + 1, i));
      const double out = 1 - std::exp(-since * 3.2),
                   r = size * (0.06 + 0.16 * random_at(key + 2, i)) * (0.4 + out);
      const Point c = at + Point{std::cos(a) * reach * out,
                                 std::sin(a) * reach * out * 0.7 - since * size * 0.16};
      const double edge = random_at(key + 4, i);
      const Colour hot = mix(mix(rgb(0xfff6cc), rgb(0xffb444), edge),
                             mix(rgb(0xff9a2c), rgb(0xc03a0c), edge), std::min(1.0, since * 2.2));
      const Colour colour =
          mix(hot, rgb(0x1c1512), std::clamp((since - 0.25) * (0.6 + edge), 0.0, 1.0));
      brush.circle(c, r);
      const double alpha = std::clamp(1.0 - (since - 1.2) / 2.2, 0.0, 0.85);
      brush.fill(Shade::round(c + Point{0, -r * 0.3}, r * 1.3,
                              {{0, with_alpha(scaled(colour, 1.25), alpha)},
                               {0.7, with_alpha(colour, alpha)},
                               {1, with_alpha(scaled(colour, 0.7), alpha * 0.6)}}));
    }
  });
  stage.light(1, [=](Brush& brush, const Moment& now) {
    const double since = now.t - time;
    if (since < 0 || since > 2.5) return;
    brush.glow(at, size * 3.4,
               rgb(0xffa040, static_cast<float>(std::min(1.0, 1.2 * std::exp(-since * 2)))));
  });
}

}  // namespace sample_film
