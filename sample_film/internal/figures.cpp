// Figures from afar: walking, running, standing.

#include <algorithm>
#include <cmath>

#include "sample_film/internal/noise.h"
#include "sample_film/internal/people.h"

namespace sample_film {

const Wardrobe kMara{.coat = rgb(0xd9a02c),
                     .trousers = rgb(0x2b3140),
                     .skin = rgb(0xe6b490),
                     .hair = rgb(0x6b2f1c),
                     .accent = rgb(0xb8322a),
                     .long_hair = true};
const Wardrobe kElias{.coat = rgb(0x2f4560),
                      .trousers = rgb(0x23262e),
                      .skin = rgb(0xd3a27e),
                      .hair = rgb(0x231c19),
                      .accent = rgb(0x8c8f86),
                      .has_hat = true};
const Wardrobe kBrandt{.coat = rgb(0x14161b),
                       .trousers = rgb(0x101216),
                       .skin = rgb(0xb09078),
                       .hair = rgb(0x14161b),
                       .accent = rgb(0x3a1512),
                       .has_hat = true};
const Wardrobe kFather{.coat = rgb(0x4a4f45),
                       .trousers = rgb(0x2c2c2a),
                       .skin = rgb(0xd8a988),
                       .hair = rgb(0xcfcfc8),
                       .accent = rgb(0x7a6a4a),
                       .long_coat = false};

namespace {

constexpr double kTurn = 6.283185307;

struct Pose {
  double hip[2], knee[2];  // Angles; forwards is positive.
  double shoulder[2], elbow[2];
  double lean = 0, bob = 0;
};

Pose pose_of(Gait gait, double cycle, double t, double phase) {
  Pose p{};
  const double breath = 0.004 * std::sin(t * 1.8 + phase * 7);
  if (gait == Gait::stand) {
    p = {{0.05, -0.06}, {0.02, 0.02}, {0.06, -0.08}, {0.12, 0.15}, 0.0, breath};
    return p;
  }
  const bool runs = gait == Gait::run;
  const double stride = runs ? 0.85 : gait == Gait::climb ? 0.6 : 0.48;
  for (int i = 0; i < 2; ++i) {
    const double a = kTurn * (cycle + 0.5 * i);
    p.hip[i] = stride * std::sin(a) + (runs ? 0.15 : gait == Gait::climb ? 0.35 : 0);
    p.knee[i] =
        (runs ? 1.25 : 0.62) * std::pow(std::max(0.0, std::cos(a)), 1.4) + (runs ? 0.35 : 0.1);
    p.shoulder[i] = -(runs ? 0.9 : 0.45) * std::sin(a);
    p.elbow[i] = runs ? 1.5 : 0.3;
  }
  p.lean = runs ? 0.22 : gait == Gait::climb ? 0.16 : 0.05;
  p.bob = (runs ? 0.03 : 0.012) * std::cos(kTurn * cycle * 2);
  return p;
}

Point from(Point p, double angle, double length) {
  return {p.x + std::sin(angle) * length, p.y + std::cos(angle) * length};
}

void leg(Brush& brush, Point hip, double thigh, double knee, Colour cloth, Colour boot) {
  const Point k = from(hip, thigh, 0.235), foot = from(k, thigh - knee, 0.235);
  brush.limb(hip, k, 0.105, 0.075, cloth);
  brush.limb(k, foot, 0.075, 0.05, cloth);
  brush.limb(foot, foot + Point{0.055, 0.012}, 0.05, 0.04, boot);
}

Point arm(Brush& brush, Point shoulder, double upper, double elbow, const Wardrobe& w) {
  const Point e = from(shoulder, upper, 0.16), hand = from(e, upper + elbow, 0.15);
  brush.limb(shoulder, e, 0.085, 0.07, w.coat);
  brush.limb(e, hand, 0.07, 0.05, w.coat);
  brush.circle(hand, 0.026);
  brush.fill(w.skin);
  return hand;
}

void head(Brush& brush, Point neck, const Wardrobe& w, double sway) {
  const Point c = neck + Point{0.012, -0.075};
  if (w.long_hair) {
    const Point hair[] = {c + Point{-0.01, -0.075},       c + Point{-0.06, -0.03},
                          c + Point{-0.085 - sway, 0.06}, c + Point{-0.06 - sway * 1.5, 0.15},
                          c + Point{-0.01, 0.08},         c + Point{0.03, -0.05}};
    brush.blob(hair).fill(w.hair);
  }
  brush.limb(neck + Point{0, 0.02}, c, 0.05, 0.05, scaled(w.skin, 0.8));
  brush.ellipse(c, 0.05, 0.062);
  brush.fill(w.skin);
  const Point nose[] = {c + Point{0.04, -0.02}, c + Point{0.063, 0.014}, c + Point{0.04, 0.02}};
  brush.shape(nose).fill(w.skin);
  const Point top[] = {c + Point{-0.056, 0.0},   c + Point{-0.054, -0.045}, c + Point{0, -0.072},
                       c + Point{0.046, -0.045}, c + Point{0.01, -0.035},   c + Point{-0.03, 0.02}};
  brush.blob(top).fill(w.hair);
  if (!w.has_hat) return;
  brush.box(c.x - 0.056, c.y - 0.09, 0.108, 0.055, 0.022);
  brush.fill(scaled(w.coat, 0.8));
  brush.limb(c + Point{-0.06, -0.038}, c + Point{0.085, -0.032}, 0.014, 0.012,
             scaled(w.coat, 0.65));
}

void scarf(Brush& brush, Point neck, const Wardrobe& w, double t, double wind) {
  brush.limb(neck + Point{-0.03, 0.025}, neck + Point{0.045, 0.02}, 0.045, 0.04, w.accent);
  Point at = neck + Point{-0.03, 0.03};
  for (int i = 0; i < 5; ++i) {
    const Point next =
        at + Point{-0.032 * wind, 0.03 - 0.024 * wind + 0.014 * wind * std::sin(t * 9 - i * 1.1)};
    brush.limb(at, next, 0.036, 0.038, scaled(w.accent, 0.92 - 0.04 * i));
    at = next;
  }
}

void coat(Brush& brush, const Wardrobe& w, Point hip, Point neck, double flare, double t) {
  const double hem = w.long_coat ? 0.2 : 0.05, flap = flare * (0.5 + 0.25 * std::sin(t * 8));
  const Point body[] = {neck + Point{-0.085, 0.035},
                        neck + Point{0.0, 0.005},
                        neck + Point{0.085, 0.04},
                        hip + Point{0.085, -0.02},
                        hip + Point{0.105 + flap * 0.2, hem},
                        hip + Point{0.0, hem + 0.012},
                        hip + Point{-0.115 - flap, hem - flap * 0.5},
                        hip + Point{-0.085, -0.03}};
  brush.blob(body).fill(Shade::across(
      -0.13, 0.14, {{0, scaled(w.coat, 0.62)}, {0.55, w.coat}, {1, scaled(w.coat, 1.12)}}));
  brush.move(hip + Point{-0.09, -0.01}).line(hip + Point{0.09, 0});
  brush.stroke(scaled(w.coat, 0.5), 0.016);
}

Wardrobe tinted(Wardrobe w, Colour shade) {
  for (Colour* c : {&w.coat, &w.trousers, &w.skin, &w.hair, &w.accent}) {
    const float alpha = c->a;
    *c = with_alpha(mix(*c, shade, shade.a), alpha);
  }
  return w;
}

void lantern(Brush& brush, Point hand) {
  brush.move(hand).line(hand + Point{0, 0.05});
  brush.stroke(rgb(0x1a1512), 0.008);
  brush.box(hand.x - 0.028, hand.y + 0.045, 0.056, 0.075, 0.01);
  brush.fill(rgb(0xfff0b8));
  brush.box(hand.x - 0.032, hand.y + 0.04, 0.064, 0.014);
  brush.fill(rgb(0x1a1512));
}

void torch(Brush& brush, Point hand, double t) {
  const Point tip = hand + Point{0.035, -0.17};
  brush.limb(hand + Point{-0.01, 0.05}, tip, 0.022, 0.03, rgb(0x2a1a10));
  const double bend = 0.03 * std::sin(t * 11 + hand.x * 50) - 0.05;
  for (const auto& [size, colour] :
       {std::pair{1.0, rgb(0xff7a1c, 0.9f)}, {0.7, rgb(0xffb53c)}, {0.4, rgb(0xfff2c0)}}) {
    const double w = 0.05 * size, tall = 0.17 * size * (1 + 0.15 * std::sin(t * 17));
    brush.move(tip + Point{0, 0.02})
        .curve(tip + Point{-w * 1.5, 0}, tip + Point{-w + bend, -tall * 0.6},
               tip + Point{bend * 2, -tall})
        .curve(tip + Point{w * 0.6 + bend, -tall * 0.5}, tip + Point{w * 1.4, 0},
               tip + Point{0, 0.02})
        .close()
        .fill(colour);
  }
}

void draw_figure(Brush& brush, const FigureOptions& o, double t) {
  const double pace = o.gait == Gait::run ? 1.55 : 0.95;
  const double cycle = o.phase + t * pace;
  const Pose p = pose_of(o.gait, cycle, t, o.phase);
  const Point hip{0, -0.475 + p.bob};
  const Point neck = hip + Point{std::sin(p.lean) * 0.36, -0.36 * std::cos(p.lean)};
  const Wardrobe w = tinted(o.who, o.shade);
  const double wind = o.gait == Gait::run ? 1 : o.gait == Gait::walk ? 0.7 : 0.35;
  const Colour boot = scaled(w.trousers, 0.6);
  const Wardrobe far = tinted(w, with_alpha(scaled(w.coat, 0.3), 0.4));
  arm(brush, neck + Point{-0.03, 0.06}, p.shoulder[1], p.elbow[1], far);
  leg(brush, hip, p.hip[1], p.knee[1], scaled(w.trousers, 0.75), scaled(boot, 0.8));
  leg(brush, hip, p.hip[0], p.knee[0], w.trousers, boot);
  if (o.who.long_hair) scarf(brush, neck, w, t, wind);
  coat(brush, w, hip, neck, o.gait == Gait::run ? 0.09 : 0.03, t);
  head(brush, neck, w, 0.02 * wind * (1 + std::sin(t * 6)));
  const Point shoulder = neck + Point{0.015, 0.065};
  if (o.torch) return torch(brush, arm(brush, shoulder, 1.6, 1.1, w), t);
  if (o.lantern) return lantern(brush, arm(brush, shoulder, 0.5, 0.5, w));
  arm(brush, shoulder, p.shoulder[0], p.elbow[0], w);
}

}  // namespace

void figure(Stage& stage, const FigureOptions& o) {
  const auto place_at = [o](double t) {
    return o.feet + Point{o.facing * o.speed * t, -o.rise * t};
  };
  if (o.lantern || o.torch)
    stage.light(o.depth, [=](Brush& brush, const Moment& now) {
      const double up = o.torch ? 1.05 : 0.5;
      const Point at = place_at(now.t) + Point{o.facing * 0.2 * o.height, -up * o.height};
      brush.glow(at, o.height * 1.5,
                 rgb(0xffc46a, 0.6f + 0.06f * static_cast<float>(std::sin(now.t * 13))));
    });
  stage.each([=](Frame& frame) {
    Brush brush = frame.brush(o.depth);
    const Point feet = place_at(frame.t());
    const auto draw = [&](Point by, const FigureOptions& how) {
      brush.save().shift(feet + by).stretch(o.facing * o.height, o.height);
      draw_figure(brush, how, frame.t());
      brush.restore();
    };
    if (o.rim.a > 0) {
      FigureOptions bright = o;
      bright.shade = with_alpha(o.rim, 1);
      bright.lantern = false;
      draw({-0.012 * o.height, -0.012 * o.height}, bright);
    }
    draw({}, o);
  });
}

}  // namespace sample_film
