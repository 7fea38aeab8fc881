#include "cinecut/survey/internal/faces.h"

#include <algorithm>
#include <filesystem>
#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>
#include <opencv2/objdetect.hpp>
#include <string>
#include <vector>

#include "base/log.h"

namespace cinecut::survey {
namespace {

constexpr double kStep = 1.25;  // From one size of faces to the next.

bool load(cv::CascadeClassifier& cascade, const std::string& name) {
  for (const char* folder : {"/usr/share/opencv4/haarcascades/", "/usr/share/opencv/haarcascades/",
                             "/usr/local/share/opencv4/haarcascades/"})
    if (std::filesystem::exists(folder + name)) return cascade.load(folder + name);
  return false;
}

}  // namespace

struct FaceFinder::State {
  cv::CascadeClassifier frontal, profile;
  bool is_able = false;
};

FaceFinder::FaceFinder() : state_(std::make_unique<State>()) {
  cv::setNumThreads(1);  // Many small pictures: our own threads do better.
  state_->is_able = load(state_->frontal, "haarcascade_frontalface_alt2.xml") &&
                    load(state_->profile, "haarcascade_profileface.xml");
  if (!state_->is_able)
    base::warn("no faces are looked for: OpenCV's cascades are missing (Debian: opencv-data)");
}
FaceFinder::~FaceFinder() = default;
FaceFinder::FaceFinder(FaceFinder&&) noexcept = default;
FaceFinder& FaceFinder::operator=(FaceFinder&&) noexcept = default;

bool FaceFinder::is_able() const { return state_->is_able; }

Faces FaceFinder::find(const GrayPicture& gray, FaceViews views) {
  Faces faces;
  if (!state_->is_able || gray.height_px < 40) return faces;
  auto pixels = gray.pixels;
  cv::Mat picture(gray.height_px, gray.width_px, CV_8UC1, pixels.data());
  const int least = std::max(20, gray.height_px / 6);
  std::vector<cv::Rect> found;
  state_->frontal.detectMultiScale(picture, found, kStep, 2, 0, {least, least});
  for (int turn = 0; turn < 2 && found.empty() && views != FaceViews::frontal; ++turn) {
    state_->profile.detectMultiScale(picture, found, kStep, 4, 0, {least, least});
    cv::flip(picture, picture, 1);  // The cascade knows faces that look left.
  }
  for (const auto& f : found) {
    ++faces.count;
    faces.size =
        std::max(faces.size, static_cast<float>(f.height) / static_cast<float>(gray.height_px));
  }
  return faces;
}

}  // namespace cinecut::survey
