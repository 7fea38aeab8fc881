// Mountains, hills, cliffs, forests.

#include <cmath>

#include "sample_film/internal/noise.h"
#include "sample_film/internal/world.h"

namespace sample_film {
namespace {

double outline(const RidgeOptions& o, double x) {
  const double big = fractal(o.key, x / o.width, 3) - 0.45;
  const double fine = fractal(o.key + 9, x / o.width * 6, 4) - 0.47;
  return o.top - o.rise * (big * 2 + fine * 0.5 * o.rough);
}

void fir(Brush& brush, Point foot, double height, Colour colour) {
  const int tiers = 4;
  for (int i = 0; i < tiers; ++i) {
    const double top = foot.y - height * (1 - 0.2 * i);
    const double bottom = top + height * 0.42, half = height * (0.08 + 0.055 * i);
    const Point corners[] = {{foot.x, top}, {foot.x + half, bottom}, {foot.x - half, bottom}};
    brush.shape(corners);
  }
  brush.box(foot.x - height * 0.02, foot.y - height * 0.15, height * 0.04, height * 0.2);
  brush.fill(colour);
}

}  // namespace

void ridge(Stage& stage, const RidgeOptions& o) {
  stage.layer({.depth = o.depth, .texture = 0.08}, [&](Brush& brush, const Area& area) {
    const Shade shade = Shade::down(o.top - o.rise, o.bottom,
                                    {{0, o.top_colour}, {0.35, o.top_colour}, {1, o.mist}});
    brush.move({area.left, area.bottom});
    for (double x = area.left; x <= area.right + 0.01; x += 0.006) brush.line({x, outline(o, x)});
    brush.line({area.right + 0.01, area.bottom}).close().fill(shade);
    if (o.trees <= 0) return;
    Random random(o.key + 50);
    for (double x = area.left; x < area.right; x += o.trees * random(0.08, 0.5))
      fir(brush, {x, outline(o, x) + o.trees * 0.12}, o.trees * random(0.5, 1.1), o.top_colour);
  });
}

void peaks(Stage& stage, const Palette& p, double depth, double base, double height) {
  stage.layer({.depth = depth, .texture = 0.08}, [&](Brush& brush, const Area& area) {
    Random random(stage.seed() + 200);
    for (double x = area.left - height; x < area.right + height; x += height * random(0.5, 0.95)) {
      const double h = height * random(0.55, 1), half = h * random(0.7, 1.0);
      const Point top{x, base - h};
      const Colour lit = mix(p.far, p.light, 0.28), shaded = mix(p.far, p.near, 0.35);
      const double bend = random(-0.1, 0.1) * h;
      const Point right[] = {
          top, {x + half, base}, {x + bend, base}, {x + bend * 0.3, base - h * 0.55}};
      const Point left[] = {
          top, {x + bend * 0.3, base - h * 0.55}, {x + bend, base}, {x - half, base}};
      brush.shape(left).fill(
          Shade::down(base - h, base, {{0, lit}, {1, mix(lit, p.horizon, 0.75)}}));
      brush.shape(right).fill(
          Shade::down(base - h, base, {{0, shaded}, {1, mix(shaded, p.horizon, 0.7)}}));
      const double s = 0.3;
      const Point snow[] = {top,
                            {x + half * s, base - h * (1 - s)},
                            {x + half * s * 0.45, base - h * (1 - s * 0.75)},
                            {x + half * 0.02, base - h * (1 - s * 1.15)},
                            {x - half * s * 0.4, base - h * (1 - s * 0.7)},
                            {x - half * s, base - h * (1 - s)}};
      brush.shape(snow).fill(with_alpha(mix(p.foam, p.light, 0.3), 0.85));
    }
  });
}

void cliff(Stage& stage, const Palette& p, double depth, double x, double top, double side) {
  stage.layer({.depth = depth, .texture = 0.1}, [&](Brush& brush, const Area& area) {
    const double end = side > 0 ? area.right + 0.1 : area.left - 0.1;
    Random random(stage.seed() + 300);
    brush.move({end, area.bottom}).line({end, top - 0.03});
    for (int i = 0; i <= 16; ++i) {
      const double u = i / 16.0, cx = end + (x - end) * u;
      brush.line({cx, top - 0.03 * (1 - u) + 0.012 * (fractal(8, cx * 7, 3) - 0.5)});
    }
    double y = top;
    double cx = x;
    while (y < area.bottom) {
      y += random(0.02, 0.07);
      cx += side * random(-0.03, 0.012) * (y < 0.8 ? 1 : 0.2);
      brush.line({cx, y});
    }
    brush.close().fill(Shade::down(
        top, 1.0, {{0, mix(p.near, p.far, 0.35)}, {0.3, p.near}, {1, scaled(p.near, 0.7)}}));
    for (int i = 0; i < 26; ++i) {
      const double gx = x + side * random(0.0, 0.5), gy = top + random(0.04, 0.5);
      const Point facet[] = {{gx, gy},
                             {gx + random(-0.02, 0.03), gy + random(0.04, 0.14)},
                             {gx + side * random(0.03, 0.08), gy + random(0.02, 0.1)}};
      brush.shape(facet).fill(with_alpha(mix(p.far, p.light, 0.2), random(0.05, 0.22)));
    }
    for (int i = 0; i < 90; ++i) {
      const double gx = x + side * random(0.0, 1.4);
      brush.move({gx, top + 0.004}).line({gx + random(-0.004, 0.008), top - random(0.006, 0.024)});
      brush.stroke(mix(p.near, p.far, random(0, 0.5)), 0.002);
    }
  });
}

void forest(Stage& stage, const Palette& p, double depth, int trunks, double ground) {
  stage.layer({.depth = depth, .texture = 0.1}, [&](Brush& brush, const Area& area) {
    Random random(stage.seed() + static_cast<std::uint32_t>(depth * 1000));
    const Colour bark = mix(mix(p.far, p.horizon, 0.35), scaled(p.near, 0.8), depth);
    brush.move({area.left, area.bottom}).line({area.left, ground});
    for (double x = area.left; x < area.right + 0.02; x += 0.02)
      brush.line({x, ground + 0.03 * (fractal(70, x * 3 + depth * 9, 3) - 0.5)});
    brush.line({area.right + 0.02, area.bottom}).close().fill(scaled(bark, 0.85));
    for (int i = 0; i < trunks; ++i) {
      const double x = area.left + area.width() * (i + random(0.1, 0.9)) / trunks;
      const double w = (0.012 + 0.055 * depth) * random(0.6, 1.3), lean = random(-0.04, 0.04);
      const Point trunk[] = {{x - w, ground + 0.03},         {x - w * 0.55, ground - 0.1},
                             {x + lean - w * 0.4, area.top}, {x + lean + w * 0.4, area.top},
                             {x + w * 0.55, ground - 0.1},   {x + w, ground + 0.03}};
      brush.shape(trunk).fill(Shade::across(
          x - w, x + w, {{0, mix(bark, p.horizon, 0.22)}, {0.5, bark}, {1, scaled(bark, 0.6)}}));
      for (int b = 0; b < 5; ++b) {
        const double y = random(area.top, ground - 0.3), side = random() < 0.5 ? -1 : 1;
        const double reach = random(0.1, 0.25) * (0.4 + depth);
        brush.move({x + lean * 0.5, y})
            .curve({x + side * reach * 0.5, y - 0.01}, {x + side * reach * 0.8, y + 0.02},
                   {x + side * reach, y + random(-0.02, 0.08)});
        brush.stroke(bark, w * 0.2);
      }
    }
    for (double x = area.left; x < area.right; x += 0.012) {
      brush.move({x, ground + 0.02})
          .line({x + random(-0.02, 0.02), ground - random(0.005, 0.05) * depth});
      brush.stroke(scaled(bark, 0.8), 0.004);
    }
  });
}

}  // namespace sample_film
