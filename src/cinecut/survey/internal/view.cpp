#include "cinecut/survey/internal/view.h"

#include <algorithm>
#include <cmath>
#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>
#include <utility>

namespace cinecut::survey {
namespace {

constexpr int kWidth = SmallPicture::kHalfWidth, kHeight = SmallPicture::kHalfHeight;
constexpr int kReachX = kWidth / 2, kReachY = kHeight / 2;  // The longest shift.
constexpr int kPaddedWidth = kWidth + kReachX, kPaddedHeight = kHeight + kReachY;
constexpr double kTimes[] = {1.2, 1.45};
constexpr float kGoodOverlap = 0.7f;  // Of the picture; with less a good fit may be chance.

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

struct View::Zoomed {
  explicit Zoomed(const cv::Mat& plane);
  static float best_shift(const Zoomed& a, const Zoomed& b);

  cv::Mat spectrum;
  cv::Mat energy;  // Sums of squares above and left of each place.
};

View::Zoomed::Zoomed(const cv::Mat& plane) {
  cv::Mat padded(kPaddedHeight, kPaddedWidth, CV_32F, cv::Scalar(0));
  plane.copyTo(padded(cv::Rect(0, 0, kWidth, kHeight)));
  cv::dft(padded, spectrum, 0, kHeight);
  cv::integral(plane.mul(plane), energy, CV_32F);
}

View::View(const SmallPicture& picture, Zooms zooms) {
  const auto plane = middle_frequencies(picture);
  std::vector<Zoomed> zoomed{Zoomed(plane)};
  if (zooms == Zooms::all)
    for (const double times : kTimes) zoomed.emplace_back(zoomed_in(plane, times));
  zoomed_ = std::make_shared<const std::vector<Zoomed>>(std::move(zoomed));
}

float View::Zoomed::best_shift(const Zoomed& a, const Zoomed& b) {
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
  using Zoomed = View::Zoomed;
  const auto &as = *a.zoomed_, &bs = *b.zoomed_;
  float best = Zoomed::best_shift(as[0], bs[0]);
  for (std::size_t i = 1; i < std::min(as.size(), bs.size()) && best < enough; ++i) {
    best = std::max(best, Zoomed::best_shift(as[0], bs[i]));
    best = std::max(best, Zoomed::best_shift(as[i], bs[0]));
  }
  return best;
}

}  // namespace cinecut::survey
