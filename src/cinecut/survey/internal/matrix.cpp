#include "cinecut/survey/internal/matrix.h"

#include <opencv2/core.hpp>

namespace cinecut::survey {

cv::Mat matrix_over(const std::vector<std::uint8_t>& pixels, int width_px, int height_px,
                    int type) {
  // OpenCV has no matrix of pixels that must not be changed.
  return {height_px, width_px, type, const_cast<std::uint8_t*>(pixels.data())};
}

}  // namespace cinecut::survey
