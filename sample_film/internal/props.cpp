// Things seen from near.

#include "sample_film/internal/props.h"

#include <algorithm>
#include <cmath>

#include "sample_film/internal/noise.h"

namespace sample_film {
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
  lamp_light(stage, p.light, {-0.55, 0.1}, 0.32);
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
  lamp_light(stage, p.light, {-0.6, 0.2}, 0.25);
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
  lamp_light(stage, p.light, {0.4, 0.0}, 0.3);
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
  lamp_light(stage, p.light, {0, 0.45}, 0.7);
}

}  // namespace sample_film
