// Things seen from near.

#include "cinecut/sample/props.h"

#include <algorithm>
#include <cmath>

#include "cinecut/sample/noise.h"

namespace cinecut::sample {
namespace {

void table_top(Stage& stage, const Palette& p, Point lamp) {
  stage.layer({.depth = 0.95, .texture = 0.12}, [&](Brush& brush, const Area& area) {
    const Colour oak = mix(rgb(0x4d321f), p.near, 0.3);
    brush.wash(
        Shade::round(lamp, 1.5, {{0, mix(oak, p.light, 0.5)}, {0.4, oak}, {1, scaled(oak, 0.25)}}));
    for (double y = area.top; y < area.bottom; y += 0.17) {
      brush.move({area.left, y}).line({area.right, y + 0.03});
      brush.stroke(rgb(0x000000, 0.3f), 0.006);
    }
    Random random(stage.seed());
    for (int i = 0; i < 40; ++i) {
      const double y = random(area.top, area.bottom), x = random(area.left, area.right);
      brush.move({x, y}).curve({x + 0.1, y + 0.01}, {x + 0.2, y - 0.005},
                               {x + random(0.2, 0.5), y + 0.01});
      brush.stroke(rgb(0x000000, 0.10f), 0.003);
    }
  });
}

void flicker(Stage& stage, const Palette& p, Point at, double power) {
  const std::uint32_t key = stage.seed() + 3;
  stage.light(1, [=, light = p.light](Brush& brush, const Moment& now) {
    brush.glow(at, 1.1, with_alpha(light, power * (0.8 + 0.25 * noise(key, now.t * 5))));
  });
}

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

void letter(Stage& stage, const Palette& p, const std::vector<std::string>& words) {
  table_top(stage, p, {-0.5, 0.2});
  stage.layer({.texture = 0.1}, [&](Brush& brush, const Area&) {
    brush.shift({0.02, 0.5}).turn(-0.07);
    brush.box(-0.485, -0.335, 1.0, 0.7);
    brush.fill(rgb(0x000000, 0.4f));
    const Colour paper = mix(rgb(0xe8dcc0), p.light, 0.2);
    brush.box(-0.5, -0.35, 1.0, 0.7);
    brush.fill(Shade::across(-0.5, 0.5,
                             {{0, paper},
                              {0.5, scaled(paper, 0.9)},
                              {0.505, scaled(paper, 0.8)},
                              {1, scaled(paper, 0.7)}}));
    for (std::size_t i = 0; i < words.size(); ++i)
      brush.text(words[i], {0, -0.2 + 0.12 * static_cast<double>(i)}, {.size = 0.075},
                 rgb(0x2a2430, 0.88f));
    brush.circle({0.38, 0.25}, 0.055);
    brush.fill(rgb(0x7e1f1a));
    brush.circle({0.38, 0.25}, 0.036);
    brush.stroke(rgb(0xb0443a), 0.006);
  });
  flicker(stage, p, {-0.55, 0.1}, 0.32);
}

void clock_face(Stage& stage, const Palette& p, double minutes) {
  stage.layer({.depth = 0.9, .texture = 0.1}, [&](Brush& brush, const Area&) {
    const Colour wall = mix(rgb(0x43372c), p.near, 0.3);
    brush.wash(Shade::round({-0.5, 0.3}, 1.4,
                            {{0, mix(wall, p.light, 0.35)}, {0.5, wall}, {1, scaled(wall, 0.3)}}));
    brush.circle({0.02, 0.52}, 0.41);
    brush.fill(rgb(0x000000, 0.4f));
    brush.circle({0, 0.5}, 0.4);
    brush.fill(
        Shade::across(-0.4, 0.4, {{0, rgb(0xb08a48)}, {0.5, rgb(0x6a4a22)}, {1, rgb(0x2e2010)}}));
    brush.circle({0, 0.5}, 0.35);
    brush.fill(Shade::round({-0.1, 0.4}, 0.5, {{0, rgb(0xf2e6c8)}, {1, rgb(0xb9a67e)}}));
    for (int i = 0; i < 60; ++i) {
      const double a = i * 0.10472, inner = i % 5 == 0 ? 0.29 : 0.32;
      brush.move(Point{0, 0.5} + Point{std::sin(a), -std::cos(a)} * inner)
          .line(Point{0, 0.5} + Point{std::sin(a), -std::cos(a)} * 0.335);
      brush.stroke(rgb(0x2a2018), i % 5 == 0 ? 0.012 : 0.004);
    }
    const char* numbers[] = {"XII", "III", "VI", "IX"};
    for (int i = 0; i < 4; ++i)
      brush.text(numbers[i],
                 Point{0, 0.5} + Point{std::sin(i * 1.5708), -std::cos(i * 1.5708)} * 0.235 +
                     Point{0, 0.02},
                 {.size = 0.07, .is_bold = true}, rgb(0x2a2018));
  });
  stage.each([=](Frame& frame) {
    Brush brush = frame.brush();
    const double seconds = std::floor(frame.t() * 2) / 2 * 2;
    const auto hand = [&](double turns, double length, double width, Colour c) {
      const double a = turns * 6.283185;
      const Point d{std::sin(a), -std::cos(a)};
      brush.limb(Point{0, 0.5} - d * 0.04, Point{0, 0.5} + d * length, width, width * 0.5, c);
    };
    const double now = minutes + seconds / 60;
    hand(now / 720, 0.19, 0.024, rgb(0x1c1510));
    hand(now / 60, 0.29, 0.017, rgb(0x1c1510));
    hand(seconds / 60 + 0.02 * std::exp(-8 * std::fmod(frame.t(), 0.5)), 0.31, 0.007,
         rgb(0x9c2a1e));
    brush.circle({0, 0.5}, 0.022);
    brush.fill(rgb(0x6a4a22));
  });
  flicker(stage, p, {-0.6, 0.2}, 0.25);
}

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

void ledger(Stage& stage, const Palette& p) {
  table_top(stage, p, {0.3, 0.1});
  stage.layer({.texture = 0.09}, [&](Brush& brush, const Area&) {
    brush.shift({0, 0.54}).turn(0.05);
    brush.box(-0.78, -0.4, 1.58, 0.86, 0.02);
    brush.fill(rgb(0x3a1f18));
    for (const double side : {-1.0, 1.0}) {
      const double x = side < 0 ? -0.75 : 0.0;
      const Colour paper = rgb(0xdfd2b2);
      brush.box(x, -0.37, 0.75, 0.78);
      brush.fill(Shade::across(x, x + 0.75,
                               {{0, scaled(paper, side < 0 ? 1 : 0.6)},
                                {0.5, paper},
                                {1, scaled(paper, side < 0 ? 0.6 : 0.95)}}));
    }
    const char* ships[] = {"Adeline  lost", "Corvus  lost",   "Sea Rose  lost",
                           "Halcyon  lost", "Dorothea  lost", "Meridian"};
    for (int i = 0; i < 6; ++i) {
      brush.text(ships[i], {0.36, -0.24 + 0.11 * i}, {.size = 0.058}, rgb(0x2a2430, 0.9f));
      for (int k = 0; k < 3; ++k) {
        brush.move({-0.68, -0.27 + 0.11 * i + 0.03 * k})
            .line({-0.68 + 0.55 * random_at(3, i * 3 + k) + 0.1, -0.268 + 0.11 * i + 0.03 * k});
        brush.stroke(rgb(0x2a2430, 0.4f), 0.005);
      }
      if (i == 5) break;
      brush.move({0.13, -0.26 + 0.11 * i}).line({0.6, -0.262 + 0.11 * i});
      brush.stroke(rgb(0x8c1f18, 0.8f), 0.007);
    }
    brush.ellipse({0.36, 0.295}, 0.2, 0.055);
    brush.stroke(rgb(0x8c1f18), 0.009);
  });
  flicker(stage, p, {0.4, 0.0}, 0.3);
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
      const Colour leather = scaled(mix(rgb(0x2c2019), p.near, 0.3), i == 0 ? 1.2 : 0.8);
      brush.limb({-0.03, -0.25}, {-0.07, -0.95}, 0.17, 0.25,
                 scaled(mix(kDusk.near, p.near, 0.5), i == 0 ? 1 : 0.7));
      brush.box(-0.115, -0.34, 0.17, 0.3, 0.03);
      brush.fill(leather);
      const Point foot[] = {{-0.12, -0.12}, {0.04, -0.14}, {0.2, -0.07}, {0.235, 0}, {-0.13, 0}};
      brush.blob(foot).fill(
          Shade::down(-0.15, 0, {{0, mix(leather, p.light, 0.22)}, {1, scaled(leather, 0.6)}}));
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
  flicker(stage, p, {0.55, 0.15}, 0.3);
}

void broken_glass(Stage& stage, const Palette& p) {
  stage.layer({.depth = 0.9, .texture = 0.12}, [&](Brush& brush, const Area& area) {
    const Colour floor = mix(rgb(0x30353a), p.near, 0.4);
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

void oil_lamp_near(Stage& stage, const Palette& p) {
  stage.layer({.depth = 0.7, .blur = 0.04}, [&](Brush& brush, const Area&) {
    brush.wash(
        Shade::round({0, 0.4}, 1.1, {{0, mix(p.far, p.light, 0.2)}, {1, scaled(p.near, 0.6)}}));
  });
  stage.layer({.texture = 0.08}, [&](Brush& brush, const Area& area) {
    brush.box(area.left, 0.86, area.width(), 0.3);
    brush.fill(Shade::down(0.86, 1.0, {{0, mix(rgb(0x5a3a24), p.light, 0.3)}, {1, rgb(0x1c120a)}}));
    const Shade brass = Shade::across(
        -0.17, 0.17,
        {{0, rgb(0x4a3212)}, {0.35, rgb(0xd8aa52)}, {0.6, rgb(0x8a6426)}, {1, rgb(0x2e1e0a)}});
    const Point bowl[] = {{-0.06, 0.6}, {-0.17, 0.7}, {-0.12, 0.8}, {-0.15, 0.88},
                          {0.15, 0.88}, {0.12, 0.8},  {0.17, 0.7},  {0.06, 0.6}};
    brush.blob(bowl).fill(brass);
    brush.box(-0.075, 0.565, 0.15, 0.05, 0.015);
    brush.fill(brass);
  });
  stage.each([=](Frame& frame) {
    Brush brush = frame.brush();
    const double tall = 0.2 * (0.9 + 0.2 * noise(8, frame.t() * 5)),
                 bend = 0.012 * std::sin(frame.t() * 2.3);
    const Point at{0, 0.555};
    for (const auto& [size, colour] :
         {std::pair{1.0, rgb(0xff9a34, 0.8f)}, {0.75, rgb(0xffc85a)}, {0.45, rgb(0xfff8dc)}}) {
      const double w = 0.052 * size;
      brush.move(at).curve(at + Point{-w * 1.6, -0.04},
                           at + Point{-w * 0.4 + bend, -tall * size * 0.8},
                           at + Point{bend, -tall * size});
      brush.curve(at + Point{w * 0.4 + bend, -tall * size * 0.8}, at + Point{w * 1.6, -0.04}, at)
          .close()
          .fill(colour);
    }
    const Point glass[] = {{-0.075, 0.56}, {-0.13, 0.42}, {-0.07, 0.24}, {-0.065, 0.08},
                           {0.065, 0.08},  {0.07, 0.24},  {0.13, 0.42},  {0.075, 0.56}};
    brush.blob(glass);
    brush.fill_and_keep(rgb(0xffeac0, 0.10f));
    brush.stroke(rgb(0xffeac0, 0.45f), 0.006);
    brush.move({-0.085, 0.46}).curve({-0.1, 0.38}, {-0.06, 0.3}, {-0.05, 0.16});
    brush.stroke(rgb(0xffffff, 0.4f), 0.01);
  });
  flicker(stage, p, {0, 0.45}, 0.7);
}

}  // namespace cinecut::sample
