#include "sample_film/internal/brush.h"

#include <cairo.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace sample_film {
namespace {

constexpr double kPi = 3.14159265358979323846;

void add_stops(cairo_pattern_t* pattern, const Shade& shade) {
  for (const auto& [at, c] : shade.stops)
    cairo_pattern_add_color_stop_rgba(pattern, at, c.r, c.g, c.b, c.a);
}

}  // namespace

Brush::Brush(Bitmap& bitmap, const Placement& world) : bitmap_(bitmap) {
  cairo_surface_t* surface = cairo_image_surface_create_for_data(
      reinterpret_cast<unsigned char*>(bitmap.row(0)), CAIRO_FORMAT_ARGB32, bitmap.width(),
      bitmap.height(), bitmap.stride() * 4);
  cairo_ = cairo_create(surface);
  cairo_surface_destroy(surface);
  cairo_translate(cairo_, world.x, world.y);
  cairo_scale(cairo_, world.scale, world.scale);
  cairo_set_tolerance(cairo_, 0.25);
  cairo_set_antialias(cairo_, CAIRO_ANTIALIAS_FAST);
}

Brush::~Brush() {
  cairo_surface_flush(cairo_get_target(cairo_));
  cairo_destroy(cairo_);
}

Brush& Brush::move(Point p) {
  cairo_move_to(cairo_, p.x, p.y);
  return *this;
}

Brush& Brush::line(Point p) {
  cairo_line_to(cairo_, p.x, p.y);
  return *this;
}

Brush& Brush::curve(Point a, Point b, Point to) {
  cairo_curve_to(cairo_, a.x, a.y, b.x, b.y, to.x, to.y);
  return *this;
}

Brush& Brush::close() {
  cairo_close_path(cairo_);
  return *this;
}

Brush& Brush::shape(std::span<const Point> corners) {
  for (std::size_t i = 0; i < corners.size(); ++i)
    i == 0 ? cairo_move_to(cairo_, corners[i].x, corners[i].y)
           : cairo_line_to(cairo_, corners[i].x, corners[i].y);
  return close();
}

Brush& Brush::blob(std::span<const Point> points) {
  const std::size_t n = points.size();
  if (n < 3) return *this;
  move(points[0]);
  for (std::size_t i = 0; i < n; ++i) {
    const Point before = points[(i + n - 1) % n], from = points[i];
    const Point to = points[(i + 1) % n], after = points[(i + 2) % n];
    curve(from + (to - before) * (1.0 / 6), to - (after - from) * (1.0 / 6), to);
  }
  return close();
}

Brush& Brush::ellipse(Point centre, double rx, double ry, double angle) {
  cairo_save(cairo_);
  cairo_translate(cairo_, centre.x, centre.y);
  cairo_rotate(cairo_, angle);
  cairo_scale(cairo_, rx, ry);
  cairo_new_sub_path(cairo_);
  cairo_arc(cairo_, 0, 0, 1, 0, 2 * kPi);
  cairo_close_path(cairo_);
  cairo_restore(cairo_);
  return *this;
}

Brush& Brush::arc(Point centre, double radius, double from, double to) {
  cairo_arc(cairo_, centre.x, centre.y, radius, from, to);
  return *this;
}

Brush& Brush::box(double x, double y, double width, double height, double rounding) {
  if (rounding <= 0) {
    cairo_rectangle(cairo_, x, y, width, height);
    return *this;
  }
  const double r = rounding, right = x + width - r, bottom = y + height - r;
  cairo_new_sub_path(cairo_);
  cairo_arc(cairo_, right, y + r, r, -kPi / 2, 0);
  cairo_arc(cairo_, right, bottom, r, 0, kPi / 2);
  cairo_arc(cairo_, x + r, bottom, r, kPi / 2, kPi);
  cairo_arc(cairo_, x + r, y + r, r, kPi, kPi * 1.5);
  return close();
}

void Brush::set(Colour c) { cairo_set_source_rgba(cairo_, c.r, c.g, c.b, c.a); }

void Brush::set(const Shade& s) {
  cairo_pattern_t* pattern =
      s.outer < 0
          ? cairo_pattern_create_linear(s.from.x, s.from.y, s.to.x, s.to.y)
          : cairo_pattern_create_radial(s.from.x, s.from.y, s.inner, s.to.x, s.to.y, s.outer);
  add_stops(pattern, s);
  cairo_set_source(cairo_, pattern);
  cairo_pattern_destroy(pattern);
}

void Brush::fill(Colour colour) {
  set(colour);
  cairo_fill(cairo_);
}

void Brush::fill(const Shade& shade) {
  set(shade);
  cairo_fill(cairo_);
}

void Brush::fill_and_keep(Colour colour) {
  set(colour);
  cairo_fill_preserve(cairo_);
}

void Brush::fill_and_keep(const Shade& shade) {
  set(shade);
  cairo_fill_preserve(cairo_);
}

void Brush::stroke(Colour colour, double width) {
  set(colour);
  cairo_set_line_width(cairo_, width);
  cairo_set_line_cap(cairo_, CAIRO_LINE_CAP_ROUND);
  cairo_set_line_join(cairo_, CAIRO_LINE_JOIN_ROUND);
  cairo_stroke(cairo_);
}

void Brush::wash(const Shade& shade) {
  set(shade);
  cairo_paint(cairo_);
}

void Brush::wash(Colour colour) {
  set(colour);
  cairo_paint(cairo_);
}

void Brush::glow(Point centre, double radius, Colour c) {
  cairo_matrix_t m;
  cairo_get_matrix(cairo_, &m);
  const bool is_round =
      std::abs(std::hypot(m.xx, m.yx) - std::hypot(m.xy, m.yy)) < 1e-6 * std::abs(m.xx + m.yx);
  if (is_round) {
    cairo_user_to_device(cairo_, &centre.x, &centre.y);
    cairo_surface_flush(cairo_get_target(cairo_));
    add_glow(bitmap_, centre, radius * std::hypot(m.xx, m.yx), c,
             cairo_get_operator(cairo_) == CAIRO_OPERATOR_SCREEN);
    return cairo_surface_mark_dirty(cairo_get_target(cairo_));
  }
  circle(centre, radius);
  fill(Shade::round(centre, radius,
                    {{0, c},
                     {0.25, with_alpha(c, c.a * 0.5)},
                     {0.5, with_alpha(c, c.a * 0.18)},
                     {0.75, with_alpha(c, c.a * 0.04)},
                     {1, with_alpha(c, 0)}}));
}

void Brush::limb(Point a, Point b, double width_a, double width_b, Colour colour) {
  const double length = std::hypot(b.x - a.x, b.y - a.y);
  if (length < 1e-9) return;
  const Point side = Point{-(b.y - a.y), b.x - a.x} * (0.5 / length);
  // The same sense of turning as the circles', so that overlaps do not cancel.
  const Point corners[] = {a - side * width_a, b - side * width_b, b + side * width_b,
                           a + side * width_a};
  shape(corners).circle(a, width_a / 2).circle(b, width_b / 2);
  fill(colour);
}

void Brush::text(const std::string& words, Point middle, const Lettering& how, Colour colour) {
  cairo_select_font_face(cairo_, how.is_serif ? "DejaVu Serif" : "Inter Display",
                         CAIRO_FONT_SLANT_NORMAL,
                         how.is_bold ? CAIRO_FONT_WEIGHT_BOLD : CAIRO_FONT_WEIGHT_NORMAL);
  cairo_set_font_size(cairo_, how.size);
  const auto width_of = [&](const std::string& s) {
    cairo_text_extents_t e;
    cairo_text_extents(cairo_, s.c_str(), &e);
    return e.x_advance;
  };
  set(colour);
  if (how.spacing == 0) {
    cairo_move_to(cairo_, middle.x - width_of(words) / 2, middle.y);
    cairo_show_text(cairo_, words.c_str());
    return cairo_new_path(cairo_);
  }
  const double gap = how.spacing * how.size;
  double width = -gap;
  for (const char c : words) width += width_of({c}) + gap;
  double x = middle.x - width / 2;
  for (const char c : words) {
    const std::string letter{c};
    cairo_move_to(cairo_, x, middle.y);
    cairo_show_text(cairo_, letter.c_str());
    x += width_of(letter) + gap;
  }
  cairo_new_path(cairo_);
}

Brush& Brush::clip() {
  cairo_clip(cairo_);
  return *this;
}

Brush& Brush::save() {
  cairo_save(cairo_);
  return *this;
}

Brush& Brush::restore() {
  cairo_restore(cairo_);
  return *this;
}

Brush& Brush::shift(Point by) {
  cairo_translate(cairo_, by.x, by.y);
  return *this;
}

Brush& Brush::turn(double angle) {
  cairo_rotate(cairo_, angle);
  return *this;
}

Brush& Brush::stretch(double x, double y) {
  cairo_scale(cairo_, x, y);
  return *this;
}

Brush& Brush::adding() {
  cairo_set_operator(cairo_, CAIRO_OPERATOR_SCREEN);
  return *this;
}

}  // namespace sample_film
