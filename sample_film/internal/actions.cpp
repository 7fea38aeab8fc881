// Things that happen near the camera: a match, boots, a door, glass.

#include <algorithm>
#include <cmath>

#include "sample_film/internal/noise.h"
#include "sample_film/internal/props.h"

namespace sample_film {
namespace {

Colour skin_in(const Palette& p, Colour skin) { return mix(skin, p.near, 0.25); }

// A fist from the right, holding something at `at`.
void fist(Brush& brush, const Palette& p, Point at, Colour skin, Colour sleeve) {
  const Colour lit = mix(skin, p.light, 0.3), dark = scaled(skin, 0.55);
  brush.limb(at + Point{0.16, 0.1}, at + Point{1.1, 0.6}, 0.2, 0.34, sleeve);
  brush.limb(at + Point{0.06, 0.05}, at + Point{0.26, 0.16}, 0.15, 0.17, skin);
  for (int i = 0; i < 4; ++i) {
    const Point knuckle = at + Point{0.06 + 0.012 * i, -0.035 + 0.042 * i};
    brush.limb(knuckle + Point{0.07, 0.01}, knuckle - Point{0.05, -0.006}, 0.05, 0.044,
               i % 2 == 0 ? skin : mix(skin, dark, 0.15));
    brush.limb(knuckle - Point{0.05, -0.006}, knuckle + Point{0.015, 0.025}, 0.042, 0.036,
               mix(skin, dark, 0.35));
  }
  brush.limb(at + Point{0.14, -0.03}, at + Point{-0.015, -0.022}, 0.062, 0.044, lit);
  brush.ellipse(at + Point{-0.018, -0.03}, 0.014, 0.011);
  brush.fill(mix(lit, rgb(0xffffff), 0.3));
}

}  // namespace

void match_hand(Stage& stage, const Palette& p, double when) {
  stage.layer({.depth = 0.6, .blur = 0.05}, [&](Brush& brush, const Area&) {
    brush.wash(
        Shade::round({0, 0.45}, 1.2, {{0, mix(p.near, p.far, 0.6)}, {1, scaled(p.near, 0.5)}}));
  });
  const Colour skin = skin_in(p, rgb(0xd9a880));
  stage.each([=, p = p](Frame& frame) {
    Brush brush = frame.brush();
    const double reach =
        frame.t() < when ? 0.07 * std::sin(std::max(0.0, frame.t() - when + 0.3) * 9) : 0;
    const Point hold{0.1 + reach, 0.52 + 0.004 * std::sin(frame.t() * 7)};
    brush.limb(hold + Point{0.03, 0.01}, hold + Point{-0.17, -0.1}, 0.016, 0.013, rgb(0xb89468));
    brush.circle(hold + Point{-0.175, -0.105}, 0.014);
    brush.fill(rgb(0x6a1c14));
    fist(brush, p, hold, skin, mix(kDusk.near, p.near, 0.5));
  });
  stage.light(1, [=](Brush& brush, const Moment& now) {
    const double since = now.t - when;
    if (since < 0) return;
    const double on =
        (0.8 + 0.25 * noise(5, now.t * 11)) * std::min(1.0, since * 4) + std::exp(-since * 5) * 0.5;
    brush.glow({-0.075, 0.39}, 0.9, rgb(0xff9a3c, static_cast<float>(std::min(1.0, 0.55 * on))));
  });
  stage.each([=](Frame& frame) {
    const double since = frame.t() - when;
    if (since < 0) return;
    Brush brush = frame.brush();
    const double tall = 0.12 * std::min(1.0, since * 5) * (0.9 + 0.25 * noise(6, frame.t() * 9));
    const double bend = 0.03 * (noise(7, frame.t() * 5) - 0.5);
    const Point at{-0.075, 0.415};
    for (const auto& [size, colour] :
         {std::pair{1.0, rgb(0xff8a24, 0.85f)}, {0.7, rgb(0xffc04a)}, {0.4, rgb(0xfff6d0)}}) {
      const double w = 0.034 * size;
      brush.move(at + Point{0, 0.012})
          .curve(at + Point{-w * 1.5, -0.01}, at + Point{-w * 0.6 + bend, -tall * size * 0.7},
                 at + Point{bend * 1.6, -tall * size});
      brush
          .curve(at + Point{w * 0.6 + bend, -tall * size * 0.7}, at + Point{w * 1.5, -0.01},
                 at + Point{0, 0.012})
          .close()
          .fill(colour);
    }
  });
}

void boots(Stage& stage, const Palette& p, double pace) {
  stage.layer({.depth = 0.9, .texture = 0.14}, [&](Brush& brush, const Area& area) {
    brush.wash(Shade::down(0, 1,
                           {{0, scaled(p.near, 0.8)},
                            {0.45, mix(p.near, p.far, 0.35)},
                            {1, mix(p.near, p.water, 0.4)}}));
    Random random(stage.seed());
    for (int row = 0; row < 9; ++row)
      for (double x = area.left; x < area.right; x += 0.16) {
        const double y = 0.52 + 0.065 * row;
        brush.box(x + 0.08 * (row % 2), y, 0.15, 0.058, 0.015);
        brush.fill(with_alpha(mix(p.far, p.near, random(0.1, 0.7)), 0.5));
      }
    brush.ellipse({0.1, 0.83}, 0.62, 0.085);
    brush.fill(Shade::down(0.74, 0.92, {{0, mix(p.horizon, p.light, 0.25)}, {1, p.high}}));
  });
  stage.each([=, p = p](Frame& frame) {
    Brush brush = frame.brush();
    for (int i = 0; i < 2; ++i) {
      const double cycle = frame.t() * pace + 0.5 * i, u = cycle - std::floor(cycle);
      const bool swings = u < 0.5;
      const double x = swings ? -0.55 + 1.1 * u * 2 : 0.55 - 1.1 * (u - 0.5) * 2;
      const double lift = swings ? std::sin(u * 6.2832) * 0.13 : 0,
                   toe = swings ? 0.5 * std::cos(u * 6.2832) : 0;
      brush.save().shift({x * 0.62, 0.82 - lift + 0.02 * i}).turn(toe * -0.5);
      const double lit = i == 0 ? 1 : 0.62;
      const Colour leather = scaled(mix(rgb(0x6b4a33), p.near, 0.3), lit);
      const Colour cloth = scaled(mix(rgb(0x46597a), p.near, 0.3), lit);
      brush.limb({-0.03, -0.25}, {-0.09, -0.95}, 0.17, 0.27, cloth);
      const Point boot[] = {{-0.125, -0.4}, {0.055, -0.4}, {0.06, -0.17}, {0.16, -0.12},
                            {0.245, -0.06}, {0.24, 0.0},   {-0.14, 0.0},  {-0.135, -0.2}};
      brush.shape(boot).fill(Shade::across(-0.14, 0.22,
                                           {{0, scaled(leather, 0.5)},
                                            {0.45, leather},
                                            {0.7, mix(leather, p.light, 0.3)},
                                            {1, scaled(leather, 0.7)}}));
      brush.box(-0.145, -0.018, 0.395, 0.03, 0.01);
      brush.fill(rgb(0x14100c));
      for (int k = 0; k < 4; ++k) {
        brush.move({0.0, -0.34 + 0.055 * k}).line({0.062 + 0.012 * k, -0.345 + 0.055 * k});
        brush.stroke(rgb(0x1c1410), 0.011);
      }
      brush.box(-0.14, -0.425, 0.205, 0.045, 0.015);
      brush.fill(scaled(cloth, 0.8));
      brush.restore();
      if (swings || u > 0.8) continue;
      const double since = (u - 0.5) / pace;
      for (int d = 0; d < 12; ++d) {
        const double vx = (random_at(9, d) - 0.5) * 1.4, vy = 0.7 + 0.8 * random_at(10, d);
        const Point drop{x * 0.62 + vx * since, 0.83 - vy * since + 2.6 * since * since};
        brush.circle(drop, 0.006);
        brush.fill(with_alpha(p.foam, std::max(0.0, 0.8 - since * 2)));
      }
    }
  });
  lamp_light(stage, p.light, {0.75, 0.0}, 0.3);
}

void door(Stage& stage, const Palette& p, double opens_at) {
  stage.layer({.depth = 0.85, .texture = 0.14}, [&](Brush& brush, const Area&) {
    const Colour stone = mix(rgb(0x50555a), p.near, 0.45);
    brush.wash(Shade::round(
        {0.5, 0.1}, 1.5, {{0, mix(stone, p.light, 0.3)}, {0.5, stone}, {1, scaled(stone, 0.35)}}));
    Random random(stage.seed());
    for (int row = 0; row < 14; ++row)
      for (int c = -8; c < 9; ++c) {
        brush.box(c * 0.2 + 0.1 * (row % 2), row * 0.085 - 0.1, 0.192, 0.078, 0.012);
        brush.fill(with_alpha(scaled(stone, random(0.6, 1.3)), 0.45));
      }
    brush.box(-0.33, 0.1, 0.66, 1.1, 0.06);
    brush.fill(scaled(p.near, 0.35));
  });
  stage.each([=, p = p](Frame& frame) {
    Brush brush = frame.brush();
    const double open = opens_at < 0 ? 0 : std::clamp((frame.t() - opens_at) * 1.6, 0.0, 1.0),
                 width = 0.6 * (1 - 0.82 * open);
    if (open > 0) {
      brush.box(-0.3, 0.13, 0.6, 1.0);
      brush.fill(
          Shade::down(0.1, 1, {{0, mix(p.light, rgb(0xff9a40), 0.3)}, {1, scaled(p.light, 0.5)}}));
    }
    const Colour plank = mix(rgb(0x4a2f1e), p.near, 0.4);
    for (int i = 0; i < 5; ++i) {
      brush.box(-0.3 + width * i / 5, 0.13, width / 5 * 0.97, 1.0);
      brush.fill(scaled(plank, 0.8 + 0.12 * (i % 3)));
    }
    for (const double y : {0.26, 0.78}) {
      brush.box(-0.3, y, width * 0.9, 0.03);
      brush.fill(rgb(0x14161a));
    }
    brush.circle({-0.3 + width * 0.86, 0.54}, 0.022);
    brush.fill(rgb(0x9a7a3a));
  });
  lamp_light(stage, p.light, {0.55, 0.15}, 0.3);
}

void broken_glass(Stage& stage, const Palette& p) {
  stage.layer({.depth = 0.9, .texture = 0.12}, [&](Brush& brush, const Area& area) {
    const Colour floor = mix(rgb(0x4a5258), p.near, 0.3);
    brush.wash(Shade::down(0, 1, {{0, scaled(floor, 0.5)}, {1, floor}}));
    for (double y = 0.1; y < 1.1; y += 0.13 + y * 0.05) {
      brush.move({area.left, y}).line({area.right, y});
      brush.stroke(rgb(0x000000, 0.35f), 0.006);
    }
    Random random(stage.seed() + 2);
    for (int i = 0; i < 70; ++i) {
      const double y = 0.15 + 0.85 * std::sqrt(random()),
                   s = (0.012 + 0.055 * random()) * (0.4 + y), x = random(-0.95, 0.95),
                   a = random(0, 6.28);
      Point shard[3];
      for (int k = 0; k < 3; ++k)
        shard[k] = Point{x, y} +
                   Point{std::cos(a + k * random(1.6, 2.5)), 0.6 * std::sin(a + k * 2.1)} * s;
      brush.shape(shard).fill(
          with_alpha(mix(rgb(0x86b0a8), p.light, random(0, 0.9)), random(0.35, 0.9)));
      brush.move(shard[0]).line(shard[1]);
      brush.stroke(rgb(0xffffff, 0.7f), 0.003);
    }
  });
  const std::uint32_t key = stage.seed();
  stage.each([=, p = p](Frame& frame) {
    Brush brush = frame.brush();
    for (int i = 0; i < 24; ++i) {
      const double on = noise(key + i, frame.t() * 2.5) - 0.55;
      if (on <= 0) continue;
      const Point at{(random_at(key, i) - 0.5) * 1.7, 0.25 + 0.7 * random_at(key + 1, i)};
      brush.glow(at, 0.03, with_alpha(p.light, on * 2));
    }
  });
}

}  // namespace sample_film
