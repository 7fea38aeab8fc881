#include "cinecut/survey/internal/faces.h"

#include <algorithm>
#include <opencv2/core.hpp>

#include "base/files.h"
#include "cinecut/survey/internal/face_methods.h"

namespace cinecut::survey {

std::filesystem::path face_weights() {
  namespace fs = std::filesystem;
  const fs::path name = "share/cinecut/centerface.onnx";
  std::error_code error;
  for (const auto& place :
       {base::program_file().parent_path().parent_path(), fs::path("/usr/local"), fs::path("/usr")})
    if (fs::is_regular_file(place / name, error)) return place / name;
  return {};
}

std::string means_of_survey() { return face_weights().empty() ? "cascade" : "network"; }

FaceFinder::FaceFinder(const FaceOptions& options) {
  cv::setNumThreads(1);  // Many small pictures: our own threads do better.
  if (!options.weights.empty()) method_ = open_network(options);
  if (!method_) method_ = open_cascade();
}
FaceFinder::~FaceFinder() = default;
FaceFinder::FaceFinder(FaceFinder&&) noexcept = default;
FaceFinder& FaceFinder::operator=(FaceFinder&&) noexcept = default;

FaceMethod FaceFinder::method() const { return method_ ? method_->kind() : FaceMethod::none; }

std::vector<Face> FaceFinder::find(const media::Image& picture) {
  if (!method_ || picture.channels != 3 || picture.width_px < 40 || picture.height_px < 40)
    return {};
  auto faces = method_->find(picture);
  std::ranges::stable_sort(faces, std::greater{}, &Face::height);
  return faces;
}

}  // namespace cinecut::survey
