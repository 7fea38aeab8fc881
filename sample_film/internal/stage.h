#pragma once
// One shot being built and shown: layers painted once and moved by the camera, and what is drawn
// anew for each frame.

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "sample_film/internal/bitmap.h"
#include "sample_film/internal/brush.h"
#include "sample_film/internal/colour.h"

namespace sample_film {

enum class Speaker { mara, elias };

/// All that a drawing may depend on.
struct Moment {
  double t = 0;                  ///< Seconds since the shot began.
  double length = 1;             ///< Of the shot, in seconds.
  std::int64_t frame = 0;        ///< Of the film.
  std::array<float, 2> voice{};  ///< How loud each Speaker speaks, 0 to 1.

  double share() const { return length > 0 ? t / length : 0; }
};

struct Camera {
  Point at{0, 0.5};  ///< The middle of the picture.
  double zoom = 1;
};

/// The part of the world that something covers.
struct Area {
  double left = 0, top = 0, right = 0, bottom = 0;
  double width() const { return right - left; }
  double height() const { return bottom - top; }
};

/// A frame being drawn.
class Frame {
 public:
  Frame(Bitmap& picture, const Moment& now, const Camera& camera)
      : picture_(picture), now_(now), camera_(camera) {}

  const Moment& now() const { return now_; }
  double t() const { return now_.t; }
  Bitmap& picture() { return picture_; }
  /// World to pixels, for things at a depth: 0 far away and unmoved, 1 where the camera looks.
  Placement view(double depth) const;
  Brush brush(double depth = 1) { return {picture_, view(depth)}; }

 private:
  Bitmap& picture_;
  const Moment& now_;
  Camera camera_;
};

struct LayerOptions {
  double depth = 1;
  double blur = 0;        ///< Radius in heights of the picture; 0: sharp.
  double texture = 0.05;  ///< Paper grain; 0: none.
  Area extra;             ///< How much more than the camera sees, to each side.
  std::function<Point(const Moment&)> motion;  ///< Empty: none.
};

class Stage {
 public:
  /// `path`: where the camera is at each moment; called with `length` and t from 0 to `length`.
  Stage(int width, int height, std::uint32_t seed, double length,
        std::function<Camera(const Moment&)> path);

  /// Paints a layer once. The painter is told which area must be covered.
  void layer(const LayerOptions& options, const std::function<void(Brush&, const Area&)>& painter);
  /// Calls for each frame, in the order of layers.
  void each(std::function<void(Frame&)> painter);
  /// Light added over all that is drawn so far, softly: drawn at a quarter of the size.
  void light(double depth, std::function<void(Brush&, const Moment&)> painter);

  /// What the camera sees of a depth during the shot.
  Area seen(double depth) const;
  std::uint32_t seed() const { return seed_; }
  int height() const { return height_; }
  double aspect() const { return static_cast<double>(width_) / height_; }
  double length() const { return length_; }

  /// Paints what the frame shows. From any thread, several at a time.
  void draw(Bitmap& picture, const Moment& now) const;

  Print look;  ///< Vignette and grain of the shot.

 private:
  int width_, height_;
  std::uint32_t seed_;
  double length_;
  std::function<Camera(const Moment&)> path_;

  struct Layer;
  struct Element {
    std::shared_ptr<const Layer> layer;  ///< Or:
    std::function<void(Frame&)> painter;
  };
  std::vector<Element> elements_;
};

}  // namespace sample_film
