#include "cinecut/survey/internal/subject.h"

#include <gtest/gtest.h>

#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

namespace cinecut::survey {
namespace {

media::Image image(const cv::Mat& rgb) {
  return {rgb.cols, rgb.rows, 3, {rgb.data, rgb.data + rgb.total() * 3}};
}

/// Walls, windows, a lamp: edges and colours in many places.
cv::Mat room() {
  cv::Mat rgb(288, 512, CV_8UC3, cv::Scalar(70, 80, 100));
  cv::RNG rng(5);
  for (int i = 0; i < 60; ++i) {
    const cv::Rect box(rng.uniform(0, 470), rng.uniform(20, 250), rng.uniform(12, 60),
                       rng.uniform(12, 60));
    cv::rectangle(rgb, box,
                  cv::Scalar(rng.uniform(20, 230), rng.uniform(40, 230), rng.uniform(90, 250)),
                  cv::FILLED);
  }
  return rgb;
}

float worth(const cv::Mat& rgb, const std::vector<Face>& faces = {}) {
  auto facts = subject_facts(image(rgb));
  add_faces(facts, faces);
  return subject_of(facts);
}

TEST(SubjectOf, AFullPictureHasOneAndAFaceMakesItBetter) {
  EXPECT_GT(worth(room()), 0.5f);
  EXPECT_EQ(worth(room(), {{0.4f, 0.3f, 0.2f, 0.4f, 0.9f}}), 1);
}

TEST(SubjectOf, NearBlackBlurredAndEmptyOnesHaveNone) {
  const cv::Mat dark = room() * 0.08;
  EXPECT_LT(worth(dark), 0.1f);
  cv::Mat blurred, moved;
  cv::GaussianBlur(room(), blurred, {0, 0}, 8);
  EXPECT_LT(worth(blurred), 0.1f);
  cv::blur(room(), moved, {50, 1});  // A quick pan: edges along it stay sharp.
  EXPECT_LT(worth(moved), 0.1f);
  EXPECT_LT(worth(cv::Mat(288, 512, CV_8UC3, cv::Scalar(120, 130, 200))), 0.1f);
}

TEST(SubjectOf, ALoneCornerIsEmpty) {
  cv::Mat rgb(288, 512, CV_8UC3, cv::Scalar(150, 170, 200));
  room()(cv::Rect(0, 60, 120, 110)).copyTo(rgb(cv::Rect(0, 178, 120, 110)));
  EXPECT_LT(worth(rgb), 0.1f);
}

TEST(SubjectOf, ACutOffHeadIsNotHeldButACloseUpIs) {
  EXPECT_LT(worth(room(), {{0.4f, -0.05f, 0.1f, 0.2f, 0.9f}}), 0.1f);
  EXPECT_GT(worth(room(), {{0.4f, 0.1f, 0.1f, 0.2f, 0.9f}}), 0.5f);
  EXPECT_GT(worth(room(), {{0.3f, -0.05f, 0.4f, 0.8f, 0.9f}}), 0.5f);
  auto body = room();  // A neck and chin at the upper edge, and no face.
  cv::rectangle(body, {200, 0, 110, 90}, cv::Scalar(215, 160, 130), cv::FILLED);
  EXPECT_LT(worth(body), 0.1f);
}

TEST(SubjectOf, TakesPicturesThatHoldNothing) {
  EXPECT_EQ(subject_of(subject_facts({})), 0);
  EXPECT_EQ(subject_of(subject_facts({2, 2, 3, std::vector<std::uint8_t>(12)})), 0);
}

}  // namespace
}  // namespace cinecut::survey
