#include "media/picture.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <cstdlib>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/parallel.h"
#include "media/testing.h"
#include "media/video_reader.h"

namespace media {
namespace {

using namespace std::chrono_literals;
using testing_media::FilmOptions;
using testing_media::make_film;
using testing_media::TempFolder;

struct Rgb {
  int r, g, b;
};
Rgb at(const Image& image, int x, int y) {
  const auto* p = &image.pixels[static_cast<std::size_t>((y * image.width_px + x) * 3)];
  return {p[0], p[1], p[2]};
}

int distance(Rgb a, Rgb b) {
  return std::max({std::abs(a.r - b.r), std::abs(a.g - b.g), std::abs(a.b - b.b)});
}

Image gradient(int width, int height, int channels = 3) {
  Image image{width, height, channels, {}};
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x)
      for (int c = 0; c < channels; ++c)
        image.pixels.push_back(static_cast<std::uint8_t>((x * 2 + y * (c + 1)) % 256));
  return image;
}

TEST(Picture, IsMadeInEachFormat) {
  struct {
    PixelFormat format;
    int planes, chroma_width;
  } cases[] = {{PixelFormat::gray8, 1, 0},
               {PixelFormat::yuv420p, 3, 33},
               {PixelFormat::yuv420p10, 3, 33},
               {PixelFormat::rgb24, 1, 0}};
  for (const auto& c : cases) {
    const auto picture = Picture::make(65, 31, c.format);
    EXPECT_EQ(picture.format(), c.format);
    EXPECT_EQ(picture.plane(0).width_px, 65);
    EXPECT_EQ(picture.plane(0).height_px, 31);
    EXPECT_NE(picture.plane(0).data, nullptr);
    EXPECT_EQ(picture.plane(1).width_px, c.chroma_width);
    EXPECT_EQ(picture.plane(c.planes).data, nullptr);
  }
  EXPECT_FALSE(Picture());
}

TEST(ToImage, GivesTheFilmsColours) {
  const TempFolder folder;
  struct {
    const char* name;
    FilmOptions film;
  } cases[] = {
      {"film.mkv", {.has_numbers = false}},
      {"film.mp4", {.width_px = 1280, .height_px = 720, .has_numbers = false, .colour = {2, 2, 2}}},
      {"film.mkv", {.codec = "libx265", .is_10_bit = true, .has_numbers = false}},
  };
  for (const auto& c : cases) {
    make_film(folder / c.name, {{200ms, 0xc04020}}, c.film);
    VideoReader reader(folder / c.name);
    const auto image = to_image(*reader.next());
    EXPECT_LE(distance(at(image, 60, 40), {0xc0, 0x40, 0x20}), 4) << c.name << c.film.codec;
  }
}

TEST(ToImage, KeepsSquarePixelsSquare) {
  const TempFolder folder;
  make_film(folder / "film.mkv", {{200ms, testing_media::kRed}},
            {.width_px = 96, .height_px = 72, .sample_aspect = {4, 3}});
  VideoReader reader(folder / "film.mkv");
  const auto picture = *reader.next();
  EXPECT_EQ(to_image(picture).width_px, 128);
  EXPECT_EQ(to_image(picture).height_px, 72);
  EXPECT_EQ(to_image(picture, 64).width_px, 64);
  EXPECT_EQ(to_image(picture, 64).height_px, 36);
}

TEST(Png, ComesBackAsItWas) {
  for (const auto& image : {gradient(37, 21), gradient(16, 16, 1), gradient(1, 1)})
    EXPECT_EQ(decode_image(encode_png(image)), image);
}

TEST(Jpeg, ComesBackNearlyAsItWas) {
  // No change of range: black and white stay what they are.
  for (const int value : {0, 128, 255})
    for (const int quality : {50, 85, 100}) {
      const Image flat{33, 17, 3,
                       std::vector<std::uint8_t>(33 * 17 * 3, static_cast<std::uint8_t>(value))};
      const auto back = decode_image(encode_jpeg(flat, quality));
      ASSERT_EQ(back.width_px, 33);
      ASSERT_EQ(back.height_px, 17);
      EXPECT_LE(distance(at(back, 16, 8), {value, value, value}), 2) << value << " " << quality;
    }
  const Image red{32, 32, 3, [] {
                    std::vector<std::uint8_t> pixels;
                    for (int i = 0; i < 32 * 32; ++i) pixels.insert(pixels.end(), {200, 30, 60});
                    return pixels;
                  }()};
  EXPECT_LE(distance(at(decode_image(encode_jpeg(red)), 10, 10), {200, 30, 60}), 4);
}

TEST(Jpeg, IsLargerWithMoreQuality) {
  const auto image = gradient(200, 120);
  const auto small = encode_jpeg(image, 20).size();
  const auto usual = encode_jpeg(image, 85).size();
  const auto good = encode_jpeg(image, 100).size();
  EXPECT_LT(small, usual);
  EXPECT_LT(usual, good);
}

TEST(Jpeg, IsTheSameFromManyThreads) {
  const auto image = gradient(160, 90);
  const auto expected = encode_jpeg(image);
  std::vector<std::string> results(40);
  base::parallel_for(results.size(), [&](std::size_t i) { results[i] = encode_jpeg(image); }, 4);
  EXPECT_THAT(results, testing::Each(expected));
}

TEST(DecodeImage, RefusesWhatIsNoImage) {
  const auto png = encode_png(gradient(40, 40));
  const auto jpeg = encode_jpeg(gradient(40, 40));
  for (const auto& bytes : {std::string(), std::string("GIF89a"), std::string("\xff\xd8\xff"),
                            png.substr(0, 20), png.substr(0, 60), jpeg.substr(0, 100)})
    EXPECT_THROW(decode_image(bytes), base::Error) << bytes.size();
}

}  // namespace
}  // namespace media
