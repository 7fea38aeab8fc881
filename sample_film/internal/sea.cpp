// The sea and what is on it.

#include <algorithm>
#include <cmath>

#include "sample_film/internal/noise.h"
#include "sample_film/internal/world.h"

namespace sample_film {
namespace {

constexpr int kStrips = 6;

// One row of waves, cut out of paper.
void wave_strip(Stage& stage, const Palette& p, const SeaOptions& o, int i) {
  const double u = (i + 0.3) / kStrips, near = u * u * 0.7 + u * 0.3;
  const double y = o.horizon + (o.bottom - o.horizon) * near;
  const double next = o.horizon + (o.bottom - o.horizon) * std::min(1.0, near + 0.34);
  const double rise = (0.006 + 0.075 * near) * (0.25 + 1.6 * o.waves);
  const double length = (0.12 + 0.75 * near) * (0.6 + 0.6 * o.waves);
  const double swing = rise * 1.4 + 0.02, pace = o.speed * (1.5 - 0.6 * near);
  const double run = (0.02 + 0.1 * near) * o.speed * (0.4 + o.waves) * (i % 2 == 0 ? 1 : -0.4);
  const double drift = std::abs(run) * stage.length() + swing + 0.05;
  const auto motion = [=](const Moment& now) {
    return Point{run * now.t + swing * std::sin(now.t * pace + i * 1.9),
                 rise * 0.5 * std::sin(now.t * pace * 1.27 + i * 2.7)};
  };
  stage.layer(
      {.depth = 0.15 + 0.8 * near,
       .texture = 0.06,
       .extra = {drift, 0.02, drift, 0.05},
       .motion = motion},
      [&](Brush& brush, const Area& area) {
        const Colour deep = mix(mix(p.horizon, p.water, 0.5 + 0.5 * u), p.near, u * 0.4);
        const auto crest = [&](double x) {
          const double s = std::sin(x / length * 6.2832 + i * 2.1);
          const double sharp = 1 - std::abs(std::sin(x / length * 3.1416 + i));
          return y - rise * (0.35 * s + 0.9 * o.waves * sharp +
                             fractal(90 + i, x / length * 3, 3) * 0.8 - 0.4);
        };
        brush.move({area.left, next + 0.06});
        for (double x = area.left; x < area.right + 0.02; x += 0.008) brush.line({x, crest(x)});
        brush.line({area.right + 0.02, next + 0.06}).close();
        brush.fill(
            Shade::down(y - rise * 1.4, next,
                        {{0, mix(deep, p.foam, 0.34)}, {0.22, deep}, {1, scaled(deep, 0.5)}}));
        // Foam lies on the crests, the thicker the higher they are.
        brush.move({area.left, crest(area.left)});
        for (double x = area.left; x < area.right + 0.02; x += 0.008) brush.line({x, crest(x)});
        for (double x = area.right + 0.02; x > area.left; x -= 0.008) {
          const double high = std::max(0.0, (y - crest(x)) / rise - 0.1);
          const double ragged = 0.4 + 1.2 * fractal(190 + i, x * 40, 2);
          brush.line({x, crest(x) + 0.0012 + rise * 0.22 * high * ragged * (0.25 + o.waves)});
        }
        brush.close().fill(with_alpha(p.foam, 0.25 + 0.5 * o.waves));
      });
}

void add_glitter(Stage& stage, const Palette& p, const SeaOptions& o) {
  const std::uint32_t seed = stage.seed() + 900;
  stage.each([=, p = p](Frame& frame) {
    Brush brush = frame.brush(0.4);
    for (int i = 0; i < 90; ++i) {
      const double u = random_at(seed, i), y = o.horizon + 0.008 + (o.bottom - o.horizon) * u * u;
      const double blink = noise(seed + static_cast<std::uint32_t>(i), frame.t() * 2.2);
      if (blink < 0.5) continue;
      const double spread = 0.02 + 0.22 * u;
      const double x = o.glitter_x + (random_at(seed + 1, i) - 0.5) * 2 * spread +
                       0.01 * std::sin(frame.t() * 1.7 + i);
      const double w = (0.006 + 0.05 * u) * blink;
      brush.ellipse({x, y}, w, 0.0012 + 0.0028 * u);
      brush.fill(with_alpha(p.light, o.glitter * (blink - 0.5) * 1.8));
    }
  });
}

}  // namespace

void sea(Stage& stage, const Palette& p, const SeaOptions& o) {
  stage.layer({.depth = 0.12, .texture = 0.05}, [&](Brush& brush, const Area& area) {
    brush.box(area.left, o.horizon, area.width(), area.bottom - o.horizon + 0.1);
    brush.fill(Shade::down(
        o.horizon, o.bottom,
        {{0, mix(p.horizon, p.water, 0.4)}, {0.25, p.water}, {1, mix(p.water, p.near, 0.6)}}));
  });
  for (int i = 0; i < kStrips; ++i) {
    if (i == 2 && o.afloat) o.afloat(stage);
    wave_strip(stage, p, o, i);
  }
  if (o.glitter > 0) add_glitter(stage, p, o);
}

namespace {

struct Beam {
  Point lamp;
  double reach, power;
};

void draw_beam(Brush& brush, const Beam& b, double angle, Colour colour) {
  const double across = std::cos(angle), towards = std::sin(angle);
  const double length = b.reach * (0.25 + 0.75 * std::abs(across)), side = across < 0 ? -1 : 1;
  const double spread = 0.05 + 0.10 * std::max(0.0, towards);
  const double power = b.power * (0.30 + 0.25 * towards);
  const Point end = b.lamp + Point{side * length, length * 0.06 * towards};
  const Point corners[] = {b.lamp + Point{0, -0.004}, end + Point{0, -spread * length},
                           end + Point{0, spread * length}, b.lamp + Point{0, 0.004}};
  brush.shape(corners);
  brush.fill(Shade{b.lamp,
                   end,
                   -1,
                   -1,
                   {{0, with_alpha(colour, power)},
                    {0.4, with_alpha(colour, power * 0.4)},
                    {1, with_alpha(colour, 0)}}});
  if (towards > 0)
    brush.glow(b.lamp, 0.1 + 0.5 * std::pow(towards, 6),
               with_alpha(colour, b.power * (0.3 + 0.65 * std::pow(towards, 8))));
}

void tower(Brush& brush, const Palette& p, const LighthouseOptions& o) {
  const double h = o.height, x = o.foot.x, bottom = o.foot.y, top = bottom - h * 0.8;
  const auto half = [&](double y) { return h * (0.055 + 0.05 * (y - top) / (bottom - top)); };
  for (int i = 0; i < 5; ++i) {
    const double a = top + (bottom - top) * i / 5, b = top + (bottom - top) * (i + 1) / 5;
    const Point band[] = {{x - half(a), a}, {x + half(a), a}, {x + half(b), b}, {x - half(b), b}};
    const Colour c = mix(i % 2 == 0 ? rgb(0xd8d2c4) : rgb(0xa2352c), p.near, 0.45);
    brush.shape(band).fill(Shade::across(
        x - half(b), x + half(b), {{0, mix(c, p.light, 0.25)}, {0.45, c}, {1, scaled(c, 0.45)}}));
  }
  for (int i = 0; i < 3; ++i) {
    brush.box(x - h * 0.011, top + h * (0.12 + 0.2 * i), h * 0.022, h * 0.045, h * 0.01);
    brush.fill(i == 1 ? with_alpha(p.light, 0.9) : scaled(p.near, 0.6));
  }
  brush.box(x - h * 0.085, top - h * 0.012, h * 0.17, h * 0.022);
  brush.fill(scaled(p.near, 0.8));
  brush.box(x - h * 0.047, top - h * 0.105, h * 0.094, h * 0.095);
  brush.fill(scaled(p.near, 0.9));
  const Point roof[] = {
      {x - h * 0.06, top - h * 0.1}, {x, top - h * 0.175}, {x + h * 0.06, top - h * 0.1}};
  brush.shape(roof).fill(mix(rgb(0x7c2a24), p.near, 0.5));
  brush.box(x - h * 0.003, top - h * 0.215, h * 0.006, h * 0.05);
  brush.fill(scaled(p.near, 0.8));
}

}  // namespace

void lighthouse(Stage& stage, const Palette& p, const LighthouseOptions& o) {
  const Point lamp{o.foot.x, o.foot.y - o.height * 0.85};
  const auto power = [o](const Moment& now) {
    if (!o.is_lit) return 0.0;
    if (o.goes_dark < 0 || now.t < o.goes_dark) return 1.0;
    const double since = now.t - o.goes_dark;
    return since > 0.7 ? 0.0 : (noise(3, now.t * 14) > 0.5 ? 0.8 - since : 0.1);
  };
  stage.light(o.depth, [=, light = p.light](Brush& brush, const Moment& now) {
    const Beam beam{lamp, o.beam, power(now)};
    if (beam.power <= 0) return;
    const double angle = now.t * o.turns * 6.2832 + 0.6;
    draw_beam(brush, beam, angle, light);
    draw_beam(brush, beam, angle + 3.14159, light);
  });
  stage.layer({.depth = o.depth}, [&](Brush& brush, const Area&) { tower(brush, p, o); });
  stage.each([=, light = p.light](Frame& frame) {
    const double on = power(frame.now());
    if (on <= 0) return;
    Brush brush = frame.brush(o.depth);
    const double h = o.height;
    brush.box(lamp.x - h * 0.04, lamp.y - h * 0.045, h * 0.08, h * 0.085);
    brush.fill(with_alpha(mix(light, rgb(0xffffff), 0.5), on));
    brush.move({lamp.x, lamp.y - h * 0.045}).line({lamp.x, lamp.y + h * 0.04});
    brush.stroke(rgb(0x201a18, 0.7f), h * 0.005);
  });
}

namespace {

void hull(Brush& brush, const Palette& p, double l, bool lamps) {
  const Colour dark = scaled(mix(p.near, p.far, 0.25), 0.9);
  const Point body[] = {{-l * 0.5, -l * 0.09},
                        {-l * 0.44, l * 0.03},
                        {l * 0.42, l * 0.03},
                        {l * 0.54, -l * 0.13},
                        {l * 0.3, -l * 0.085}};
  brush.shape(body).fill(Shade::down(-l * 0.12, l * 0.03, {{0, dark}, {1, scaled(dark, 0.5)}}));
  brush.box(-l * 0.3, -l * 0.17, l * 0.3, l * 0.09);
  brush.fill(mix(dark, p.far, 0.35));
  brush.box(-l * 0.22, -l * 0.23, l * 0.14, l * 0.07);
  brush.fill(mix(dark, p.far, 0.45));
  brush.box(-l * 0.07, -l * 0.29, l * 0.06, l * 0.16);
  brush.fill(mix(dark, rgb(0x8a2f26), 0.35));
  for (const double x : {0.14, -0.38}) {
    brush.box(l * x, -l * 0.42, l * 0.012, l * 0.36);
    brush.fill(dark);
    brush.move({l * x, -l * 0.41}).line({l * (x + 0.34), -l * 0.11});
    brush.stroke(dark, l * 0.004);
  }
  if (!lamps) return;
  for (int i = 0; i < 7; ++i) {
    brush.circle({-l * 0.28 + i * l * 0.04, -l * 0.125}, l * 0.008);
    brush.fill(p.light);
  }
}

}  // namespace

void ship(Stage& stage, const Palette& p, const ShipOptions& o) {
  const auto pose = [o](double t) {
    return std::pair{o.at + Point{o.speed * t, 0.012 * o.roll * 20 * std::sin(t * 1.1)},
                     o.roll * std::sin(t * 0.9 + 0.5)};
  };
  stage.each([=, p = p](Frame& frame) {
    const auto [at, angle] = pose(frame.t());
    Brush brush = frame.brush(o.depth);
    brush.shift(at).turn(angle);
    hull(brush, p, o.length, o.lamps);
  });
  if (!o.lamps) return;
  stage.light(o.depth, [=, light = p.light](Brush& brush, const Moment& now) {
    const auto [at, angle] = pose(now.t);
    brush.shift(at).turn(angle);
    brush.glow({o.length * 0.14, -o.length * 0.42}, o.length * 0.16, with_alpha(light, 0.8));
    brush.glow({-o.length * 0.16, -o.length * 0.13}, o.length * 0.3, with_alpha(light, 0.35));
  });
}

}  // namespace sample_film
