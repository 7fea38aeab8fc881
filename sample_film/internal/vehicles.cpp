// Cars and trains, and the land that passes them.

#include <cmath>

#include "sample_film/internal/noise.h"
#include "sample_film/internal/world.h"

namespace sample_film {
namespace {

void carriage(Brush& brush, const Palette& p, double x, double h, double length,
              std::uint32_t key) {
  const Colour body = mix(rgb(0x5c2a26), p.near, 0.5);
  brush.box(x, -h, length, h * 0.82, h * 0.08);
  brush.fill(
      Shade::down(-h, -h * 0.2, {{0, scaled(body, 1.3)}, {0.2, body}, {1, scaled(body, 0.5)}}));
  brush.box(x - 0.01, -h * 1.05, length + 0.02, h * 0.1, h * 0.05);
  brush.fill(scaled(p.near, 0.8));
  for (int i = 0; i < 7; ++i) {
    const bool on = random_at(key, i) < 0.75;
    brush.box(x + length * (0.045 + 0.135 * i), -h * 0.78, length * 0.1, h * 0.28, h * 0.03);
    brush.fill(on ? p.light : scaled(p.near, 0.6));
  }
  for (const double u : {0.12, 0.22, 0.78, 0.88}) {
    brush.circle({x + length * u, -h * 0.1}, h * 0.1);
    brush.fill(rgb(0x0a0b0d));
  }
}

void engine(Brush& brush, const Palette& p, double x, double h) {
  const Colour black = mix(rgb(0x15181c), p.near, 0.4);
  brush.box(x, -h * 1.05, h * 0.8, h * 0.9);
  brush.fill(black);
  brush.box(x + h * 0.7, -h * 0.85, h * 1.7, h * 0.62, h * 0.2);
  brush.fill(Shade::down(
      -h * 0.85, -h * 0.2,
      {{0, scaled(mix(black, p.light, 0.18), 1.2)}, {0.35, black}, {1, scaled(black, 0.5)}}));
  brush.box(x + h * 2.0, -h * 1.25, h * 0.2, h * 0.45);
  brush.box(x + h * 1.3, -h * 1.0, h * 0.24, h * 0.2, h * 0.08);
  brush.fill(black);
  const Point plough[] = {{x + h * 2.35, -h * 0.3}, {x + h * 2.7, 0}, {x + h * 2.2, 0}};
  brush.shape(plough).fill(black);
  for (const double u : {0.3, 0.95, 1.45, 1.95}) {
    brush.circle({x + h * u, -h * 0.17}, h * 0.17);
    brush.fill(rgb(0x0a0b0d));
    brush.circle({x + h * u, -h * 0.17}, h * 0.1);
    brush.stroke(mix(black, p.light, 0.25), h * 0.025);
  }
}

}  // namespace

void train(Stage& stage, const Palette& p, double rail, double height, double speed, double start) {
  const double length = height * 4.2;
  const auto front = [=](double t) { return start + speed * t; };
  stage.each([=, p = p](Frame& frame) {
    Brush brush = frame.brush(0.7);
    brush.shift({front(frame.t()), rail + 0.0015 * std::sin(frame.t() * 21)});
    for (int i = 0; i < 6; ++i)
      carriage(brush, p, -height * 2.3 - (i + 1) * (length + height * 0.12), height, length,
               50u + i);
    engine(brush, p, -height * 2.3, height);
    for (int i = 0; i < 14; ++i) {
      const double age = std::fmod(frame.t() * 1.1 + i / 14.0, 1.0),
                   r = height * (0.16 + 0.9 * age);
      brush.circle({-height * 0.2 - age * 1.8 * (0.3 + speed),
                    -height * (1.3 + 1.1 * age) + 0.03 * std::sin(i * 2.4)},
                   r);
      brush.fill(with_alpha(mix(p.foam, p.far, 0.5 + 0.4 * age), 0.34 * (1 - age)));
    }
  });
  stage.light(0.7, [=, light = p.light](Brush& brush, const Moment& now) {
    const Point lamp{front(now.t) + height * 0.2, rail - height * 0.6};
    brush.glow(lamp, height * 1.6, with_alpha(light, 0.9));
    const Point beam[] = {lamp, lamp + Point{1.2, -0.14}, lamp + Point{1.2, 0.16}};
    brush.shape(beam).fill(Shade::across(lamp.x, lamp.x + 1.2,
                                         {{0, with_alpha(light, 0.4)}, {1, with_alpha(light, 0)}}));
    for (int i = 0; i < 4; ++i)
      brush.glow({lamp.x - height * 2.5 - (i + 0.5) * length, rail - height * 0.6}, length * 0.45,
                 with_alpha(light, 0.16));
  });
}

void car(Stage& stage, const Palette& p, Point at, double l, double speed, Colour paint) {
  const auto place_at = [=](double t) {
    return at + Point{speed * t, 0.004 * std::sin(t * 17) + 0.003 * std::sin(t * 29)};
  };
  const double facing = speed < 0 ? -1 : 1;
  const Colour body = mix(paint, p.near, 0.4);
  stage.each([=, p = p](Frame& frame) {
    Brush brush = frame.brush(1);
    brush.shift(place_at(frame.t())).stretch(facing * l, l);
    brush.ellipse({0, 0.0}, 0.56, 0.03);
    brush.fill(rgb(0x000000, 0.45f));
    const Point shell[] = {{-0.5, -0.1}, {-0.5, -0.23}, {-0.3, -0.27}, {-0.22, -0.41},
                           {0.1, -0.42}, {0.2, -0.27},  {0.46, -0.24}, {0.51, -0.1},
                           {0.4, -0.06}, {-0.4, -0.06}};
    brush.blob(shell).fill(Shade::down(
        -0.42, -0.05, {{0, mix(body, p.light, 0.35)}, {0.4, body}, {1, scaled(body, 0.4)}}));
    const Point glass[] = {{-0.25, -0.28}, {-0.18, -0.385}, {0.075, -0.39}, {0.15, -0.28}};
    brush.shape(glass).fill(
        Shade::down(-0.4, -0.27, {{0, mix(p.horizon, p.near, 0.3)}, {1, scaled(p.near, 0.7)}}));
    brush.box(-0.05, -0.39, 0.022, 0.12);
    brush.fill(body);
    for (const double x : {-0.31, 0.3}) {
      brush.circle({x, -0.075}, 0.085);
      brush.fill(rgb(0x08090b));
      brush.circle({x, -0.075}, 0.045);
      brush.fill(mix(body, rgb(0xb8bcc0), 0.5));
      for (int i = 0; i < 3; ++i) {
        const double a = frame.t() * speed * facing / l * 11 + i * 1.0472;
        brush.move(Point{x, -0.075} + Point{std::cos(a), std::sin(a)} * 0.04)
            .line(Point{x, -0.075} - Point{std::cos(a), std::sin(a)} * 0.04);
      }
      brush.stroke(rgb(0x15171a), 0.012);
    }
    brush.ellipse({0.485, -0.18}, 0.018, 0.03);
    brush.fill(rgb(0xfff6d8));
    brush.box(-0.505, -0.2, 0.02, 0.05);
    brush.fill(rgb(0xd02a1c));
  });
  stage.light(1, [=, light = p.light](Brush& brush, const Moment& now) {
    brush.shift(place_at(now.t)).stretch(facing * l, l);
    brush.glow({0.5, -0.18}, 0.3, with_alpha(light, 0.8));
    const Point beam[] = {{0.5, -0.19}, {2.4, -0.42}, {2.4, 0.1}};
    brush.shape(beam).fill(
        Shade::across(0.5, 2.4, {{0, with_alpha(light, 0.5)}, {1, with_alpha(light, 0)}}));
    brush.glow({-0.5, -0.17}, 0.22, rgb(0xff3a22, 0.6f));
  });
}

void passing(Stage& stage, const Palette& p, double speed, double horizon) {
  sky(stage, p, {.horizon = horizon, .stars = 40, .clouds = 0.5, .cloud_speed = -0.02});
  for (int i = 0; i < 3; ++i) {
    const double v = -speed * (0.05 + 0.25 * i * i);
    stage.layer({.depth = 0.2 + 0.25 * i,
                 .texture = 0.06,
                 .extra = {0.1, 0, std::abs(v) * stage.length() + 0.2, 0},
                 .motion = [v](const Moment& now) { return Point{v * now.t, 0}; }},
                [&, i](Brush& brush, const Area& area) {
                  const Colour c = mix(mix(p.far, p.horizon, 0.35), p.near, 0.45 * i);
                  Random random(stage.seed() + 80 + i);
                  brush.move({area.left, 1.2});
                  for (double x = area.left; x < area.right; x += 0.012)
                    brush.line({x, horizon + 0.02 + 0.07 * i -
                                       0.17 * fractal(60 + i, x * (1.2 + 0.8 * i), 4)});
                  brush.line({area.right, 1.2}).close().fill(c);
                  if (i == 0) return;
                  for (double x = area.left; x < area.right; x += random(0.2, 0.7) * i) {
                    const double h = random(0.12, 0.22) * i;
                    brush.limb({x, horizon + 0.1 * i}, {x, horizon + 0.1 * i - h * 1.6}, 0.012 * i,
                               0.006 * i, scaled(c, 0.7));
                    brush.ellipse({x, horizon + 0.1 * i - h * 1.5}, h * 0.3, h * 0.55);
                    brush.fill(scaled(c, 0.75));
                  }
                });
  }
}

}  // namespace sample_film
