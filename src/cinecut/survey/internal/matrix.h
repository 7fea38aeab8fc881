#pragma once
// Pictures as OpenCV's matrices.

#include <cstdint>
#include <vector>

namespace cv {
class Mat;
}

namespace cinecut::survey {

/// `pixels` row by row without gaps, of CV_8UC1 or CV_8UC3. Borrows them: to be read only, and not
/// to outlive them.
cv::Mat matrix_over(const std::vector<std::uint8_t>& pixels, int width_px, int height_px, int type);

}  // namespace cinecut::survey
