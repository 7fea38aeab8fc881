// Pictures that are stored turned or mirrored, or that change their shape on the way.

#include <gtest/gtest.h>

#include <chrono>
#include <fstream>

#include "base/files.h"
#include "media/film.h"
#include "media/scan.h"
#include "media/testing.h"
#include "media/upright.h"
#include "media/video_reader.h"

namespace media {
namespace {

using namespace std::chrono_literals;
using testing_media::FilmOptions;
using testing_media::make_film;
using testing_media::TempFolder;

const std::vector<testing_media::Shot> kOneShot = {
    {1s, testing_media::kWhite, testing_media::Pattern::texture}};

int luma_at(const Picture& p, int x, int y) {
  return p.plane(0).data[y * p.plane(0).stride_bytes + x];
}

// Where the pixel that is shown at x, y is stored.
std::pair<int, int> stored_at(int x, int y, int degrees, bool is_mirrored, int width, int height) {
  int column = x, row = y;
  if (degrees == 90) column = y, row = height - 1 - x;
  if (degrees == 180) column = width - 1 - x, row = height - 1 - y;
  if (degrees == 270) column = width - 1 - y, row = x;
  return {is_mirrored ? width - 1 - column : column, row};
}

TEST(Shape, EveryWayOfStoringAPictureIsBroughtUpright) {
  const TempFolder folder;
  for (const bool is_mirrored : {false, true})
    for (const int degrees : {0, 90, 180, 270}) {
      SCOPED_TRACE(std::to_string(degrees) + (is_mirrored ? " mirrored" : ""));
      const auto path = folder / "film.mp4";
      make_film(path, kOneShot, {.rotation_degrees = degrees, .is_mirrored = is_mirrored});
      const auto film = probe(path);
      EXPECT_EQ(film.video.rotation_degrees, degrees);
      EXPECT_EQ(film.video.is_mirrored, is_mirrored);
      EXPECT_EQ(film.video.display_width_px, degrees % 180 ? 72 : 128);
      VideoReader stored(path), shown(path, {.is_plain = true});
      const auto a = *stored.next(), b = *shown.next();
      ASSERT_EQ(b.width_px(), film.video.display_width_px);
      ASSERT_EQ(b.height_px(), film.video.display_height_px);
      for (int y = 0; y < b.height_px(); ++y)
        for (int x = 0; x < b.width_px(); ++x) {
          const auto [column, row] = stored_at(x, y, degrees, is_mirrored, 128, 72);
          ASSERT_EQ(luma_at(b, x, y), luma_at(a, column, row)) << x << " " << y;
        }
      Upright upright(film.video);
      const auto c = upright.add(a);
      ASSERT_EQ(c.size(), 1u);
      ASSERT_EQ(c[0].width_px(), b.width_px());
      EXPECT_NEAR(luma_at(c[0], 3, 3), luma_at(b, 3, 3), 2);
      EXPECT_NEAR(luma_at(c[0], b.width_px() - 4, 3), luma_at(b, b.width_px() - 4, 3), 2);
      std::optional<Picture> scanned;
      scan(path, film.duration, {},
           {.packet = {}, .picture = [&](const Picture& p) { scanned = p; }, .sound = {}});
      ASSERT_TRUE(scanned);
      EXPECT_EQ(scanned->width_px(), b.width_px());
    }
}

TEST(Shape, ATurnBetweenQuartersIsTheNearest) {
  const TempFolder folder;
  const struct {
    int degrees, nearest;
  } cases[] = {{10, 0}, {44, 0}, {46, 90}, {100, 90}, {200, 180}, {340, 0}};
  for (const auto& c : cases) {
    make_film(folder / "film.mp4", kOneShot, {.rotation_degrees = c.degrees});
    EXPECT_EQ(probe(folder / "film.mp4").video.rotation_degrees, c.nearest) << c.degrees;
  }
}

TEST(Shape, IsReadFromThePicturesThemselves) {
  const TempFolder folder;
  const struct {
    const char* filter;
    int degrees;
    bool is_mirrored;
  } cases[] = {
      {"rotate=90", 270, false}, {"flip=horizontal", 0, true}, {"flip=vertical", 180, true}};
  for (const auto& c : cases)
    for (const char* name : {"film.ts", "film.mkv"}) {
      SCOPED_TRACE(std::string(c.filter) + " " + name);
      make_film(
          folder / name, kOneShot,
          {.picture_filter = std::string("h264_metadata=display_orientation=insert:") + c.filter});
      const auto film = probe(folder / name);
      EXPECT_EQ(film.video.rotation_degrees, c.degrees);
      EXPECT_EQ(film.video.is_mirrored, c.is_mirrored);
    }
}

// A recording: one part after the other, on one clock.
void record(const std::filesystem::path& path, const std::vector<FilmOptions>& parts,
            const std::vector<base::Duration>& lengths) {
  std::ofstream recording(path, std::ios::binary);
  base::Duration start = 10s;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    auto options = parts[i];
    options.starts = start;
    const auto part = path.parent_path() / "part.ts";
    make_film(part, {{lengths[i], testing_media::kWhite}}, options);
    recording << base::read_file(part);
    start += lengths[i];
  }
}

FilmOptions pictures_of(int width, int height, base::Rational pixel) {
  FilmOptions options{.width_px = width, .height_px = height, .codec = "mpeg2video"};
  options.has_numbers = false;
  options.sample_aspect = pixel;
  return options;
}

TEST(Shape, AFilmIsShownAsMostOfItIs) {
  const TempFolder folder;
  const auto narrow = pictures_of(128, 96, {1, 1}), wide = pictures_of(128, 96, {4, 3}),
             large = pictures_of(256, 144, {1, 1});
  const struct {
    const char* name;
    std::vector<FilmOptions> parts;
    std::vector<base::Duration> lengths;
    int width, height;
  } cases[] = {{"most at the end", {narrow, wide}, {2s, 6s}, 170, 96},
               {"most at the beginning", {narrow, wide}, {6s, 2s}, 128, 96},
               {"most in the middle", {wide, narrow, wide}, {1s, 6s, 2s}, 128, 96},
               {"a larger size", {narrow, large}, {2s, 7s}, 256, 144}};
  for (const auto& c : cases) {
    record(folder / "film.ts", c.parts, c.lengths);
    const auto film = probe(folder / "film.ts");
    EXPECT_EQ(film.video.display_width_px, c.width) << c.name;
    EXPECT_EQ(film.video.display_height_px, c.height) << c.name;
  }
}

TEST(Shape, PartsOfAnotherShapeAreFittedIn) {
  const TempFolder folder;
  const auto path = folder / "film.ts";
  record(
      path,
      {pictures_of(128, 96, {1, 1}), pictures_of(128, 96, {4, 3}), pictures_of(256, 144, {1, 1})},
      {2s, 5s, 2s});
  const auto film = probe(path);
  ASSERT_EQ(film.video.display_width_px, 170);
  VideoReader reader(path);
  Upright upright(film.video);
  const struct {
    double second;
    bool has_bars;
  } cases[] = {{1, true}, {4, false}, {8, false}};
  for (const auto& c : cases) {
    reader.seek(base::film_time(c.second));
    const auto out = upright.add(*reader.next());
    ASSERT_EQ(out.size(), 1u) << c.second;
    ASSERT_EQ(out[0].width_px(), 170);
    ASSERT_EQ(out[0].height_px(), 96);
    EXPECT_NEAR(luma_at(out[0], 85, 48), 235, 6) << c.second;
    for (const int x : {2, 17, 152, 167})
      EXPECT_NEAR(luma_at(out[0], x, 48), c.has_bars ? 16 : 235, 6) << c.second << " " << x;
    EXPECT_NEAR(luma_at(out[0], 26, 48), 235, 12) << c.second;
  }
}

}  // namespace
}  // namespace media
