#include "media/video_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <random>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/hash.h"
#include "media/testing.h"

namespace media {
namespace {

using namespace std::chrono_literals;
using testing_media::FilmOptions;
using testing_media::make_film;
using testing_media::number_of;
using testing_media::Pattern;
using testing_media::Shot;

const std::vector<Shot> kThreeShots = {
    {1s, testing_media::kRed, Pattern::texture, 1},
    {1500ms, testing_media::kGreen, Pattern::texture, 2},
    {1s, testing_media::kBlue, Pattern::gradient, 1},
};

std::string hash_of(const Picture& picture) {
  std::string bytes;
  for (int i = 0; i < 3; ++i) {
    const auto plane = picture.plane(i);
    for (int y = 0; y < plane.height_px; ++y)
      bytes.append(reinterpret_cast<const char*>(plane.data + plane.stride_bytes * y),
                   static_cast<std::size_t>(plane.width_px));
  }
  return base::content_hash(bytes);
}

struct SoughtFilm {
  const char* name;
  const char* file;
  FilmOptions film;
};

// What seeking has to cope with: reordering, open groups, no index, no display times.
std::vector<SoughtFilm> sought_films() {
  const auto with = [](auto change) {
    FilmOptions options;
    change(options);
    return options;
  };
  return {
      {"H264Mp4", "film.mp4", {}},
      {"H264Mkv", "film.mkv", {}},
      {"H264Ts", "film.ts", {}},
      {"H264Avi", "film.avi", {}},
      {"H264OpenGopMkv", "film.mkv", with([](auto& o) {
         o.has_open_gops = true;
         o.b_frames = 3;
       })},
      {"H264OpenGopTs", "film.ts", with([](auto& o) { o.has_open_gops = true; })},
      {"Hevc10BitMkv", "film.mkv", with([](auto& o) {
         o.codec = "libx265";
         o.is_10_bit = true;
         o.has_open_gops = true;
       })},
      {"Mpeg4Avi", "film.avi", with([](auto& o) { o.codec = "mpeg4"; })},
      {"Vp9WebM", "film.webm", with([](auto& o) {
         o.codec = "libvpx-vp9";
         o.sound.clear();
       })},
      {"Mpeg2Ts", "film.ts", with([](auto& o) {
         o.codec = "mpeg2video";
         o.sound[0].codec = "ac3";
       })},
      {"Mpeg2Mpg", "film.mpg", with([](auto& o) {
         o.codec = "mpeg2video";
         o.sound[0].codec = "ac3";
       })},
      {"VariableRateMkv", "film.mkv",
       with([](auto& o) { o.is_dropped = [](int n) { return n % 5 == 3 || n % 7 == 2; }; })},
      {"VariableRateMp4", "film.mp4",
       with([](auto& o) { o.is_dropped = [](int n) { return n % 5 == 3 || n % 7 == 2; }; })},
      {"LateStartTs", "film.ts", with([](auto& o) { o.starts = 7s; })},
      {"LateStartMkv", "film.mkv", with([](auto& o) { o.starts = 7s; })},
      {"BareH264", "film.h264", with([](auto& o) { o.sound.clear(); })},
      {"BareMpeg2", "film.m2v", with([](auto& o) {
         o.codec = "mpeg2video";
         o.sound.clear();
       })},
      {"OneKeyPictureMkv", "film.mkv", with([](auto& o) {
         o.key_distance = 1000;
         o.has_keys_at_cuts = false;
       })},
  };
}

class Seeking : public testing::TestWithParam<SoughtFilm> {};

TEST_P(Seeking, GivesThePicturesOfALinearDecode) {
  const testing_media::TempFolder folder;
  const auto& [name, file, options] = GetParam();
  make_film(folder / file, kThreeShots, options);
  VideoReader reader(folder / file, {.threads = 2});

  std::map<base::FilmTime, std::string> shown;
  int number = 0;
  const auto total = testing_media::count_pictures(kThreeShots, options.rate);
  for (; auto picture = reader.next(); ++number) {
    while (options.is_dropped && options.is_dropped(number)) ++number;
    EXPECT_EQ(number_of(*picture), number);
    EXPECT_EQ(picture->time().time_since_epoch(), base::frame_start(number, options.rate));
    shown[picture->time()] = hash_of(*picture);
  }
  while (number < total && options.is_dropped && options.is_dropped(number)) ++number;
  EXPECT_EQ(number, total);
  EXPECT_EQ(shown.begin()->first, base::FilmTime{});
  EXPECT_EQ(reader.damaged(), 0);

  std::mt19937 random(1);
  for (int i = 0; i < 25; ++i) {
    const auto time = base::FilmTime{std::chrono::milliseconds(random() % 3700)};
    auto expected = std::prev(shown.upper_bound(time));
    reader.seek(time);
    for (int k = 0; k < 3 && expected != shown.end(); ++k, ++expected) {
      const auto picture = reader.next();
      ASSERT_TRUE(picture) << base::to_seconds(time);
      EXPECT_EQ(picture->time(), expected->first) << base::to_seconds(time);
      EXPECT_EQ(hash_of(*picture), expected->second) << base::to_seconds(time);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Films, Seeking, testing::ValuesIn(sought_films()),
                         [](const auto& test) { return test.param.name; });

}  // namespace
}  // namespace media
