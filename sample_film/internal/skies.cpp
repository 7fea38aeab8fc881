// Skies and weather.

#include <algorithm>
#include <cmath>
#include <memory>

#include "sample_film/internal/noise.h"
#include "sample_film/internal/world.h"

namespace sample_film {

const Palette kDusk{rgb(0x16243f), rgb(0x54527a), rgb(0xf2a06b), rgb(0x6d6486),
                    rgb(0x1a2036), rgb(0x3b4668), rgb(0xf7c79a), rgb(0xffd9a0)};
const Palette kNight{rgb(0x060b18), rgb(0x11203b), rgb(0x2f4c6e), rgb(0x223854),
                     rgb(0x0a111d), rgb(0x132842), rgb(0x86a9c4), rgb(0xffe6b0)};
const Palette kDawn{rgb(0x6d8fb3), rgb(0xc9b6b8), rgb(0xffdcae), rgb(0xa9a3b4),
                    rgb(0x4a4f5e), rgb(0x8b9bb0), rgb(0xfff2dc), rgb(0xfff0c8)};
const Palette kDay{rgb(0x3f8ccb), rgb(0x8fc4e6), rgb(0xf3ecd2), rgb(0x86a98f),
                   rgb(0x2f5546), rgb(0x3a86a6), rgb(0xffffff), rgb(0xfff4cf)};
const Palette kStorm{rgb(0x0e151c), rgb(0x273844), rgb(0x5d7279), rgb(0x33464f),
                     rgb(0x0b1115), rgb(0x21373f), rgb(0xb4cccd), rgb(0xe6f4ff)};
const Palette kGrey{rgb(0x5c6b78), rgb(0x8b98a0), rgb(0xc3c7c2), rgb(0x8d979b),
                    rgb(0x343c42), rgb(0x5d6d74), rgb(0xdfe6e4), rgb(0xfff6dc)};
const Palette kForest{rgb(0x1b3a3a), rgb(0x3f6a5a), rgb(0xb9c98f), rgb(0x55805f),
                      rgb(0x0d1f1d), rgb(0x2b4a48), rgb(0xdbe6b8), rgb(0xf6ffc9)};
const Palette kFireNight{rgb(0x120507), rgb(0x3d1010), rgb(0xb2431a), rgb(0x5a1f18),
                         rgb(0x100607), rgb(0x33130f), rgb(0xff9d4a), rgb(0xffc36b)};
const Palette kRainTown{rgb(0x0d1730), rgb(0x22355a), rgb(0x565f86), rgb(0x34466e),
                        rgb(0x0e1626), rgb(0x1b2c4c), rgb(0x9fc0e0), rgb(0xffc873)};

namespace {

void bank_of_clouds(Brush& brush, const Area& area, double y, double size, Colour top,
                    Colour bottom, std::uint32_t key) {
  Random random(key);
  for (double x = area.left - size; x < area.right + size;) {
    const double width = size * random(1.2, 3.2), base = y + random(-0.4, 0.4) * size;
    const int bumps = 4 + random.pick(5);
    brush.move({x, base});
    for (int i = 0; i < bumps; ++i) {
      const double u = (i + 0.5) / bumps, r = width / bumps * random(0.55, 0.95);
      const double h = std::sin(u * 3.14159) * size * 0.5;
      brush.ellipse({x + u * width, base - h * 0.5}, r, r * 0.4 + h * 0.55);
    }
    brush.fill(Shade::down(base - size * 0.6, base + size * 0.35,
                           {{0, top}, {0.75, bottom}, {1, with_alpha(bottom, 0)}}));
    x += width * random(0.7, 1.9);
  }
}

void add_stars(Brush& brush, const Area& area, double count, double horizon, std::uint32_t key) {
  Random random(key);
  for (int i = 0; i < static_cast<int>(count); ++i) {
    const Point p{random(area.left, area.right), random(area.top, horizon)};
    const double far = std::clamp((horizon - p.y) / horizon, 0.0, 1.0);
    brush.circle(p, random(0.0006, 0.0017));
    brush.fill(rgb(0xeaf2ff, static_cast<float>(random(0.2, 0.95) * far)));
  }
}

}  // namespace

void sky(Stage& stage, const Palette& p, const SkyOptions& o) {
  stage.layer({.depth = 0.05, .texture = 0.06}, [&](Brush& brush, const Area& area) {
    brush.wash(Shade::down(
        0, o.horizon,
        {{0, p.sky}, {0.55, p.high}, {0.85, mix(p.high, p.horizon, 0.6)}, {1, p.horizon}}));
    add_stars(brush, area, o.stars, o.horizon, stage.seed() + 1);
    if (o.moon_size <= 0) return;
    brush.glow(o.moon, o.moon_size * 7, with_alpha(p.light, 0.35));
    brush.circle(o.moon, o.moon_size);
    brush.fill(mix(p.light, rgb(0xffffff), 0.4));
  });
  const int banks = static_cast<int>(std::round(o.clouds * 4));
  for (int i = 0; i < banks; ++i) {
    const double u = (i + 0.5) / banks, y = o.horizon * (0.25 + 0.62 * u);
    const Colour base = o.cloud.a > 0 ? o.cloud : mix(p.high, p.horizon, 0.25 + 0.5 * u);
    const double speed = o.cloud_speed * (1.6 - u);
    const double drift = std::abs(speed) * stage.length() + 0.05;
    stage.layer({.depth = 0.06 + 0.03 * i,
                 .blur = 0.012,
                 .extra = {drift, 0, drift, 0},
                 .motion = [speed](const Moment& now) { return Point{speed * now.t, 0}; }},
                [&](Brush& brush, const Area& area) {
                  bank_of_clouds(brush, area, y, 0.16 - 0.08 * u,
                                 with_alpha(mix(base, p.light, 0.25), 0.55),
                                 with_alpha(scaled(base, 0.75), 0.6), stage.seed() * 7 + i);
                });
  }
}

void mist(Stage& stage, double depth, double top, double bottom, Colour colour, double speed) {
  const double drift = std::abs(speed) * stage.length() + 0.1;
  stage.layer({.depth = depth,
               .blur = 0.04,
               .texture = 0,
               .extra = {drift, 0, drift, 0},
               .motion = [speed](const Moment& now) { return Point{speed * now.t, 0}; }},
              [&](Brush& brush, const Area& area) {
                Random random(stage.seed() + 77);
                const double h = bottom - top;
                brush.box(area.left, top, area.width(), h);
                brush.fill(Shade::down(top, bottom,
                                       {{0, with_alpha(colour, 0)},
                                        {0.5, with_alpha(colour, colour.a * 0.8)},
                                        {1, with_alpha(colour, 0)}}));
                const int puffs = static_cast<int>(area.width() * 9);
                for (int i = 0; i < puffs; ++i) {
                  const Point at{random(area.left, area.right), top + h * random(0.25, 0.8)};
                  brush.save().shift(at).stretch(3.2, 1);
                  brush.glow({0, 0}, h * random(0.12, 0.3),
                             with_alpha(colour, colour.a * random(0.2, 0.6)));
                  brush.restore();
                }
              });
}

namespace {

constexpr int kRainTile = 512;

// Streaks on a square that repeats.
std::shared_ptr<Bitmap> rain_tile(double length, int streaks, double strength, double slant,
                                  std::uint32_t key) {
  auto tile = std::make_shared<Bitmap>(kRainTile, kRainTile);
  Brush brush(*tile, {1, 0, 0});
  Random random(key);
  for (int i = 0; i < streaks; ++i) {
    const Point p{random(0, kRainTile), random(0, kRainTile)};
    const double l = length * random(0.5, 1.2);
    const Colour c = rgb(0xc9dcec, static_cast<float>(strength * random(0.4, 1)));
    for (int dx = -1; dx <= 1; ++dx)
      for (int dy = -1; dy <= 1; ++dy) {
        const Point q = p + Point{1.0 * dx * kRainTile, 1.0 * dy * kRainTile};
        brush.move(q).line(q + Point{-slant * l, l});
        brush.stroke(c, random_at(key, i) < 0.3 ? 1.6 : 1.0);
      }
  }
  return tile;
}

}  // namespace

void rain(Stage& stage, double heaviness, double slant) {
  const double size = stage.height() / 720.0;
  for (int i = 0; i < 2; ++i) {
    const auto drops =
        rain_tile((i == 0 ? 34 : 70) * size, static_cast<int>((i == 0 ? 80 : 40) * heaviness) + 8,
                  i == 0 ? 0.2 : 0.3, slant, stage.seed() + 5 + i);
    const double speed = (i == 0 ? 900 : 1700) * size;
    stage.each([=](Frame& frame) {
      const double fall = frame.t() * speed + 4000;
      tile(frame.picture(), *drops, static_cast<int>(fall * slant) + 100000,
           1000000 - static_cast<int>(fall));
    });
  }
}

namespace {

void bolt(Brush& brush, Point from, double to_y, double width, std::uint32_t key, int depth) {
  Random random(key);
  Point at = from;
  while (at.y < to_y) {
    const Point next = at + Point{random(-0.03, 0.03), random(0.015, 0.05)};
    brush.move(at).line(next);
    brush.stroke(rgb(0xf2f8ff), width);
    if (depth > 0 && random() < 0.16)
      bolt(brush, next, next.y + random(0.06, 0.2), width * 0.5, key * 31 + depth, depth - 1);
    at = next;
    at.x += (from.x * 0.3 - at.x) * 0.01;
  }
}

}  // namespace

void lightning(Stage& stage, const std::vector<double>& times, double horizon) {
  const std::uint32_t seed = stage.seed();
  stage.each([=](Frame& frame) {
    for (std::size_t i = 0; i < times.size(); ++i) {
      const double since = frame.t() - times[i];
      if (since < 0 || since > 0.2) continue;
      Brush brush = frame.brush(0.1);
      const double x = (random_at(seed, static_cast<int>(i)) - 0.5) * 1.3;
      bolt(brush, {x, -0.02}, horizon, 0.004 * (1 - since * 3), seed + static_cast<unsigned>(i), 2);
    }
  });
  stage.light(0.1, [=](Brush& brush, const Moment& now) {
    for (std::size_t i = 0; i < times.size(); ++i) {
      const double since = now.t - times[i];
      if (since < 0 || since > 0.6) continue;
      const double x = (random_at(seed, static_cast<int>(i)) - 0.5) * 1.3;
      brush.glow({x, horizon * 0.5}, 0.9,
                 rgb(0xa9c4e8, static_cast<float>(0.7 * std::exp(-since * 7))));
    }
  });
}

void light_shafts(Stage& stage, Colour colour, double strength) {
  const std::uint32_t seed = stage.seed();
  stage.light(0.3, [=](Brush& brush, const Moment& now) {
    for (int i = 0; i < 7; ++i) {
      const double x =
          -1.3 + 0.42 * i + 0.1 * random_at(seed, i) + 0.02 * std::sin(now.t * 0.4 + i);
      const double w = 0.05 + 0.12 * random_at(seed, 40 + i);
      const double power = strength * (0.5 + 0.5 * noise(seed + i, now.t * 0.5));
      const Point corners[] = {{x, -0.1}, {x + w, -0.1}, {x + w + 0.75, 1.1}, {x + 0.55, 1.1}};
      brush.shape(corners).fill(
          Shade::down(-0.1, 1.0, {{0, with_alpha(colour, power)}, {1, with_alpha(colour, 0)}}));
    }
  });
}

void gulls(Stage& stage, Colour colour, int count, double height) {
  const std::uint32_t seed = stage.seed() + 70;
  stage.each([=](Frame& frame) {
    Brush brush = frame.brush(0.5);
    for (int i = 0; i < count; ++i) {
      const double size = 0.012 + 0.02 * random_at(seed, i), t = frame.t();
      const double speed = 0.03 + 0.05 * random_at(seed + 1, i);
      const Point at{
          (random_at(seed + 2, i) - 0.5) * 1.8 + speed * t,
          height + 0.22 * (random_at(seed + 3, i) - 0.5) + 0.015 * std::sin(t * 0.9 + i)};
      const double beat = std::sin(t * (5 + 2 * random_at(seed + 4, i)) + i) * 0.6 + 0.25;
      for (const double side : {-1.0, 1.0}) {
        const Point elbow = at + Point{side * size * 0.6, -size * beat * 0.8};
        const Point tip = at + Point{side * size * 1.5, -size * beat * 0.5 + size * 0.15};
        brush.move(at).curve(at + Point{side * size * 0.2, -size * beat * 0.5}, elbow, tip);
      }
      brush.stroke(colour, size * 0.16);
    }
  });
}

}  // namespace sample_film
