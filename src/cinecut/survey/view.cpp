#include "cinecut/survey/view.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

namespace cinecut {
namespace {

constexpr int kWidth = SmallPicture::kHalfWidth, kHeight = SmallPicture::kHalfHeight;
constexpr int kReachX = kWidth / 2, kReachY = kHeight / 2;  // The longest shift.
constexpr int kPaddedWidth = kWidth + kReachX, kPaddedHeight = kHeight + kReachY;
constexpr double kTimes[] = {1.2, 1.45};
constexpr float kGoodOverlap = 0.7f;  // Of the picture; less than this, and a good fit may be chance.

// Without what is finer than a blurred picture shows, and without light; of deviation 1.
cv::Mat middle_frequencies(const SmallPicture& picture) {
  const cv::Mat half(kHeight, kWidth, CV_8U, const_cast<std::uint8_t*>(picture.half.data()));
  cv::Mat plane, fine, coarse;
  half.convertTo(plane, CV_32F);
  cv::GaussianBlur(plane, fine, {}, 1);
  cv::GaussianBlur(plane, coarse, {}, 5);
  cv::subtract(fine, coarse, plane);
  constexpr double noise = 1.5;
  cv::Scalar mean, deviation;
  cv::meanStdDev(plane, mean, deviation);
  return plane / std::max(noise, deviation[0]);
}

// The middle of the picture, `times` as large.
cv::Mat zoomed_in(const cv::Mat& plane, double times) {
  constexpr double x = (kWidth - 1) / 2.0, y = (kHeight - 1) / 2.0;
  const cv::Matx23d map(times, 0, x - times * x, 0, times, y - times * y);
  cv::Mat result;
  cv::warpAffine(plane, result, map, plane.size(), cv::INTER_LINEAR);
  return result;
}

// In the rectangle of w x h at (x, y).
float energy_in(const cv::Mat& sums, int x, int y, int w, int h) {
  const auto* upper = sums.ptr<float>(y) + x;
  const auto* lower = sums.ptr<float>(y + h) + x;
  return lower[w] - lower[0] - upper[w] + upper[0];
}

}  // namespace

View::Zoomed View::prepare(const cv::Mat& plane) {
  Zoomed zoomed;
  cv::Mat padded(kPaddedHeight, kPaddedWidth, CV_32F, cv::Scalar(0));
  plane.copyTo(padded(cv::Rect(0, 0, kWidth, kHeight)));
  cv::dft(padded, zoomed.spectrum, 0, kHeight);
  cv::integral(plane.mul(plane), zoomed.energy, CV_32F);
  return zoomed;
}

View::View(const SmallPicture& picture, Zooms zooms) {
  const auto plane = middle_frequencies(picture);
  zoomed_.push_back(prepare(plane));
  if (zooms == Zooms::none) return;
  for (const double times : kTimes) zoomed_.push_back(prepare(zoomed_in(plane, times)));
}

float View::best_shift(const Zoomed& a, const Zoomed& b) {
  cv::Mat product, sums;
  cv::mulSpectrums(a.spectrum, b.spectrum, product, 0, true);
  cv::dft(product, sums, cv::DFT_INVERSE | cv::DFT_SCALE | cv::DFT_REAL_OUTPUT);
  float best = 0;
  for (int dy = -kReachY; dy <= kReachY; ++dy) {
    const int h = kHeight - std::abs(dy), ay = std::max(0, dy), by = std::max(0, -dy);
    const auto* row = sums.ptr<float>(dy < 0 ? dy + kPaddedHeight : dy);
    for (int dx = -kReachX; dx <= kReachX; ++dx) {
      const float sum = row[dx < 0 ? dx + kPaddedWidth : dx];
      if (sum <= 0) continue;
      const int w = kWidth - std::abs(dx), ax = std::max(0, dx), bx = std::max(0, -dx);
      const auto area = static_cast<float>(w * h);
      const float least = 0.1f * area;  // To plain parts anything would fit.
      const float energy = std::max(least, energy_in(a.energy, ax, ay, w, h)) *
                           std::max(least, energy_in(b.energy, bx, by, w, h));
      const float trust = std::min(1.0f, area / (kGoodOverlap * kWidth * kHeight));
      best = std::max(best, sum * sum / energy * trust);
    }
  }
  return std::sqrt(best);
}

float likeness(const View& a, const View& b, float enough) {
  float best = View::best_shift(a.zoomed_[0], b.zoomed_[0]);
  const auto zooms = std::min(a.zoomed_.size(), b.zoomed_.size());
  for (std::size_t i = 1; i < zooms && best < enough; ++i) {
    best = std::max(best, View::best_shift(a.zoomed_[0], b.zoomed_[i]));
    best = std::max(best, View::best_shift(a.zoomed_[i], b.zoomed_[0]));
  }
  return best;
}

}  // namespace cinecut
