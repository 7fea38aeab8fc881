// What moves in a face: eyes, brows, mouth.

#include <algorithm>
#include <cmath>

#include "sample_film/internal/face_paint.h"
#include "sample_film/internal/noise.h"

namespace sample_film {
namespace {

double blink(const FaceOptions& o, double t) {
  const double every = 2.9 + (is_mara(o) ? 0 : 0.7);
  const double at = std::fmod(t + 1.3 + (is_mara(o) ? 0 : 0.9), every);
  return at < 0.16 ? 1 - std::abs(at - 0.08) / 0.08 : 0;
}

struct Expression {
  double brow_lift, brow_slope, lids, mouth_curve, gaze_y;
};

Expression expression_of(Mood mood) {
  switch (mood) {
    case Mood::sad:
      return {0.008, -0.03, 0.3, -0.018, 0.25};
    case Mood::angry:
      return {-0.02, 0.045, 0.25, -0.012, 0.0};
    case Mood::afraid:
      return {0.03, -0.025, -0.25, -0.008, -0.1};
    case Mood::smiling:
      return {0.012, -0.005, 0.2, 0.026, 0.0};
    case Mood::calm:
      break;
  }
  return {0, 0, 0.05, 0.002, 0};
}

void eye(Brush& brush, Point c, double open, Point gaze, const FacePaint& p) {
  const double w = 0.078, h = 0.04 * open;
  const auto lids = [&] {
    brush.move(c + Point{-w, 0.004})
        .curve(c + Point{-w * 0.5, -h * 1.5}, c + Point{w * 0.5, -h * 1.5}, c + Point{w, 0.004})
        .curve(c + Point{w * 0.5, h * 1.05}, c + Point{-w * 0.5, h * 1.05}, c + Point{-w, 0.004})
        .close();
  };
  if (open > 0.12) {
    brush.save();
    lids();
    brush.clip();
    brush.wash(mix(rgb(0xe9e4da), p.shaded, 0.3));
    const Point iris = c + gaze * 0.022 + Point{0, -0.002};
    brush.circle(iris, 0.035);
    brush.fill(scaled(p.iris, 0.75));
    brush.circle(iris, 0.0175);
    brush.fill(rgb(0x07080a));
    brush.circle(iris + Point{-0.011, -0.013}, 0.008);
    brush.fill(rgb(0xffffff, 0.9f));
    brush.restore();
  }
  brush.move(c + Point{-w * 1.04, 0.006})
      .curve(c + Point{-w * 0.5, -h * 1.55}, c + Point{w * 0.5, -h * 1.55},
             c + Point{w * 1.04, 0.006});
  brush.stroke(p.brow, 0.017);
  brush.move(c + Point{-w * 0.7, h * 0.75})
      .curve(c + Point{-w * 0.3, h * 1.15}, c + Point{w * 0.3, h * 1.15},
             c + Point{w * 0.7, h * 0.75});
  brush.stroke(with_alpha(p.brow, 0.5), 0.007);
}

void brow(Brush& brush, Point c, double side, const Expression& e, const FacePaint& p, bool thick) {
  const double y = c.y - 0.085 - e.brow_lift;
  const Point inner{c.x - side * 0.075, y + e.brow_slope * 0.7 + 0.008};
  const Point outer{c.x + side * 0.1, y - e.brow_slope * 0.3 + 0.01};
  const Point top{c.x + side * 0.02, y - 0.028};
  brush.move(inner).curve(inner + Point{side * 0.05, -0.025}, top, outer);
  brush.stroke(p.brow, thick ? 0.034 : 0.022);
}

void mouth(Brush& brush, Point c, double open, const Expression& e, const FacePaint& p, bool full) {
  const double w = 0.105 - 0.03 * open, curve = e.mouth_curve, gap = 0.075 * open;
  const Point left = c + Point{-w, -curve}, right = c + Point{w, -curve};
  const double lip = full ? 0.028 : 0.017;
  brush.move(left)
      .curve(c + Point{-w * 0.5, -lip - gap * 0.3}, c + Point{-0.02, -lip - gap * 0.35},
             c + Point{0, -lip * 0.75 - gap * 0.3})
      .curve(c + Point{0.02, -lip - gap * 0.35}, c + Point{w * 0.5, -lip - gap * 0.3}, right)
      .curve(c + Point{w * 0.5, curve + lip * 1.3 + gap},
             c + Point{-w * 0.5, curve + lip * 1.3 + gap}, left)
      .close();
  brush.fill(Shade::down(c.y - lip, c.y + lip + gap, {{0, scaled(p.lips, 0.8)}, {1, p.lips}}));
  if (open > 0.08) {
    brush.move(left * 0.9 + c * 0.1)
        .curve(c + Point{-w * 0.4, -gap * 0.4}, c + Point{w * 0.4, -gap * 0.4},
               right * 0.9 + c * 0.1)
        .curve(c + Point{w * 0.4, curve + gap * 0.95}, c + Point{-w * 0.4, curve + gap * 0.95},
               left * 0.9 + c * 0.1)
        .close();
    brush.fill(rgb(0x2a0d0c));
    if (open > 0.3) {
      brush.box(c.x - w * 0.55, c.y - gap * 0.28, w * 1.1, gap * 0.3, gap * 0.1);
      brush.fill(rgb(0xe8e2d6, 0.9f));
    }
    return;
  }
  brush.move(left).curve(c + Point{-w * 0.4, curve}, c + Point{w * 0.4, curve}, right);
  brush.stroke(scaled(p.lips, 0.45), 0.009);
}

}  // namespace

void draw_features(Brush& brush, const FaceOptions& o, const FacePaint& p, const Moment& now) {
  Expression e = expression_of(o.mood);
  const double look = o.turned * 0.05;
  const std::uint32_t key = is_mara(o) ? 61 : 62;
  const double shift = std::floor(now.t * 0.9 + 0.3);
  const Point gaze{o.turned * 0.6 + 0.5 * (random_at(key, static_cast<int>(shift)) - 0.5),
                   e.gaze_y + 0.2 * (random_at(key + 9, static_cast<int>(shift)) - 0.5)};
  const double voice = o.speaks ? now.voice[static_cast<int>(o.who)] : 0;
  e.brow_lift += 0.012 * voice * noise(key, now.t * 3);
  const double open = std::clamp(1 - e.lids, 0.0, 1.3) * (1 - blink(o, now.t));
  for (const double side : {-1.0, 1.0}) {
    const Point c{side * 0.148 + look, -0.065};
    eye(brush, c, open, gaze, p);
    brow(brush, c, side, e, p, !is_mara(o));
  }
  const double speaks = std::clamp(voice * (0.6 + 0.8 * noise(key + 3, now.t * 9)), 0.0, 1.0);
  mouth(brush, {look * 0.9, 0.29}, speaks, e, p, is_mara(o));
}

}  // namespace sample_film
