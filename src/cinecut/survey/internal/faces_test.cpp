#include "cinecut/survey/internal/faces.h"

#include <gtest/gtest.h>

#include "base/files.h"
#include "media/testing.h"

namespace cinecut::survey {
namespace {

/// A footballer, 548 x 342 pixels, his face a tenth of that high (Debian's opencv-doc).
const std::filesystem::path kPlayer = "/usr/share/doc/opencv-doc/examples/data/messi5.jpg";

media::Image plain(int width, int height) {
  return {width, height, 3,
          std::vector<std::uint8_t>(static_cast<std::size_t>(width * height * 3), 90)};
}

/// The part of a picture from (x, y).
media::Image part(const media::Image& from, int x, int y, int width, int height) {
  auto image = plain(width, height);
  for (int row = 0; row < height; ++row)
    std::copy_n(from.pixels.begin() + ((y + row) * from.width_px + x) * 3, width * 3,
                image.pixels.begin() + row * width * 3);
  return image;
}

class FaceFinderTest : public testing::Test {
 protected:
  void SetUp() override {
    if (face_weights().empty() || !std::filesystem::exists(kPlayer))
      GTEST_SKIP() << "needs centerface.onnx and opencv-doc";
    player_ = media::decode_image(base::read_file(kPlayer));
  }
  media::Image player_;
};

void expect_the_player(const std::vector<Face>& faces) {
  ASSERT_EQ(faces.size(), 1u);
  EXPECT_NEAR(faces[0].x + faces[0].width / 2, 0.44, 0.03);
  EXPECT_NEAR(faces[0].y + faces[0].height / 2, 0.33, 0.04);
  EXPECT_NEAR(faces[0].height, 0.11, 0.04);
}

TEST_F(FaceFinderTest, FindsASmallTurnedFace) {
  FaceFinder finder({.pixels = 320 * 192});
  EXPECT_EQ(finder.method(), FaceMethod::network);
  expect_the_player(finder.find(player_));
}

TEST_F(FaceFinderTest, FindsItWhateverItsPictureMeasures) {
  FaceFinder finder({.pixels = 320 * 192});
  finder.find(plain(300, 500));  // OpenCV keeps what it computed for another size.
  expect_the_player(finder.find(player_));
  const auto close = finder.find(part(player_, 150, 50, 200, 150));
  ASSERT_EQ(close.size(), 1u);
  EXPECT_GT(close[0].height, 0.15f);
}

TEST_F(FaceFinderTest, FindsNoneInGrass) {
  FaceFinder finder;
  EXPECT_TRUE(finder.find(part(player_, 0, 262, 140, 80)).empty());
}

TEST(FaceFinder, WithoutReadableWeightsTheCascadeIsUsed) {
  const testing_media::TempFolder folder;
  base::write_file_atomically(folder / "bad.onnx", "no network");
  for (const auto& weights : {std::filesystem::path(), folder / "bad.onnx"}) {
    FaceFinder finder({.weights = weights});
    EXPECT_NE(finder.method(), FaceMethod::network);
    EXPECT_TRUE(finder.find(plain(320, 180)).empty());
  }
}

TEST(FaceFinder, TakesPicturesThatHoldNothing) {
  FaceFinder finder;
  EXPECT_TRUE(finder.find({}).empty());
  EXPECT_TRUE(finder.find(plain(1, 500)).empty());
  EXPECT_TRUE(finder.find({64, 64, 1, std::vector<std::uint8_t>(64 * 64)}).empty());
}

}  // namespace
}  // namespace cinecut::survey
