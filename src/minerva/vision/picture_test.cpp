#include "minerva/vision/picture.h"

#include <gtest/gtest.h>

#include <string>

#include "minerva/model/fault.h"
#include "minerva/vision/testing.h"

namespace minerva::vision {
namespace {

// Three by two: red, green, blue; white, black, grey.
const std::string kPng(
    "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x03\0\0\0\x02\x08\x02\0\0\0\x12\x16\xf1\x4d\0\0\0\x1aIDAT"
    "\x78\x9c\x05\xc1\x81\x01\0\x20\x08\xc0\x20\xec\x72\xbd\x7c\x81\x10\x7a\xca\xd8\xbd\x0f\x3e\xf2"
    "\x06\x80\x1c\xf8\xe7\xce\0\0\0\0IEND\xae\x42\x60\x82",
    83);
const std::string kWebp(
    "RIFF\x38\0\0\0WEBPVP8L\x2b\0\0\0\x2f\x02\x40\0\0\x2f\x20\x10\x20\x48\x57\x6e\x43\x40\x50\x74"
    "\xdd\x72\x02\x01\x82\x74\xe5\xe6\x3f\x40\x6c\x72\x6c\x15\x28\x48\xdb\x80\xc5\xdd\x53\xb2\x88"
    "\xfe\xc7\xd5\x01\0",
    64);
// Grey, eight by eight.
const std::string kJpeg(
    "\xff\xd8\xff\xe0\x00\x10\x4a\x46\x49\x46\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"
    "\xff\xdb\x00\x43\x00\x03\x02\x02\x03\x02\x02\x03\x03\x03\x03\x04\x03\x03\x04\x05"
    "\x08\x05\x05\x04\x04\x05\x0a\x07\x07\x06\x08\x0c\x0a\x0c\x0c\x0b\x0a\x0b\x0b\x0d"
    "\x0e\x12\x10\x0d\x0e\x11\x0e\x0b\x0b\x10\x16\x10\x11\x13\x14\x15\x15\x15\x0c\x0f"
    "\x17\x18\x16\x14\x18\x12\x14\x15\x14\xff\xc0\x00\x0b\x08\x00\x08\x00\x08\x01\x01"
    "\x11\x00\xff\xc4\x00\x14\x00\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"
    "\x00\x00\x00\x07\xff\xc4\x00\x14\x10\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"
    "\x00\x00\x00\x00\x00\x00\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00\x34\x7f\xff\xd9",
    160);

const std::vector<std::uint8_t> kPixels{255, 0,   0,   0, 255, 0, 0,   0,   255,
                                        255, 255, 255, 0, 0,   0, 128, 128, 128};

std::string refused(const std::string& bytes, const PictureLimits& limits = {}) {
  try {
    decode_picture(bytes, "image", limits);
  } catch (const model::Fault& fault) {
    EXPECT_EQ(fault.fault(), model::FaultKind::invalid_parameter);
    EXPECT_EQ(fault.field(), "image");
    return fault.what();
  }
  return "";
}

TEST(Picture, IsDecodedFromPngAndWebpToTheSamePixels) {
  const auto png = decode_picture(kPng, "image"), webp = decode_picture(kWebp, "image");
  EXPECT_EQ(png->width, 3);
  EXPECT_EQ(png->height, 2);
  EXPECT_EQ(png->rgb, kPixels);
  EXPECT_EQ(webp->rgb, kPixels);
  EXPECT_EQ(png->hash, webp->hash);
}

TEST(Picture, IsDecodedFromJpeg) {
  const auto jpeg = decode_picture(kJpeg, "image");
  EXPECT_EQ(jpeg->width, 8);
  EXPECT_EQ(jpeg->rgb, std::vector<std::uint8_t>(192, 100));
  EXPECT_EQ(decode_picture(kJpeg, "image", {.kept_pixels = 4})->width, 2);
}

TEST(Picture, HashTellsPixelsAndShapesApart) {
  auto other = kPixels;
  other[4] ^= 1;
  EXPECT_NE(make_picture(3, 2, kPixels)->hash, make_picture(3, 2, other)->hash);
  EXPECT_NE(make_picture(3, 2, kPixels)->hash, make_picture(2, 3, kPixels)->hash);
  EXPECT_EQ(make_picture(3, 2, kPixels)->hash, make_picture(3, 2, kPixels)->hash);
}

TEST(Picture, RefusesWhatIsNoPicture) {
  EXPECT_NE(refused("").find("empty"), std::string::npos);
  EXPECT_NE(refused("hello, world").find("JPEG, PNG or WebP"), std::string::npos);
  EXPECT_NE(refused(std::string("GIF89a\1\0\1\0", 10)).find("JPEG, PNG or WebP"),
            std::string::npos);
}

TEST(Picture, RefusesEveryBeginningOfAPicture) {
  for (const auto& whole : {kPng, kWebp, kJpeg})
    for (std::size_t n = 1; n + 25 < whole.size(); ++n) EXPECT_NE(refused(whole.substr(0, n)), "");
}

TEST(Picture, SurvivesEveryFlippedByte) {
  for (const auto& whole : {kPng, kWebp, kJpeg})
    for (std::size_t n = 0; n < whole.size(); ++n)
      for (const char bits : {'\x01', '\x80', '\xff'}) {
        auto broken = whole;
        broken[n] = static_cast<char>(broken[n] ^ bits);
        (void)refused(broken);
      }
}

TEST(Picture, LimitsAreToldBeforeAnythingIsDecoded) {
  auto huge = kPng;
  huge[16] = '\x7f';
  EXPECT_NE(refused(huge).find("pixels; at most"), std::string::npos);
  EXPECT_NE(refused(kPng, {.bytes = 80}).find("83 bytes; at most 80"), std::string::npos);
  EXPECT_NE(refused(kPng, {.pixels = 5}).find("3 by 2 pixels; at most 5"), std::string::npos);
}

TEST(Picture, OfTooManyPixelsIsScaledDown) {
  const auto small = decode_picture(kPng, "image", {.kept_pixels = 3});
  EXPECT_EQ(small->width, 2);
  EXPECT_EQ(small->height, 1);
  EXPECT_EQ(small->rgb[0], 255);  // The mean of red and white: 255, 128, 128.
  EXPECT_EQ(small->rgb[1], 128);
}

}  // namespace
}  // namespace minerva::vision
