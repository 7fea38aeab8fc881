#pragma once
// Faces: where they look out of a picture.

#include <filesystem>
#include <memory>
#include <vector>

#include "cinecut/survey/survey.h"
#include "media/picture.h"

namespace cinecut::survey {

/// What faces are found by.
enum class FaceMethod {
  none,     ///< Nothing is there to find them by.
  cascade,  ///< Viola and Jones' cascades (2001) as OpenCV brings them: upright, and large ones.
  network,  ///< CenterFace (Xu and others, "CenterFace: joint face detection and alignment using
            ///< face as point", 2019), also small and turned ones.
};

/// The network's weights: in share/cinecut beside the program's folder, in /usr/local or in /usr.
/// Empty if they are in none of them.
std::filesystem::path face_weights();

struct FaceOptions {
  std::filesystem::path weights = face_weights();
  /// Performance: the network looks at the picture shrunk to about this many pixels. More finds
  /// smaller faces, at a cost that is proportional (bench/faces).
  double pixels = 224.0 * 128;
};

class FaceSearch;

/// One thread at a time; several may be used side by side.
class FaceFinder {
 public:
  /// The best method that there is, with these weights or without. Weights that cannot be read are
  /// the same as none.
  explicit FaceFinder(const FaceOptions& options = {});
  ~FaceFinder();
  FaceFinder(FaceFinder&&) noexcept;
  FaceFinder& operator=(FaceFinder&&) noexcept;

  FaceMethod method() const;

  /// The largest first. `picture`: in colour of any size; smaller faces
  /// than about a fifteenth of the picture's height (cascade: a sixth) are not found.
  std::vector<Face> find(const media::Image& picture);

 private:
  std::unique_ptr<FaceSearch> method_;
};

}  // namespace cinecut::survey
