#pragma once
// Faces: how many look out of a picture, and how large.

#include <memory>

#include "cinecut/survey/internal/picture_measures.h"

namespace cinecut::survey {

struct Faces {
  int count = 0;
  float size = 0;  ///< Height of the largest over the picture's.
};

/// Which ways of looking are worth their time.
enum class FaceViews { frontal, frontal_and_profile };

/// Viola and Jones' cascades (2001) as OpenCV brings them. Faces lower than a sixth of the picture,
/// or than 20 pixels, are not looked for. One thread at a time.
class FaceFinder {
 public:
  FaceFinder();
  ~FaceFinder();
  FaceFinder(FaceFinder&&) noexcept;
  FaceFinder& operator=(FaceFinder&&) noexcept;

  /// The cascades' files were found; without them no faces are.
  bool is_able() const;
  Faces find(const GrayPicture& gray, FaceViews views);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace cinecut::survey
