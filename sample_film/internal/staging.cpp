#include "sample_film/internal/staging.h"

#include <cmath>

#include "sample_film/internal/noise.h"

namespace sample_film {
namespace {

// Lights out of focus.
void bokeh(Stage& stage, const Palette& p, int count, double top, double bottom) {
  stage.layer({.depth = 0.5, .blur = 0.01, .texture = 0}, [&](Brush& brush, const Area& area) {
    Random random(stage.seed() + 1);
    for (int i = 0; i < count; ++i) {
      const Point at{random(area.left, area.right), random(top, bottom)};
      const Colour c = mix(p.light, random() < 0.3 ? rgb(0xff5a3c) : rgb(0xffa040), random());
      const double r = random(0.015, 0.055);
      brush.circle(at, r);
      brush.fill_and_keep(with_alpha(c, random(0.15, 0.5)));
      brush.stroke(with_alpha(c, 0.25), r * 0.12);
    }
  });
}

void wash(Stage& stage, const Palette& p, double horizon) {
  stage.layer({.depth = 0.3, .blur = 0.05}, [&](Brush& brush, const Area& area) {
    brush.wash(Shade::down(0, horizon, {{0, p.sky}, {0.6, p.high}, {1, p.horizon}}));
    Random random(stage.seed() + 8);
    for (int i = 0; i < 9; ++i) {
      brush.ellipse({random(area.left, area.right), random(0, horizon * 0.9)}, random(0.2, 0.5),
                    random(0.02, 0.06));
      brush.fill(with_alpha(mix(p.high, p.horizon, random()), 0.5));
    }
    brush.box(area.left, horizon, area.width(), 1);
    brush.fill(Shade::down(horizon, 1,
                           {{0, mix(p.water, p.horizon, 0.35)}, {1, mix(p.water, p.near, 0.6)}}));
  });
}

void pillars(Stage& stage, const Palette& p, double depth, int count, Colour colour) {
  stage.layer({.depth = depth, .blur = 0.04}, [&](Brush& brush, const Area& area) {
    Random random(stage.seed() + 21);
    if (depth < 0.3) brush.wash(Shade::down(0, 1, {{0, p.high}, {0.6, p.horizon}, {1, p.far}}));
    for (int i = 0; i < count; ++i) {
      const double w = random(0.03, 0.1), x = random(area.left, area.right);
      brush.box(x, -0.3, w, 1.8);
      brush.fill(Shade::across(x, x + w, {{0, scaled(colour, 1.25)}, {1, scaled(colour, 0.6)}}));
    }
  });
}

void carriage_window(Stage& stage, const Palette& p) {
  passing(stage, p, 1.1, 0.55);
  stage.layer({.depth = 0.9, .blur = 0.012, .texture = 0.08}, [&](Brush& brush, const Area& area) {
    const Colour panel = mix(rgb(0x4a2c20), p.near, 0.4);
    const auto block = [&](double x, double y, double w, double h) {
      brush.box(x, y, w, h);
      brush.fill(Shade::down(y, y + h, {{0, panel}, {1, scaled(panel, 0.5)}}));
    };
    block(area.left, area.top, area.width(), 0.16 - area.top);
    block(area.left, 0.68, area.width(), area.bottom - 0.68);
    for (const double x : {-0.95, -0.03, 0.8}) block(x, area.top, 0.14, area.height());
  });
}

}  // namespace

const Palette& palette_of(Place place) {
  switch (place) {
    case Place::street:
      return kRainTown;
    case Place::cliff:
    case Place::deck:
      return kStorm;
    case Place::forest:
      return kForest;
    case Place::blaze:
      return kFireNight;
    case Place::dawn:
      return kDawn;
    default:
      return kNight;
  }
}

void backdrop(Stage& stage, Place place) {
  const Palette& p = palette_of(place);
  switch (place) {
    case Place::room:
      return room(stage, p, {.lamp = {-0.55, 0.42}, .blur = 0.03});
    case Place::office:
      return room(stage, p, {.kind = RoomKind::office, .lamp = {0.55, 0.4}, .blur = 0.03});
    case Place::street:
      wash(stage, p, 0.75);
      pillars(stage, p, 0.4, 7, mix(p.near, p.far, 0.4));
      bokeh(stage, p, 30, 0.05, 0.9);
      return rain(stage, 0.5);
    case Place::forest:
      pillars(stage, p, 0.2, 10, mix(p.far, p.horizon, 0.3));
      pillars(stage, p, 0.5, 7, p.near);
      return light_shafts(stage, p.light, 0.2);
    case Place::train:
    case Place::car:
      return carriage_window(stage, p);
    case Place::lamp_room:
      return room(stage, p, {.kind = RoomKind::lamp_room, .lamp_power = 0.8});
    case Place::blaze:
      wash(stage, p, 0.8);
      bokeh(stage, p, 26, 0.1, 1.0);
      return fire(stage,
                  {.depth = 0.6, .foot = {0, 1.05}, .width = 2.3, .height = 0.75, .sparks = 1.5});
    case Place::dawn:
      return wash(stage, p, 0.62);
    default:
      wash(stage, p, 0.62);
      mist(stage, 0.4, 0.45, 0.8, with_alpha(p.horizon, 0.4), 0.05);
      return rain(stage, 0.8, 0.5);
  }
}

void close_up(Stage& stage, const CloseUp& o) {
  const Palette& p = palette_of(o.place);
  backdrop(stage, o.place);
  const bool warm = o.place == Place::room || o.place == Place::office || o.place == Place::blaze ||
                    o.place == Place::lamp_room;
  face(stage, {.who = o.who,
               .at = {o.side, 0.46},
               .size = o.size,
               .mood = o.mood,
               .turned = o.side < 0   ? 0.8
                         : o.side > 0 ? -0.8
                                      : 0,
               .light_x = o.light_x,
               .light = warm ? rgb(0xffd9a4) : mix(p.light, rgb(0xffffff), 0.3),
               .dark = mix(p.near, p.far, 0.35),
               .contrast = o.place == Place::dawn || o.place == Place::forest ? 0.45 : 0.6});
  if (o.place == Place::blaze)
    stage.light(1, [key = stage.seed()](Brush& brush, const Moment& now) {
      brush.glow({-0.9, 0.9}, 1.6,
                 rgb(0xff6a1c, static_cast<float>(0.22 + 0.2 * noise(key, now.t * 8))));
    });
}

void over_shoulder(Stage& stage, Speaker who, Mood mood, Place place) {
  const double side = who == Speaker::mara ? -1 : 1;
  close_up(stage, {.who = who,
                   .mood = mood,
                   .place = place,
                   .side = side * 0.2,
                   .size = 0.48,
                   .light_x = who == Speaker::mara ? -1.0 : 1.0});
  shoulder(stage, who == Speaker::mara ? Speaker::elias : Speaker::mara, -side,
           scaled(palette_of(place).near, 0.6));
}

void two_shot(Stage& stage, Mood mara, Mood elias, Place place) {
  const Palette& p = palette_of(place);
  backdrop(stage, place);
  const Colour light = place == Place::room ? rgb(0xffd9a4) : mix(p.light, rgb(0xffffff), 0.3);
  const Colour dark = mix(p.near, p.far, 0.35);
  face(stage, {.who = Speaker::mara,
               .at = {-0.38, 0.54},
               .size = 0.44,
               .mood = mara,
               .turned = 0.9,
               .light = light,
               .dark = dark});
  face(stage, {.who = Speaker::elias,
               .at = {0.38, 0.5},
               .size = 0.47,
               .mood = elias,
               .turned = -0.9,
               .light = light,
               .dark = dark});
}

void walkers(Stage& st, double x, double y, double height, double speed, Gait gait, Colour shade,
             Colour rim) {
  figure(st, {.who = kMara,
              .feet = {x, y},
              .height = height * 0.94,
              .facing = speed < 0 ? -1.0 : 1.0,
              .gait = gait,
              .speed = std::abs(speed),
              .shade = shade,
              .rim = rim});
  figure(st, {.who = kElias,
              .feet = {x - height * 0.5, y + 0.012},
              .height = height,
              .facing = speed < 0 ? -1.0 : 1.0,
              .gait = gait,
              .speed = std::abs(speed),
              .shade = shade,
              .rim = rim,
              .phase = 0.37});
}

void men_on(Stage& st, double x, double y, double h, Gait gait, double speed, int count,
            bool torches) {
  for (int i = 0; i < count; ++i)
    figure(st, {.who = kBrandt,
                .feet = {x + 0.22 * i, y + 0.015 * (i % 2)},
                .height = h,
                .facing = speed < 0 ? -1.0 : 1.0,
                .gait = gait,
                .speed = std::abs(speed),
                .shade = with_alpha(rgb(0x05070b), 0.7),
                .rim = with_alpha(kStorm.light, 0.4),
                .torch = torches && i % 2 == 0,
                .phase = 0.29 * i});
}

void storm_sea(Stage& st, const ShipOptions& vessel, const std::vector<double>& bolts) {
  sky(st, kStorm, {.horizon = 0.55, .clouds = 1, .cloud_speed = 0.12});
  lightning(st, bolts, 0.55);
  const auto afloat = [vessel](Stage& inner) { ship(inner, kStorm, vessel); };
  sea(st, kStorm, {.horizon = 0.55, .waves = 0.95, .speed = 1.8, .afloat = afloat});
  rain(st, 1, 0.6);
}

void coast(Stage& stage, const Coast& o) {
  const Palette& p = *o.palette;
  const bool stormy = o.waves > 0.6;
  sky(stage, p,
      {.horizon = 0.6,
       .stars = o.palette == &kNight  ? 160.0
                : o.palette == &kDusk ? 40.0
                                      : 0.0,
       .moon = o.moon,
       .moon_size = stormy ? 0 : 0.045,
       .clouds = stormy ? 1.0 : 0.7,
       .cloud_speed = stormy ? 0.05 : 0.008});
  ridge(stage, {.depth = 0.12,
                .top = 0.585,
                .rise = 0.06,
                .width = 0.8,
                .rough = 0.4,
                .bottom = 0.64,
                .top_colour = mix(p.far, p.horizon, 0.55),
                .mist = p.horizon,
                .key = 21});
  sea(stage, p,
      {.horizon = 0.6,
       .waves = o.waves,
       .speed = 0.7 + o.waves,
       .glitter_x = o.moon.x,
       .glitter = stormy ? 0 : 0.8});
  lighthouse(stage, p,
             {.depth = 0.6,
              .foot = {0.46, 0.5},
              .height = 0.34 * o.scale,
              .is_lit = o.is_lit,
              .goes_dark = o.goes_dark});
  cliff(stage, p, 0.6, 0.24, 0.5, 1);
  if (o.burns_from >= 0)
    fire(stage,
         {.depth = 0.6, .foot = {0.66, 0.5}, .width = 0.34, .height = 0.3, .starts = o.burns_from});
  if (stormy) rain(stage, o.waves, 0.45);
}

}  // namespace sample_film
