#include "cinecut/survey/internal/subject.h"

#include <algorithm>
#include <cmath>
#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

#include "cinecut/survey/internal/matrix.h"
#include "cinecut/survey/internal/ramp.h"

namespace cinecut::survey {
namespace {

constexpr int kWidth = 320;  // Of the picture that is measured.

// The level that `share` of the values lie below.
float percentile(const cv::Mat& levels, double share) {
  std::array<int, 256> count{};
  for (int y = 0; y < levels.rows; ++y)
    for (int x = 0; x < levels.cols; ++x) ++count[levels.at<std::uint8_t>(y, x)];
  auto left = static_cast<int>(share * static_cast<double>(levels.total()));
  for (int v = 0; v < 256; ++v) {
    left -= count[static_cast<std::size_t>(v)];
    if (left < 0) return static_cast<float>(v);
  }
  return 255;
}

// Of the steepest tenth of places along rows, the sharpest quarter: much of a sharp picture is out
// of focus. 1: there are hardly any such places.
float sharpness_along_rows(const cv::Mat& gray) {
  constexpr int reach = 5, least_step = 24;
  std::vector<std::pair<int, int>> steps;  // Across the reach; the largest of its parts.
  for (int y = 2; y + 2 < gray.rows; y += 2) {
    const auto* p = gray.ptr(y);
    for (int x = reach; x + reach < gray.cols; x += 2) {
      const int wide = std::abs(p[x + reach] - p[x - reach]);
      if (wide < least_step) continue;
      int most = 0;
      for (int i = -reach; i < reach; ++i) most = std::max(most, std::abs(p[x + i + 1] - p[x + i]));
      steps.emplace_back(wide, most);
    }
  }
  if (steps.size() < 200) return 1;
  const auto tenth = steps.begin() + static_cast<std::ptrdiff_t>(steps.size() / 10);
  std::ranges::nth_element(steps, tenth, std::greater{});
  std::vector<float> shares;
  for (auto s = steps.begin(); s != tenth; ++s)
    shares.push_back(static_cast<float>(s->second) / static_cast<float>(s->first));
  const auto quarter = shares.begin() + static_cast<std::ptrdiff_t>(shares.size() / 4);
  std::ranges::nth_element(shares, quarter, std::greater{});
  return *quarter;
}

float variety_of(const cv::Mat& rgb) {
  cv::Mat blocks;
  cv::resize(rgb, blocks, {16, 9}, 0, 0, cv::INTER_AREA);
  cv::Scalar mean, deviation;
  cv::meanStdDev(blocks, mean, deviation);
  return static_cast<float>(cv::norm(deviation) / std::sqrt(3));
}

struct FullBlocks {
  float everywhere = 0,
        in_the_middle = 0;  // Shares of all blocks, and of those of the middle half.
};

FullBlocks full_blocks(const cv::Mat& gray, float light) {
  constexpr float flat_levels = 12;  // Deviation of a flat block, in a picture of usual light.
  const float flat = flat_levels * std::clamp(light / 120, 0.7f, 1.0f);
  int all = 0, middle = 0;
  for (int by = 0; by < 9; ++by)
    for (int bx = 0; bx < 16; ++bx) {
      const cv::Rect block(bx * gray.cols / 16, by * gray.rows / 9, gray.cols / 16, gray.rows / 9);
      cv::Scalar mean, deviation;
      cv::meanStdDev(gray(block), mean, deviation);
      if (deviation[0] <= flat) continue;
      ++all;
      middle += by >= 2 && by < 7 && bx >= 4 && bx < 12;
    }
  return {static_cast<float>(all) / (16 * 9), static_cast<float>(middle) / (5 * 8)};
}

// Hou and Zhang, "Saliency detection: a spectral residual approach", 2007: what remains of the
// spectrum's logarithm without its local mean.
cv::Mat saliency_of(const cv::Mat& gray) {
  constexpr int w = 64, h = 36;
  cv::Mat small, real, spectrum;
  cv::resize(gray, small, {w, h}, 0, 0, cv::INTER_AREA);
  small.convertTo(real, CV_32F, 1 / 255.0);
  cv::dft(real, spectrum, cv::DFT_COMPLEX_OUTPUT);
  std::vector<cv::Mat> parts;
  cv::split(spectrum, parts);
  cv::Mat size, angle, logarithm, mean;
  cv::cartToPolar(parts[0], parts[1], size, angle);
  cv::log(size + 1e-9, logarithm);
  cv::blur(logarithm, mean, {3, 3}, {-1, -1}, cv::BORDER_REPLICATE);
  cv::exp(logarithm - mean, size);
  cv::polarToCart(size, angle, parts[0], parts[1]);
  cv::merge(parts, spectrum);
  cv::idft(spectrum, spectrum, cv::DFT_SCALE);
  cv::split(spectrum, parts);
  cv::Mat saliency = parts[0].mul(parts[0]) + parts[1].mul(parts[1]);
  cv::GaussianBlur(saliency, saliency, {0, 0}, 2.5);
  cv::normalize(saliency, saliency, 0, 1, cv::NORM_MINMAX);
  return saliency;
}

// The largest part that stands out, as a share of the picture; parts in a corner count half.
float share_of_salient(const cv::Mat& gray) {
  const cv::Mat saliency = saliency_of(gray);
  cv::Mat parts, labels, boxes, middles;
  cv::Mat bytes;
  cv::threshold(saliency, parts, 3 * cv::mean(saliency)[0], 255, cv::THRESH_BINARY);
  parts.convertTo(bytes, CV_8U);
  const int count = cv::connectedComponentsWithStats(bytes, labels, boxes, middles);
  float most = 0;
  for (int i = 1; i < count; ++i) {
    const float share =
        static_cast<float>(boxes.at<int>(i, cv::CC_STAT_AREA)) / static_cast<float>(bytes.total());
    const double x = middles.at<double>(i, 0) / bytes.cols,
                 y = middles.at<double>(i, 1) / bytes.rows;
    const bool is_in_corner = (x < 0.15 || x > 0.85) && (y < 0.2 || y > 0.8);
    most = std::max(most, is_in_corner ? share / 2 : share);
  }
  return most;
}

// Width of the widest part of skin colour that runs over the upper edge, as a share.
float skin_at_top(const cv::Mat& rgb) {
  cv::Mat small, colours, skin, labels, boxes, middles;
  cv::resize(rgb, small, {64, 36}, 0, 0, cv::INTER_AREA);
  cv::cvtColor(small, colours, cv::COLOR_RGB2YCrCb);
  // Chai and Ngan, "Face segmentation using skin-color map", 1999.
  cv::inRange(colours, cv::Scalar(50, 136, 77), cv::Scalar(245, 173, 125), skin);
  const int count = cv::connectedComponentsWithStats(skin, labels, boxes, middles, 4);
  int widest = 0;
  for (int i = 1; i < count; ++i) {
    int touching = 0;
    for (int x = 0; x < labels.cols; ++x) touching += labels.at<int>(0, x) == i;
    const int area = boxes.at<int>(i, cv::CC_STAT_AREA);
    if (boxes.at<int>(i, cv::CC_STAT_HEIGHT) >= 4 && area < 64 * 36 * 2 / 5)
      widest = std::max(widest, touching);
  }
  return static_cast<float>(widest) / 64;
}

}  // namespace

SubjectFacts subject_facts(const media::Image& picture) {
  SubjectFacts facts;
  if (picture.channels != 3 || picture.width_px < 64 || picture.height_px < 36) return facts;
  const auto rgb = matrix_over(picture.pixels, picture.width_px, picture.height_px, CV_8UC3);
  cv::Mat full_gray, gray;
  cv::cvtColor(rgb, full_gray, cv::COLOR_RGB2GRAY);
  const int height = std::max(9, kWidth * picture.height_px / picture.width_px);
  cv::resize(full_gray, gray, {kWidth, height}, 0, 0, cv::INTER_AREA);
  facts.light = percentile(gray, 0.95);
  facts.sharp = std::min(sharpness_along_rows(gray), sharpness_along_rows(gray.t()));
  const auto blocks = full_blocks(gray, facts.light);
  facts.full = blocks.everywhere;
  facts.middle = blocks.in_the_middle;
  facts.variety = variety_of(rgb);
  facts.salient = share_of_salient(gray);
  facts.skin = skin_at_top(rgb);
  return facts;
}

void add_faces(SubjectFacts& facts, const std::vector<Face>& faces) {
  if (faces.empty()) return;
  facts.face = faces.front().height;
  facts.headroom = faces.front().y / faces.front().height;
}

bool can_be_made_out(const SubjectFacts& facts, const SubjectWeights& weights) {
  return facts.light > weights.light.fails && facts.sharp > weights.sharp.fails;
}

float subject_of(const SubjectFacts& facts, const SubjectWeights& weights) {
  const auto passes = [](float value, const SubjectWeights::Range& range) {
    return ramp(value, range.fails, range.passes);
  };
  const float filled =
      std::min({passes(facts.full, weights.full), passes(facts.middle, weights.middle),
                passes(facts.variety, weights.variety)});
  const float full = std::max(filled, passes(facts.face, weights.large_face));
  float held = passes(facts.skin, weights.headless);
  if (facts.face > 0)
    held = std::max(passes(facts.headroom, weights.headroom), passes(facts.face, weights.close_up));
  const float something =
      std::max(passes(facts.face, weights.face), passes(facts.salient, weights.salient));
  return passes(facts.light, weights.light) * passes(facts.sharp, weights.sharp) * full * held *
         std::lerp(weights.without, 1.0f, something);
}

}  // namespace cinecut::survey
