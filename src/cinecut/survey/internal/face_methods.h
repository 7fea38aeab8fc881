#pragma once
// The ways of finding faces that FaceFinder chooses from.

#include "cinecut/survey/internal/faces.h"

namespace cinecut::survey {

class FaceSearch {
 public:
  FaceSearch() = default;
  FaceSearch(const FaceSearch&) = delete;
  FaceSearch& operator=(const FaceSearch&) = delete;
  virtual ~FaceSearch() = default;
  virtual FaceMethod kind() const = 0;
  /// `picture`: R G B, at least 40 x 40.
  virtual std::vector<Face> find(const media::Image& picture) = 0;
};

/// Nothing if they cannot be read.
std::unique_ptr<FaceSearch> open_network(const FaceOptions& options);
/// Nothing if OpenCV's files are missing.
std::unique_ptr<FaceSearch> open_cascade();

}  // namespace cinecut::survey
