// CenterFace: each cell of 4 x 4 pixels says how surely a face's middle lies in it, where in it,
// and how large the face is (Xu and others, 2019, section 3).

#include <algorithm>
#include <cmath>
#include <opencv2/core.hpp>
#include <opencv2/dnn.hpp>
#include <opencv2/imgproc.hpp>

#include "cinecut/survey/internal/face_methods.h"
#include "cinecut/survey/internal/matrix.h"

namespace cinecut::survey {
namespace {

constexpr int kStride = 32, kCell = 4;
constexpr float kSure = 0.5f;       // Less is no face.
constexpr float kOverlap = 0.3f;    // Intersection over union; more is the same face.
constexpr float kSmallest = 0.05f;  // Of the picture's height: below, what is found is chance.

// The surest of those that overlap.
std::vector<Face> without_doubles(const std::vector<Face>& all) {
  std::vector<cv::Rect2d> boxes;
  std::vector<float> sure;
  for (const auto& face : all) {
    boxes.emplace_back(face.x, face.y, face.width, face.height);
    sure.push_back(face.sure);
  }
  std::vector<int> kept;
  cv::dnn::NMSBoxes(boxes, sure, kSure, kOverlap, kept);
  std::vector<Face> faces;
  faces.reserve(kept.size());
  for (const int i : kept) faces.push_back(all[static_cast<std::size_t>(i)]);
  return faces;
}

// About so many pixels, in steps of the network's stride.
cv::Size size_for(const media::Image& picture, double pixels) {
  const double aspect = static_cast<double>(picture.width_px) / picture.height_px;
  const auto steps = [](double length) {
    return std::max(1, static_cast<int>(std::lround(length / kStride))) * kStride;
  };
  return {steps(std::sqrt(pixels * aspect)), steps(std::sqrt(pixels / aspect))};
}

class Network final : public FaceSearch {
 public:
  Network(std::filesystem::path weights, double pixels)
      : weights_(std::move(weights)), pixels_(pixels) {
    load();
  }

  FaceMethod kind() const override { return FaceMethod::network; }

  std::vector<Face> find(const media::Image& picture) override {
    const auto rgb = matrix_over(picture.pixels, picture.width_px, picture.height_px, CV_8UC3);
    const auto size = size_for(picture, pixels_);
    if (size_ != size && size_ != cv::Size()) load();  // After another size, OpenCV 4.6 and 4.11
    size_ = size;                                      // find faces everywhere.
    cv::Mat small;
    cv::resize(rgb, small, size, 0, 0, cv::INTER_AREA);
    net_.setInput(cv::dnn::blobFromImage(small));
    std::vector<cv::Mat> maps;  // How sure, sizes, offsets.
    net_.forward(maps, std::vector<cv::String>{"537", "538", "539"});
    return without_doubles(faces_in(maps, size));
  }

 private:
  static std::vector<Face> faces_in(const std::vector<cv::Mat>& maps, cv::Size size) {
    const int rows = maps[0].size[2], columns = maps[0].size[3];
    const auto at = [&](int map, int channel, int y, int x) {
      return maps[static_cast<std::size_t>(map)].ptr<float>(0, channel)[y * columns + x];
    };
    std::vector<Face> faces;
    for (int y = 0; y < rows; ++y)
      for (int x = 0; x < columns; ++x) {
        const float sure = at(0, 0, y, x);
        if (!(sure > kSure)) continue;
        Face face;
        face.sure = sure;
        face.height = std::exp(at(1, 0, y, x)) * kCell / static_cast<float>(size.height);
        face.width = std::exp(at(1, 1, y, x)) * kCell / static_cast<float>(size.width);
        const float middle_y = static_cast<float>(y) + at(2, 0, y, x) + 0.5f;
        const float middle_x = static_cast<float>(x) + at(2, 1, y, x) + 0.5f;
        face.y = middle_y * kCell / static_cast<float>(size.height) - face.height / 2;
        face.x = middle_x * kCell / static_cast<float>(size.width) - face.width / 2;
        const bool is_finite = std::isfinite(face.x) && std::isfinite(face.y) &&
                               std::isfinite(face.width) && std::isfinite(face.height);
        if (is_finite && face.height >= kSmallest && face.height < 2 && face.width < 2)
          faces.push_back(face);
      }
    return faces;
  }

  void load() { net_ = cv::dnn::readNetFromONNX(weights_.string()); }

  std::filesystem::path weights_;
  double pixels_;
  cv::dnn::Net net_;
  cv::Size size_;  // Of the pictures so far.
};

}  // namespace

std::unique_ptr<FaceSearch> open_network(const FaceOptions& options) {
  try {
    return std::make_unique<Network>(options.weights, options.pixels);
  } catch (const cv::Exception&) {
    return nullptr;
  }
}

}  // namespace cinecut::survey
