#pragma once
// Drawing shapes on a bitmap, in the coordinates of a shot's world (see Point).

#include <span>
#include <string>
#include <utility>
#include <vector>

#include "sample_film/internal/bitmap.h"
#include "sample_film/internal/colour.h"

struct _cairo;  // NOLINT(bugprone-reserved-identifier): so cairo names it.

namespace sample_film {

/// A gradient along a line, or between two circles.
struct Shade {
  struct Stop {
    double at = 0;
    Colour colour;
  };
  Point from, to;
  double inner = -1, outer = -1;  ///< Radii; negative: along a line.
  std::vector<Stop> stops;

  static Shade down(double top, double bottom, std::vector<Stop> stops) {
    return {{0, top}, {0, bottom}, -1, -1, std::move(stops)};
  }
  static Shade across(double left, double right, std::vector<Stop> stops) {
    return {{left, 0}, {right, 0}, -1, -1, std::move(stops)};
  }
  static Shade round(Point centre, double radius, std::vector<Stop> stops) {
    return {centre, centre, 0, radius, std::move(stops)};
  }
};

/// Draws with antialiasing. A path is built, then filled or stroked, which ends it. Angles in
/// radians, clockwise. One thread at a time.
class Brush {
 public:
  Brush(Bitmap& bitmap, const Placement& world);
  ~Brush();
  Brush(const Brush&) = delete;
  Brush& operator=(const Brush&) = delete;

  Brush& move(Point p);
  Brush& line(Point p);
  Brush& curve(Point a, Point b, Point to);
  Brush& close();
  Brush& shape(std::span<const Point> corners);
  /// A closed smooth shape through the points (Catmull-Rom).
  Brush& blob(std::span<const Point> points);
  Brush& circle(Point centre, double radius) { return ellipse(centre, radius, radius); }
  Brush& ellipse(Point centre, double rx, double ry, double angle = 0);
  Brush& arc(Point centre, double radius, double from, double to);
  Brush& box(double x, double y, double width, double height, double rounding = 0);

  void fill(Colour colour);
  void fill(const Shade& shade);
  /// Keeps the path for the next fill or stroke.
  void fill_and_keep(Colour colour);
  void fill_and_keep(const Shade& shade);
  void stroke(Colour colour, double width);
  /// Fills everything.
  void wash(const Shade& shade);
  void wash(Colour colour);

  /// A soft round light.
  void glow(Point centre, double radius, Colour colour);
  /// A limb: a line with round ends, thicker at `a`.
  void limb(Point a, Point b, double width_a, double width_b, Colour colour);

  struct Lettering {
    double size = 0.1;  ///< Height of the line.
    bool is_bold = false;
    bool is_serif = true;
    double spacing = 0;  ///< Extra space per letter, in sizes.
  };
  /// Text centred on `middle` (its baseline).
  void text(const std::string& words, Point middle, const Lettering& how, Colour colour);

  /// Drawing inside of the path only, until restored.
  Brush& clip();
  Brush& save();
  Brush& restore();
  Brush& shift(Point by);
  Brush& turn(double angle);
  Brush& stretch(double x, double y);
  /// Adds instead of covering ("screen"), until restored.
  Brush& adding();

 private:
  void set(Colour colour);
  void set(const Shade& shade);
  struct _cairo* cairo_ = nullptr;
  Bitmap& bitmap_;
};

}  // namespace sample_film
