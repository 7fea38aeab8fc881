// Faces from near: flat shapes with a lit and a shaded side, which blink, look and speak.

#include <algorithm>
#include <array>
#include <cmath>

#include "sample_film/internal/face_paint.h"
#include "sample_film/internal/noise.h"

namespace sample_film {
namespace {

Colour lit_by(Colour c, Colour light, double strength) {
  return {std::min(1.0f, c.r * (1 + (light.r - 0.5f) * static_cast<float>(strength))),
          std::min(1.0f, c.g * (1 + (light.g - 0.5f) * static_cast<float>(strength))),
          std::min(1.0f, c.b * (1 + (light.b - 0.5f) * static_cast<float>(strength))), c.a};
}

FacePaint paint_for(const FaceOptions& o) {
  const Wardrobe& w = o.who == Speaker::mara ? kMara : kElias;
  FacePaint p;
  p.skin = lit_by(mix(w.skin, o.dark, 0.12), o.light, 0.3);
  p.lit = lit_by(w.skin, o.light, 0.55);
  p.shaded = mix(w.skin, o.dark, o.contrast);
  p.hair = mix(w.hair, o.dark, 0.35);
  p.hair_lit = lit_by(w.hair, o.light, 0.9);
  p.coat = mix(w.coat, o.dark, 0.4);
  p.lips = mix(o.who == Speaker::mara ? rgb(0xa8483f) : rgb(0x99604f), o.dark, 0.15);
  p.brow = mix(w.hair, rgb(0x0a0706), 0.45);
  p.iris = o.who == Speaker::mara ? rgb(0x3d6b5c) : rgb(0x4a6f94);
  return p;
}

void outline(Brush& brush, const FaceOptions& o) {
  const double jaw = is_mara(o) ? 0.235 : 0.285, chin = is_mara(o) ? 0.075 : 0.115;
  const Point points[] = {{-0.335, -0.12}, {-0.30, -0.36}, {-0.15, -0.5},  {0.0, -0.53},
                          {0.15, -0.5},    {0.30, -0.36},  {0.335, -0.12}, {0.325, 0.1},
                          {jaw, 0.33},     {chin, 0.475},  {-chin, 0.475}, {-jaw, 0.33},
                          {-0.325, 0.1}};
  brush.blob(points);
}

void bust(Brush& brush, const FaceOptions& o, const FacePaint& p) {
  const Point neck[] = {{-0.17, 0.25}, {0.17, 0.25}, {0.2, 0.75}, {-0.2, 0.75}};
  brush.shape(neck).fill(
      Shade::down(0.3, 0.75, {{0, scaled(p.shaded, 0.8)}, {0.5, p.shaded}, {1, p.skin}}));
  const double wide = is_mara(o) ? 0.78 : 0.95;
  const Point body[] = {{-0.2, 0.62},    {0.2, 0.62},      {wide * 0.75, 0.8}, {wide, 1.1},
                        {wide + 0.1, 2}, {-wide - 0.1, 2}, {-wide, 1.1},       {-wide * 0.75, 0.8}};
  const double s = o.light_x;
  brush.blob(body).fill(
      Shade::across(-wide * s, wide * s,
                    {{0, scaled(p.coat, 0.5)}, {0.6, p.coat}, {1, lit_by(p.coat, o.light, 0.8)}}));
  const Colour accent = mix(is_mara(o) ? kMara.accent : rgb(0x56616b), o.dark, 0.25);
  const Point collar[] = {{-0.27, 0.55}, {0.0, 0.66},  {0.27, 0.55},
                          {0.33, 0.72},  {0.05, 0.86}, {-0.3, 0.75}};
  brush.blob(collar).fill(Shade::down(0.55, 0.9, {{0, accent}, {1, scaled(accent, 0.55)}}));
}

void hair_behind(Brush& brush, const FaceOptions& o, const FacePaint& p) {
  if (!is_mara(o)) return;
  const Point back[] = {{0, -0.62},   {-0.3, -0.54}, {-0.43, -0.2}, {-0.44, 0.25},
                        {-0.5, 0.7},  {-0.28, 0.9},  {0.28, 0.9},   {0.5, 0.7},
                        {0.44, 0.25}, {0.43, -0.2},  {0.3, -0.54}};
  brush.blob(back).fill(Shade::down(-0.6, 0.9, {{0, p.hair}, {1, scaled(p.hair, 0.5)}}));
}

void hair_before(Brush& brush, const FaceOptions& o, const FacePaint& p) {
  const Shade shade = Shade::across(-0.4 * o.light_x, 0.4 * o.light_x,
                                    {{0, scaled(p.hair, 0.8)}, {0.55, p.hair}, {1, p.hair_lit}});
  if (is_mara(o)) {
    const Point left[] = {{0.06, -0.6},  {-0.25, -0.57}, {-0.41, -0.3},
                          {-0.415, 0.1}, {-0.37, 0.34},  {-0.335, 0.05},
                          {-0.30, -0.2}, {-0.17, -0.4},  {0.08, -0.5}};
    const Point right[] = {{0.02, -0.61}, {0.26, -0.56},  {0.41, -0.3},  {0.415, 0.1}, {0.37, 0.38},
                           {0.335, 0.05}, {0.305, -0.18}, {0.22, -0.36}, {0.05, -0.5}};
    brush.blob(left).fill(shade);
    brush.blob(right).fill(shade);
    return;
  }
  const Point side[] = {{-0.35, 0.05},  {-0.37, -0.25}, {-0.28, -0.5}, {0, -0.58},   {0.28, -0.5},
                        {0.37, -0.25},  {0.35, 0.05},   {0.325, -0.1}, {0.27, -0.3}, {0.1, -0.38},
                        {-0.12, -0.39}, {-0.27, -0.3},  {-0.325, -0.1}};
  brush.blob(side).fill(shade);
  const Colour cap = mix(rgb(0x3a4656), o.dark, 0.35);
  const Point crown[] = {{-0.4, -0.36}, {-0.36, -0.58}, {-0.12, -0.71}, {0.16, -0.71},
                         {0.38, -0.57}, {0.4, -0.36},   {0.0, -0.43}};
  brush.blob(crown).fill(Shade::across(-0.4 * o.light_x, 0.4 * o.light_x,
                                       {{0, scaled(cap, 0.55)}, {1, lit_by(cap, o.light, 0.7)}}));
  const Point peak[] = {{-0.37, -0.41}, {0.0, -0.47},  {0.37, -0.41},
                        {0.3, -0.355},  {0.0, -0.375}, {-0.3, -0.355}};
  brush.blob(peak).fill(scaled(cap, 0.5));
}

void shading(Brush& brush, const FaceOptions& o, const FacePaint& p) {
  const double s = o.light_x, look = o.turned * 0.05;
  brush.save();
  outline(brush, o);
  brush.clip();
  brush.wash(Shade::across(
      -0.34 * s, 0.34 * s,
      {{0, p.shaded}, {0.36, mix(p.shaded, p.skin, 0.6)}, {0.5, p.skin}, {1, p.lit}}));
  // Eye sockets, under the cheekbones, under the lip, beside the nose: what makes it a face.
  for (const double x : {-0.148, 0.148}) {
    brush.ellipse({x + look, -0.075}, 0.115, 0.068);
    brush.fill(Shade::round({x + look, -0.085}, 0.12,
                            {{0, with_alpha(scaled(p.shaded, 0.75), 0.6)},
                             {0.6, with_alpha(p.shaded, 0.4)},
                             {1, with_alpha(p.shaded, 0)}}));
    const Point cheek[] = {{x * 2.35, 0.05}, {x * 1.5, 0.2}, {x * 1.1, 0.4}, {x * 2.2, 0.4}};
    brush.blob(cheek).fill(with_alpha(p.shaded, 0.22));
    if (x * s < 0) continue;
    brush.ellipse({x * 1.25 + look, 0.1}, 0.1, 0.07);
    brush.fill(Shade::round({x * 1.25 + look, 0.1}, 0.1,
                            {{0, with_alpha(p.lit, 0.5)}, {1, with_alpha(p.lit, 0)}}));
  }
  const Point side[] = {{look - 0.012 * s, -0.1},
                        {look - 0.05 * s, 0.1},
                        {look - 0.085 * s, 0.15},
                        {look - 0.02 * s, 0.17},
                        {look, 0.1}};
  brush.blob(side).fill(with_alpha(p.shaded, 0.75));
  const Point bridge[] = {{look + 0.02 * s, -0.12},
                          {look + 0.042 * s, 0.1},
                          {look + 0.01 * s, 0.14},
                          {look - 0.012 * s, 0.0}};
  brush.blob(bridge).fill(with_alpha(p.lit, 0.8));
  for (const double x : {-0.045, 0.045}) {
    brush.ellipse({look + x, 0.158}, 0.022, 0.011);
    brush.fill(with_alpha(scaled(p.shaded, 0.4), 0.9));
  }
  const Point lip[] = {{look * 0.8 - 0.06, 0.365},
                       {look * 0.8, 0.378},
                       {look * 0.8 + 0.06, 0.365},
                       {look * 0.8, 0.4}};
  brush.blob(lip).fill(with_alpha(p.shaded, 0.45));
  if (!is_mara(o)) {
    const Point beard[] = {{-0.36, 0.0}, {-0.27, 0.2}, {-0.12, 0.225}, {0, 0.215},  {0.12, 0.225},
                           {0.27, 0.2},  {0.36, 0.0},  {0.36, 0.6},    {-0.36, 0.6}};
    brush.blob(beard).fill(Shade::down(0.05, 0.4,
                                       {{0, with_alpha(p.hair, 0.05)},
                                        {0.6, with_alpha(p.hair, 0.22)},
                                        {1, with_alpha(p.hair, 0.3)}}));
  }
  brush.restore();
}

}  // namespace

void face(Stage& stage, const FaceOptions& o) {
  const FacePaint p = paint_for(o);
  const auto sway = [o](const Moment& now) {
    const double voice = o.speaks ? now.voice[static_cast<int>(o.who)] : 0;
    return Point{0.004 * std::sin(now.t * 0.9 + o.size),
                 0.003 * std::sin(now.t * 1.6) + 0.004 * voice} *
           (o.size * 1.6);
  };
  const Area extra{0.02, 0.02, 0.02, 0.02};
  stage.layer({.extra = extra}, [&](Brush& brush, const Area&) {
    brush.shift(o.at).stretch(o.size, o.size);
    hair_behind(brush, o, p);
    bust(brush, o, p);
  });
  stage.layer({.extra = extra, .motion = sway}, [&](Brush& brush, const Area&) {
    brush.shift(o.at).stretch(o.size, o.size);
    for (const double x : {-0.335, 0.335}) {
      brush.ellipse({x, 0.01}, 0.045, 0.085);
      brush.fill(scaled(x * o.light_x > 0 ? p.skin : p.shaded, 0.85));
    }
    shading(brush, o, p);
    hair_before(brush, o, p);
  });
  stage.each([=](Frame& frame) {
    Brush brush = frame.brush();
    brush.shift(o.at + sway(frame.now())).stretch(o.size, o.size);
    draw_features(brush, o, p, frame.now());
  });
}

void shoulder(Stage& stage, Speaker who, double side, Colour shade) {
  const bool mara = who == Speaker::mara;
  stage.layer({.depth = 1.25, .blur = 0.012, .texture = 0}, [&](Brush& brush, const Area&) {
    brush.shift({side * 0.66, 0.62}).stretch(-side * 0.9, 0.9);
    const Point head[] = {{0.02, -0.52}, {-0.2, -0.42}, {-0.27, -0.15}, {-0.2, 0.12},
                          {0.05, 0.2},   {0.2, 0.06},   {0.25, -0.18},  {0.2, -0.42}};
    const Point body[] = {{-0.2, 0.12}, {0.1, 0.14}, {0.42, 0.26}, {0.6, 0.5},
                          {0.65, 1.2},  {-0.8, 1.2}, {-0.6, 0.4}};
    // First a lighter copy, moved towards the light: what shows of it is a rim.
    for (const bool is_rim : {true, false}) {
      const double dark = is_rim ? 0.25 : 0.82;
      brush.save().shift(is_rim ? Point{-0.014, -0.012} : Point{});
      brush.blob(body).fill(mix(mara ? kMara.coat : kElias.coat, shade, dark));
      if (mara) {
        const Point hair[] = {{-0.26, -0.2}, {-0.3, 0.15}, {-0.25, 0.5},
                              {0.1, 0.52},   {0.24, 0.2},  {0.22, -0.2}};
        brush.blob(hair).fill(mix(kMara.hair, shade, dark));
      }
      brush.blob(head).fill(mix(mara ? kMara.hair : rgb(0x3a4656), shade, dark));
      brush.restore();
    }
  });
}

}  // namespace sample_film
