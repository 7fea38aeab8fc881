// Streets, harbour, road.

#include <cmath>

#include "sample_film/internal/noise.h"
#include "sample_film/internal/world.h"

namespace sample_film {
namespace {

struct House {
  double left, right, top, bottom;
};

void windows(Brush& brush, const House& h, const Palette& p, double lit, double depth,
             Random& random) {
  const double pitch = 0.05 + 0.05 * depth;
  const int columns = std::max(1, static_cast<int>((h.right - h.left) / pitch) - 0);
  const double step = (h.right - h.left) / columns;
  for (double y = h.top + pitch * 0.5; y < h.bottom - pitch * 1.4; y += pitch * 1.35)
    for (int c = 0; c < columns; ++c) {
      const double x = h.left + step * (c + 0.28), w = step * 0.44, tall = pitch * 0.72;
      const bool on = random() < lit;
      const Colour warm = mix(p.light, rgb(0xff9a3c), random(0, 0.6));
      brush.box(x, y, w, tall);
      brush.fill(
          on ? Shade::down(y, y + tall, {{0, scaled(warm, 0.75)}, {1, warm}})
             : Shade::down(y, y + tall, {{0, mix(p.near, p.far, 0.35)}, {1, scaled(p.near, 0.7)}}));
      brush.box(x + w * 0.46, y, w * 0.08, tall);
      brush.box(x, y + tall * 0.45, w, tall * 0.06);
      brush.fill(scaled(p.near, 0.8));
    }
}

void shopfront(Brush& brush, const House& h, const Palette& p, bool open, Random& random) {
  const double w = h.right - h.left, tall = h.bottom - h.top;
  const Colour glass =
      open ? mix(p.light, rgb(0xffa040), random(0.1, 0.5)) : mix(p.near, p.far, 0.25);
  brush.box(h.left + w * 0.08, h.top + tall * 0.22, w * 0.5, tall * 0.62);
  brush.fill(Shade::down(h.top, h.bottom, {{0, scaled(glass, 0.7)}, {1, glass}}));
  brush.box(h.left + w * 0.68, h.top + tall * 0.18, w * 0.2, tall * 0.82);
  brush.fill(scaled(p.near, 0.9));
  const Colour cloths[] = {rgb(0x8c3a30), rgb(0x3a5f6a), rgb(0x7a6a34)};
  const Point awning[] = {{h.left + w * 0.04, h.top},
                          {h.left + w * 0.62, h.top},
                          {h.left + w * 0.66, h.top + tall * 0.26},
                          {h.left, h.top + tall * 0.26}};
  brush.shape(awning).fill(mix(cloths[random.pick(3)], p.near, 0.45));
}

void house(Brush& brush, const House& h, const Palette& p, double lit, double depth,
           Random& random) {
  const Colour wall = mix(mix(p.far, p.horizon, 0.3), mix(p.near, p.far, 0.35), depth);
  const double peak = (h.right - h.left) * random(0.2, 0.5);
  const double ridge_x = h.left + (h.right - h.left) * random(0.35, 0.65);
  const Point roof[] = {{h.left - 0.008, h.top}, {ridge_x, h.top - peak}, {h.right + 0.008, h.top}};
  brush.shape(roof).fill(scaled(wall, 0.7));
  brush.box(h.left + (h.right - h.left) * 0.15, h.top - peak * 0.8, 0.02 + 0.012 * depth,
            peak * 0.7);
  brush.fill(scaled(wall, 0.6));
  brush.box(h.left, h.top, h.right - h.left, h.bottom - h.top);
  brush.fill(Shade::down(h.top, h.bottom, {{0, wall}, {1, scaled(wall, 0.72)}}));
  const double shop = depth > 0.5 ? 0.1 * depth + 0.04 : 0;
  windows(brush, {h.left, h.right, h.top, h.bottom - shop}, p, lit, depth, random);
  if (shop > 0)
    shopfront(brush, {h.left, h.right, h.bottom - shop, h.bottom}, p, random() < lit + 0.25,
              random);
}

void row_of_houses(Stage& stage, const Palette& p, const StreetOptions& o, double depth, double top,
                   bool gap) {
  stage.layer({.depth = depth, .texture = 0.09}, [&](Brush& brush, const Area& area) {
    Random random(stage.seed() + static_cast<std::uint32_t>(depth * 100));
    for (double x = area.left - 0.1; x < area.right;) {
      const double width = (0.14 + 0.2 * depth) * random(0.75, 1.35);
      const bool free = gap && x + width > o.vanish - 0.4 * o.gap && x < o.vanish + 0.4 * o.gap;
      if (!free)
        house(brush, {x, x + width, top + random(-0.12, 0.1), o.ground + 0.01}, p, o.windows, depth,
              random);
      x += width + (random() < 0.2 ? 0.03 : 0.0);
    }
  });
}

void pavement(Stage& stage, const Palette& p, const StreetOptions& o) {
  stage.layer({.depth = 0.9, .texture = 0.12}, [&](Brush& brush, const Area& area) {
    brush.box(area.left, o.ground, area.width(), area.bottom - o.ground);
    brush.fill(Shade::down(o.ground, 1.05,
                           {{0, mix(p.far, p.near, 0.3)},
                            {0.4, mix(p.near, p.water, 0.65)},
                            {1, scaled(p.near, 0.8)}}));
    Random random(stage.seed() + 11);
    for (int row = 0; row < 7; ++row) {
      const double y = o.ground + 0.012 + 0.034 * row * (1 + 0.12 * row);
      brush.move({area.left, y}).line({area.right, y});
      brush.stroke(with_alpha(scaled(p.near, 0.6), 0.35), 0.0015 + 0.0006 * row);
    }
    for (int i = 0; i < 9; ++i) {
      const double u = random(), y = o.ground + 0.03 + 0.2 * u;
      brush.ellipse({random(area.left, area.right), y}, random(0.08, 0.2), 0.006 + 0.02 * u);
      brush.fill(with_alpha(mix(p.horizon, p.light, 0.2), 0.16 + 0.3 * o.wet));
    }
    for (int i = 0; i < 26; ++i) {
      const double x = random(area.left, area.right), w = random(0.012, 0.045);
      const double length = random(0.1, 0.26) * o.wet;
      const Colour c = mix(p.light, rgb(0xff9a3c), random(0, 0.7));
      brush.box(x, o.ground, w, length);
      brush.fill(Shade::down(o.ground, o.ground + length,
                             {{0, with_alpha(c, 0.42 * o.wet)}, {1, with_alpha(c, 0)}}));
    }
  });
}

void lamp_post(Stage& stage, const Palette& p, double depth, double x, double ground) {
  const double h = 0.5 * depth + 0.05;
  stage.layer({.depth = depth, .texture = 0}, [&](Brush& brush, const Area&) {
    brush.limb({x, ground}, {x, ground - h}, 0.012 * depth, 0.007 * depth, scaled(p.near, 0.7));
    brush.limb({x, ground - h}, {x + 0.04 * depth, ground - h - 0.015}, 0.006, 0.006,
               scaled(p.near, 0.7));
    brush.box(x + 0.025 * depth, ground - h - 0.012, 0.04 * depth, 0.05 * depth, 0.008 * depth);
    brush.fill(mix(p.light, rgb(0xffffff), 0.5));
  });
  const std::uint32_t key = stage.seed() + static_cast<std::uint32_t>(1000 * (x + 9));
  stage.light(depth, [=, light = p.light](Brush& brush, const Moment& now) {
    const double on = 0.85 + 0.15 * noise(key, now.t * 6);
    const Point lamp{x + 0.045 * depth, ground - h + 0.02};
    brush.glow(lamp, 0.42 * depth, with_alpha(light, 0.55 * on));
    const Point cone[] = {
        lamp, {lamp.x + 0.2 * depth, ground + 0.03}, {lamp.x - 0.2 * depth, ground + 0.03}};
    brush.shape(cone).fill(Shade::down(
        lamp.y, ground + 0.03, {{0, with_alpha(light, 0.3 * on)}, {1, with_alpha(light, 0.03)}}));
  });
}

}  // namespace

void street(Stage& stage, const Palette& p, const StreetOptions& o) {
  sky(stage, p, {.horizon = o.ground, .clouds = 0.5});
  row_of_houses(stage, p, o, 0.3, 0.42, false);
  mist(stage, 0.4, o.ground - 0.25, o.ground + 0.04, with_alpha(p.horizon, 0.5), 0.01);
  row_of_houses(stage, p, o, 0.55, 0.3, true);
  pavement(stage, p, o);
  lamp_post(stage, p, 0.62, o.vanish - 0.32, o.ground + 0.02);
  lamp_post(stage, p, 0.8, o.vanish + 0.36, o.ground + 0.05);
  row_of_houses(stage, p,
                {.windows = o.windows * 0.6,
                 .ground = o.ground + 0.05,
                 .vanish = o.vanish * 1.1,
                 .gap = 1.35},
                0.95, 0.02, true);
}

void harbour(Stage& stage, const Palette& p) {
  sky(stage, p, {.horizon = 0.56, .moon = {-0.35, 0.3}, .moon_size = 0.05, .clouds = 0.8});
  ridge(stage, {.depth = 0.15,
                .top = 0.5,
                .rise = 0.1,
                .width = 0.7,
                .bottom = 0.62,
                .top_colour = mix(p.far, p.horizon, 0.4),
                .mist = p.horizon,
                .key = 12});
  sea(stage, p, {.horizon = 0.56, .waves = 0.08, .speed = 0.6, .glitter_x = -0.35, .glitter = 0.7});
  ship(stage, p, {.depth = 0.45, .at = {0.25, 0.63}, .length = 0.5, .roll = 0.012, .speed = 0});
  stage.layer({.depth = 0.75, .texture = 0.08}, [&](Brush& brush, const Area& area) {
    const Colour dark = mix(p.near, p.far, 0.2);
    for (const double x : {-0.72, -0.32}) {
      const double h = x < -0.5 ? 0.58 : 0.4;
      brush.limb({x, 0.8}, {x, 0.8 - h}, 0.03, 0.018, dark);
      brush.limb({x - 0.12, 0.8 - h * 0.9}, {x + 0.34, 0.8 - h * 1.05}, 0.016, 0.01, dark);
      brush.move({x, 0.8 - h * 1.1})
          .line({x + 0.3, 0.8 - h * 1.03})
          .move({x + 0.3, 0.8 - h * 1.03});
      brush.line({x + 0.3, 0.72}).stroke(dark, 0.003);
      brush.box(x + 0.27, 0.7, 0.06, 0.05);
      brush.fill(mix(dark, rgb(0x9c4a2c), 0.4));
    }
    brush.box(area.left, 0.8, area.width(), area.bottom - 0.8);
    brush.fill(Shade::down(
        0.8, 1.05, {{0, mix(dark, p.horizon, 0.22)}, {0.12, dark}, {1, scaled(dark, 0.5)}}));
    Random random(stage.seed() + 4);
    for (double x = area.left; x < area.right; x += random(0.08, 0.25)) {
      const double s = random(0.05, 0.12);
      brush.box(x, 0.815 - s, s * random(0.8, 1.4), s);
      brush.fill(scaled(mix(dark, rgb(0x6a4a32), random(0.1, 0.5)), random(0.7, 1.1)));
    }
  });
}

void road(Stage& stage, const Palette& p, double speed) {
  sky(stage, p, {.horizon = 0.55, .stars = 60, .clouds = 0.6, .cloud_speed = 0.02});
  const double drift = speed * stage.length();
  const double depths[] = {0.15, 0.35, 0.7};
  for (int i = 0; i < 3; ++i) {
    const double v = -speed * (0.06 + 0.3 * i * i * 0.25);
    stage.layer({.depth = depths[i],
                 .texture = 0.08,
                 .extra = {0.1, 0, std::abs(v / speed) * drift + 0.3, 0},
                 .motion = [v](const Moment& now) { return Point{v * now.t, 0}; }},
                [&, i](Brush& brush, const Area& area) {
                  const Colour c = mix(mix(p.far, p.horizon, 0.3), p.near, 0.45 * i);
                  Random random(stage.seed() + 30 + i);
                  const double base = 0.6 + 0.05 * i;
                  brush.move({area.left, 1.1});
                  for (double x = area.left; x < area.right; x += 0.01)
                    brush.line({x, base - (0.16 - 0.06 * i) * fractal(40 + i, x * (1.5 + i), 4)});
                  brush.line({area.right, 1.1})
                      .close()
                      .fill(Shade::down(base - 0.15, base + 0.15, {{0, c}, {1, scaled(c, 0.75)}}));
                  if (i < 2) return;
                  for (double x = area.left; x < area.right; x += random(0.15, 0.5)) {
                    const double h = random(0.2, 0.45);
                    brush.limb({x, 0.7}, {x, 0.7 - h}, 0.014, 0.008, scaled(p.near, 0.6));
                    brush.ellipse({x, 0.7 - h}, h * 0.2, h * 0.4);
                    brush.fill(scaled(p.near, 0.7));
                  }
                });
  }
  stage.layer({.depth = 0.9}, [&](Brush& brush, const Area& area) {
    brush.box(area.left, 0.74, area.width(), area.bottom - 0.74);
    brush.fill(Shade::down(
        0.74, 1.0, {{0, mix(p.near, p.far, 0.5)}, {0.15, mix(p.near, p.far, 0.25)}, {1, p.near}}));
  });
  stage.each([=, p = p](Frame& frame) {
    Brush brush = frame.brush(1);
    const double pitch = 0.34, at = std::fmod(frame.t() * speed, pitch);
    for (int i = -4; i < 7; ++i) {
      const double x = i * pitch - at;
      const Point dash[] = {{x, 0.868}, {x + 0.15, 0.868}, {x + 0.145, 0.878}, {x - 0.007, 0.878}};
      brush.shape(dash).fill(with_alpha(p.foam, 0.4));
    }
  });
}

}  // namespace sample_film
