#include "cinecut/survey/internal/words.h"

#include <gtest/gtest.h>

#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

namespace cinecut::survey {
namespace {

constexpr int kWidth = 320, kHeight = 180;

/// Soft blobs, as pictures have them.
cv::Mat scene(int seed) {
  cv::Mat noise(kHeight / 12, kWidth / 12, CV_8UC1), picture;
  cv::RNG rng(static_cast<std::uint64_t>(seed));
  rng.fill(noise, cv::RNG::UNIFORM, 20, 140);
  cv::resize(noise, picture, {kWidth, kHeight}, 0, 0, cv::INTER_CUBIC);
  return picture;
}

GrayPicture gray(const cv::Mat& picture) {
  return {picture.cols, picture.rows, {picture.data, picture.data + picture.total()}};
}

cv::Mat written(cv::Mat picture, const std::string& text, int x, int y, double scale, int ink,
                int thickness = 1) {
  cv::putText(picture, text, {x, y}, cv::FONT_HERSHEY_SIMPLEX, scale, ink, thickness, cv::LINE_AA);
  return picture;
}

float text_in(const cv::Mat& picture) { return text_of(find_words(gray(picture))); }

TEST(FindWords, FindsTitlesAndSubtitlesOnAPicture) {
  EXPECT_GT(text_in(written(scene(1), "THE LAST WINTER", 60, 90, 0.8, 255, 2)), 0.5f);
  EXPECT_GT(text_in(written(scene(2), "I never thought you would come", 50, 168, 0.4, 250)), 0.5f);
}

TEST(FindWords, FindsCreditsOnPlainGround) {
  cv::Mat picture(kHeight, kWidth, CV_8UC1, cv::Scalar(16));
  for (int i = 0; i < 6; ++i) written(picture, "DIRECTED BY SOMEBODY", 80, 30 + 24 * i, 0.35, 235);
  EXPECT_GT(text_in(picture), 0.9f);
  EXPECT_GT(text_in(255 - picture), 0.9f);
}

TEST(FindWords, TellsWhereALineStands) {
  const auto lines =
      find_words(gray(written(scene(3), "NIGHTFALL OVER TOWN", 60, 100, 0.6, 255, 2)));
  ASSERT_FALSE(lines.empty());
  EXPECT_NEAR(lines[0].top, 86.0 / kHeight, 0.08);
  EXPECT_NEAR(lines[0].bottom, 100.0 / kHeight, 0.05);
  EXPECT_LT(lines[0].left, 0.3f);
  EXPECT_GT(lines[0].right, 0.6f);
}

TEST(FindWords, FindsNoneInPicturesNoiseAndStripes) {
  for (int seed = 10; seed < 20; ++seed) EXPECT_LT(text_in(scene(seed)), 0.3f) << seed;
  cv::Mat noise(kHeight, kWidth, CV_8UC1);
  cv::RNG rng(7);
  rng.fill(noise, cv::RNG::UNIFORM, 0, 256);
  EXPECT_LT(text_in(noise), 0.3f);
  auto fence = scene(4);
  for (int x = 0; x < kWidth; x += 14) fence(cv::Rect(x, 0, 5, kHeight)) = 230;
  EXPECT_LT(text_in(fence), 0.3f);
}

TEST(FindWords, AShortSignIsNoTitle) {
  EXPECT_LT(text_in(written(scene(5), "EXIT", 200, 60, 0.35, 255)), 0.5f);
}

TEST(FindWords, TakesPicturesThatHoldNothing) {
  EXPECT_TRUE(find_words({}).empty());
  EXPECT_TRUE(find_words({1, 1, {0}}).empty());
}

}  // namespace
}  // namespace cinecut::survey
