#pragma once
// View: do two pictures show the same, once the whole camera has moved, its lens has zoomed or the
// light has changed? Blocks cannot tell after a long way or a quick zoom; whole pictures can.

#include <memory>
#include <vector>

#include "cinecut/survey/small_picture.h"

namespace cinecut::survey {

/// A picture prepared to be compared with several others.
class View {
 public:
  enum class Zooms { none, all };
  explicit View(const SmallPicture& picture, Zooms zooms = Zooms::all);

  friend float likeness(const View& a, const View& b, float enough);

 private:
  struct Zoomed;
  std::shared_ptr<const std::vector<Zoomed>> zoomed_;  ///< From none on.
};

/// Normalised correlation of the middle frequencies where the two fit best: shifted by up to half
/// the picture's size and, where both were prepared for it, zoomed by up to 1.6 either way. 1: the
/// same view. Of unrelated pictures half are below 0.33 and 99 in 100 below 0.55. Stops looking
/// once there is `enough`.
float likeness(const View& a, const View& b, float enough);

}  // namespace cinecut::survey
