// Rooms: the keeper's, an office, the stairs, the lamp.

#include <cmath>

#include "sample_film/internal/noise.h"
#include "sample_film/internal/world.h"

namespace sample_film {
namespace {

Colour wood(const Palette& p) { return mix(rgb(0x5a3a24), p.near, 0.35); }

void wall(Brush& brush, const Area& area, const Palette& p, const RoomOptions& o) {
  const Colour paint =
      mix(o.kind == RoomKind::office ? rgb(0x3f4a44) : rgb(0x54483c), p.near, 0.45);
  brush.wash(Shade::round(
      o.lamp, 1.5,
      {{0, mix(paint, p.light, 0.45 * o.lamp_power)}, {0.35, paint}, {1, scaled(paint, 0.35)}}));
  for (double x = area.left; x < area.right; x += 0.16) {
    brush.move({x, area.top}).line({x, 0.82});
    brush.stroke(rgb(0x000000, 0.12f), 0.004);
  }
  brush.box(area.left, 0.8, area.width(), area.bottom - 0.8);
  brush.fill(Shade::down(0.8, 1.05, {{0, scaled(wood(p), 0.75)}, {1, scaled(wood(p), 0.3)}}));
  brush.box(area.left, 0.785, area.width(), 0.02);
  brush.fill(scaled(wood(p), 0.6));
}

void window_frame(Brush& brush, const Palette& p, Point at, double w, double h) {
  brush.box(at.x - w / 2, at.y - h / 2, w, h);
  brush.fill(Shade::down(at.y - h / 2, at.y + h / 2, {{0, p.sky}, {0.6, p.high}, {1, p.horizon}}));
  Random random(5);
  brush.save().box(at.x - w / 2, at.y - h / 2, w, h).clip();
  for (int i = 0; i < 4; ++i) {
    brush.ellipse({at.x + random(-0.5, 0.5) * w, at.y + h * random(-0.2, 0.3)},
                  w * random(0.2, 0.4), h * 0.05);
    brush.fill(with_alpha(mix(p.high, p.horizon, random()), 0.6));
  }
  brush.box(at.x - w / 2, at.y + h * 0.27, w, h * 0.3);
  brush.fill(Shade::down(at.y + h * 0.27, at.y + h * 0.5,
                         {{0, mix(p.water, p.horizon, 0.4)}, {1, p.water}}));
  brush.restore();
  const Colour c = scaled(wood(p), 0.7);
  brush.box(at.x - w / 2, at.y - h / 2, w, h);
  brush.stroke(c, 0.022);
  brush.move({at.x, at.y - h / 2}).line({at.x, at.y + h / 2});
  brush.move({at.x - w / 2, at.y - h * 0.05}).line({at.x + w / 2, at.y - h * 0.05});
  brush.stroke(c, 0.012);
  brush.box(at.x - w * 0.58, at.y + h / 2, w * 1.16, 0.03);
  brush.fill(scaled(wood(p), 0.9));
}

void shelf(Brush& brush, const Palette& p, double x, double y, double w, std::uint32_t key) {
  Random random(key);
  for (double at = x; at < x + w - 0.02;) {
    const double thick = random(0.012, 0.03), tall = random(0.07, 0.115);
    const Colour covers[] = {rgb(0x7a3b2e), rgb(0x3c5a52), rgb(0x8a6d3a), rgb(0x3d4763),
                             rgb(0x5b4a3c)};
    brush.box(at, y - tall, thick * 0.92, tall);
    brush.fill(mix(covers[random.pick(5)], p.near, 0.4));
    at += thick * (random() < 0.12 ? 2.2 : 1);
  }
  brush.box(x - 0.01, y, w + 0.02, 0.016);
  brush.fill(scaled(wood(p), 0.8));
}

void table(Brush& brush, const Palette& p, double x, double y, double w) {
  brush.box(x - w / 2, y, w, 0.03);
  brush.fill(
      Shade::down(y, y + 0.03, {{0, mix(wood(p), p.light, 0.3)}, {1, scaled(wood(p), 0.7)}}));
  for (const double leg : {-0.44, 0.41}) {
    brush.box(x + w * leg, y + 0.03, 0.024, 0.3);
    brush.fill(scaled(wood(p), 0.45));
  }
}

void oil_lamp(Brush& brush, const Palette& p, Point at) {
  brush.box(at.x - 0.035, at.y + 0.05, 0.07, 0.02, 0.008);
  brush.fill(rgb(0x3a2c18));
  brush.ellipse({at.x, at.y + 0.035}, 0.03, 0.024);
  brush.fill(rgb(0x8a6a30));
  const Point chimney[] = {{at.x - 0.015, at.y + 0.015}, {at.x - 0.026, at.y - 0.02},
                           {at.x - 0.013, at.y - 0.065}, {at.x + 0.013, at.y - 0.065},
                           {at.x + 0.026, at.y - 0.02},  {at.x + 0.015, at.y + 0.015}};
  brush.blob(chimney).fill(with_alpha(p.light, 0.45));
  brush.ellipse({at.x, at.y - 0.012}, 0.008, 0.024);
  brush.fill(rgb(0xfff6cf));
}

void lamp_glow(Stage& stage, const Palette& p, Point at, double power) {
  const std::uint32_t key = stage.seed() + 17;
  stage.light(1, [=, light = p.light](Brush& brush, const Moment& now) {
    const double on = power * (0.85 + 0.2 * noise(key, now.t * 5));
    brush.glow(at, 0.85, with_alpha(light, 0.42 * on));
    brush.glow(at, 0.16, with_alpha(light, 0.8 * on));
  });
}

void living(Stage& stage, const Palette& p, const RoomOptions& o) {
  stage.layer({.depth = 0.8, .blur = o.blur, .texture = 0.1}, [&](Brush& brush, const Area& area) {
    wall(brush, area, p, o);
    const double mirror = o.lamp.x < 0 ? 1 : -1;
    if (o.window) window_frame(brush, p, {0.28 * mirror, 0.36}, 0.42, 0.42);
    shelf(brush, p, -0.78 * mirror - 0.15, 0.28, 0.34, 3);
    shelf(brush, p, -0.78 * mirror - 0.15, 0.44, 0.34, 4);
    if (o.kind == RoomKind::office) {
      shelf(brush, p, 0.62 * mirror - 0.1, 0.3, 0.4, 8);
      shelf(brush, p, 0.62 * mirror - 0.1, 0.48, 0.4, 9);
      brush.box(-0.25, 0.14, 0.3, 0.2);
      brush.fill(mix(rgb(0xb8a988), p.near, 0.4));
    }
    brush.box(0.68 * mirror - 0.13, 0.2, 0.26, 0.6);
    brush.fill(Shade::across(0.68 * mirror - 0.13, 0.68 * mirror + 0.13,
                             {{0, scaled(wood(p), 0.65)}, {1, scaled(wood(p), 0.4)}}));
  });
  stage.layer({.depth = 0.95, .blur = o.blur, .texture = 0.08}, [&](Brush& brush, const Area&) {
    table(brush, p, o.lamp.x, o.lamp.y + 0.07, 0.56);
    oil_lamp(brush, p, o.lamp);
  });
  lamp_glow(stage, p, o.lamp, o.lamp_power);
}

void stairs(Stage& stage, const Palette& p, const RoomOptions& o) {
  stage.layer({.depth = 0.9, .texture = 0.1}, [&](Brush& brush, const Area&) {
    const Colour stone = mix(rgb(0x56585a), p.near, 0.4);
    brush.wash(Shade::round(
        {0, 0.5}, 1.2, {{0, mix(stone, p.light, 0.35)}, {0.4, stone}, {1, scaled(stone, 0.25)}}));
    // Seen from above: steps that wind inwards.
    for (int i = 46; i >= 0; --i) {
      const double a = i * 0.36 + 0.4, r = 0.10 + 0.024 * i, next = a + 0.40;
      const Point c{0, 0.5};
      const Point step[] = {c + Point{std::cos(a), std::sin(a) * 0.86} * (r * 0.62),
                            c + Point{std::cos(a), std::sin(a) * 0.86} * (r * 1.25),
                            c + Point{std::cos(next), std::sin(next) * 0.86} * (r * 1.28),
                            c + Point{std::cos(next), std::sin(next) * 0.86} * (r * 0.64)};
      const double lit = 0.5 + 0.5 * std::sin(a + 0.7);
      brush.shape(step).fill(scaled(mix(stone, p.light, 0.25 * lit), 0.25 + 0.02 * i + 0.25 * lit));
      brush.move(step[0]).line(step[1]);
      brush.stroke(rgb(0x000000, 0.35f), 0.005);
    }
    brush.circle({0, 0.5}, 0.07);
    brush.fill(Shade::round({0, 0.5}, 0.07, {{0, scaled(p.near, 0.3)}, {1, scaled(p.near, 0.8)}}));
  });
  if (o.lamp_power > 0) lamp_glow(stage, p, o.lamp, o.lamp_power);
}

void lens(Brush& brush, const Palette& p, double power) {
  const Colour glass = mix(rgb(0x9ac2b8), p.light, 0.4 + 0.5 * power);
  for (int i = 9; i >= 0; --i) {
    const double r = 0.035 + 0.026 * i;
    brush.ellipse({0, 0.46}, r * 0.86, r * 1.25);
    brush.fill(with_alpha(scaled(glass, 0.35 + 0.65 * power * (1 - i * 0.07)), 0.8));
    brush.ellipse({0, 0.46}, r * 0.86, r * 1.25);
    brush.stroke(with_alpha(mix(glass, rgb(0xffffff), 0.4), 0.25 + 0.5 * power), 0.004);
  }
  for (int i = 0; i < 5; ++i) {
    const double y = 0.46 + (i - 2) * 0.14;
    brush.move({-0.26, y}).curve({-0.1, y + 0.02}, {0.1, y + 0.02}, {0.26, y});
    brush.stroke(rgb(0x4a3a1c, 0.7f), 0.008);
  }
}

void lamp_room(Stage& stage, const Palette& p, const RoomOptions& o) {
  stage.layer({.depth = 0.3}, [&](Brush& brush, const Area&) {
    brush.wash(Shade::down(0, 0.8, {{0, p.sky}, {0.7, p.high}, {1, p.horizon}}));
    brush.box(-3, 0.7, 6, 1);
    brush.fill(Shade::down(0.7, 1, {{0, mix(p.water, p.horizon, 0.3)}, {1, p.water}}));
  });
  stage.layer({.depth = 0.8, .texture = 0.06}, [&](Brush& brush, const Area& area) {
    const Colour iron = mix(rgb(0x25282c), p.near, 0.5);
    for (double x = -1.2; x < 1.3; x += 0.3) {
      brush.box(x - 0.012, area.top, 0.024, 1.2);
      brush.fill(iron);
    }
    for (const double y : {0.1, 0.78}) {
      brush.box(area.left, y, area.width(), 0.03);
      brush.fill(iron);
    }
    brush.box(area.left, 0.86, area.width(), area.bottom - 0.86);
    brush.fill(Shade::down(0.86, 1.05, {{0, mix(iron, p.light, 0.2)}, {1, scaled(iron, 0.4)}}));
    brush.box(-0.12, 0.78, 0.24, 0.14);
    brush.fill(scaled(iron, 1.4));
    lens(brush, p, o.lamp_power);
  });
  if (o.lamp_power <= 0) return;
  stage.light(0.8, [=, light = p.light](Brush& brush, const Moment& now) {
    const double turn = now.t * 0.8, facing = std::pow(std::abs(std::sin(turn)), 3);
    brush.glow({0, 0.46}, 0.5 + 0.5 * facing,
               with_alpha(light, (0.6 + 0.35 * facing) * o.lamp_power));
    for (const double side : {-1.0, 1.0}) {
      const double reach = 1.4 * std::cos(turn) * side;
      const Point beam[] = {{0, 0.4}, {reach, 0.2}, {reach, 0.72}, {0, 0.52}};
      brush.shape(beam).fill(Shade::across(
          0, reach, {{0, with_alpha(light, 0.4 * o.lamp_power)}, {1, with_alpha(light, 0)}}));
    }
  });
}

}  // namespace

void lamp_light(Stage& stage, Colour light, Point at, double power) {
  const std::uint32_t key = stage.seed() + 3;
  stage.light(1, [=](Brush& brush, const Moment& now) {
    brush.glow(at, 1.1, with_alpha(light, power * (0.8 + 0.25 * noise(key, now.t * 5))));
  });
}

void room(Stage& stage, const Palette& p, const RoomOptions& o) {
  switch (o.kind) {
    case RoomKind::stairs:
      return stairs(stage, p, o);
    case RoomKind::lamp_room:
      return lamp_room(stage, p, o);
    default:
      return living(stage, p, o);
  }
}

}  // namespace sample_film
