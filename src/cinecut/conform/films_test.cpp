// Trailers from films that are not like other films.

#include <gtest/gtest.h>

#include <functional>
#include <string>

#include "base/error.h"
#include "cinecut/conform/conform.h"
#include "media/testing.h"
#include "media/video_reader.h"

namespace cinecut::conform {
namespace {

using testing_media::FilmOptions;
using namespace std::chrono_literals;

struct Trailer {
  media::FilmInfo film;
  media::FilmInfo info;
  std::vector<media::Picture> pictures;
};

/// Frames [from, from + count) of the film, then [0, 4).
Trailer render(const testing_media::TempFolder& folder, const std::filesystem::path& path,
               std::int64_t from, std::int64_t count, base::Rational rate) {
  Trailer t;
  t.film = media::probe(path);
  edit::Manifest edit;
  edit.frame_rate = rate;
  const auto add = [&](std::int64_t first, std::int64_t at, std::int64_t frames) {
    edit::Clip c;
    c.source = {base::FilmTime{base::frame_start(first, rate)},
                base::FilmTime{base::frame_start(first + frames, rate)}};
    c.trailer = {base::TrailerTime{base::frame_start(at, rate)},
                 base::TrailerTime{base::frame_start(at + frames, rate)}};
    edit.clips.push_back(c);
    edit.length = c.trailer.end.time_since_epoch();
  };
  add(from, 0, count);
  add(0, count, 4);
  std::promise<sound::Mix> silence;
  silence.set_value({});
  conform(edit, t.film, silence.get_future(), vibe::Vibe{.name = "neutral"}, folder / "out.mp4",
          {.crf = 12, .preset = "ultrafast"});
  t.info = media::probe(folder / "out.mp4");
  media::VideoReader reader(folder / "out.mp4");
  while (auto p = reader.next()) t.pictures.push_back(std::move(*p));
  return t;
}

struct Case {
  std::string name;
  std::string file = "film.mkv";
  FilmOptions options;
};

std::vector<Case> cases() {
  std::vector<Case> all;
  const auto add = [&](std::string name, std::string file, auto change) {
    Case c{std::move(name), std::move(file), {}};
    change(c.options);
    all.push_back(std::move(c));
  };
  add("Hevc10Bits", "film.mkv", [](FilmOptions& o) {
    o.codec = "libx265";
    o.encoder_options = "preset=ultrafast:x265-params=log-level=none";
    o.is_10_bit = true;
  });
  add("OddSize", "film.avi", [](FilmOptions& o) {
    o.codec = "mpeg4";
    o.width_px = 129;
    o.height_px = 73;
  });
  add("Anamorphic", "film.mp4", [](FilmOptions& o) { o.sample_aspect = {4, 3}; });
  add("Interlaced", "film.ts", [](FilmOptions& o) {
    o.codec = "mpeg2video";
    o.rate = {25, 1};
    o.is_interlaced = true;
  });
  add("StartsLate", "film.ts", [](FilmOptions& o) { o.starts = 7s; });
  add("OpenGops", "film.mkv", [](FilmOptions& o) { o.has_open_gops = true; });
  add("FullRange", "film.mp4", [](FilmOptions& o) { o.colour.full_range = true; });
  add("OldColours", "film.mp4", [](FilmOptions& o) { o.colour = {6, 6, 6, false}; });
  add("ThirdOfANtscSecond", "film.mov", [](FilmOptions& o) { o.rate = {30000, 1001}; });
  add("NoTags", "film.mkv", [](FilmOptions& o) { o.colour = {}; });
  return all;
}

class Films : public testing::TestWithParam<Case> {};

TEST_P(Films, GiveTheRightPicturesUprightAndTagged) {
  const Case& c = GetParam();
  const testing_media::TempFolder folder;
  testing_media::make_film(folder / c.file, {{3s, 0x909090}}, c.options);
  const Trailer t = render(folder, folder / c.file, 29, 20, c.options.rate);
  ASSERT_EQ(t.pictures.size(), 24u);
  for (int n = 0; n < 24; ++n) {
    const auto& p = t.pictures[static_cast<std::size_t>(n)];
    EXPECT_EQ(testing_media::number_of(p), n < 20 ? 29 + n : n - 20) << "frame " << n;
  }
  EXPECT_EQ(t.info.video.width_px, t.film.video.display_width_px);
  EXPECT_EQ(t.info.video.height_px, t.film.video.display_height_px);
  EXPECT_EQ(t.info.video.sample_aspect, (base::Rational{1, 1}));
  EXPECT_EQ(t.info.video.bit_depth, 8);
  EXPECT_FALSE(t.info.video.is_interlaced);
  EXPECT_FALSE(t.info.video.colour.full_range);
  EXPECT_NE(t.info.video.colour.matrix, 2);
  EXPECT_EQ(t.info.video.frame_rate, c.options.rate);
  // The grey is the same grey.
  const auto plane = t.pictures[10].plane(0);
  const auto middle = plane.height_px / 2 * plane.stride_bytes + plane.width_px / 2;
  const int grey = 16 + 219 * 0x90 / 255;
  EXPECT_NEAR(plane.data[middle], grey, 3);
}

INSTANTIATE_TEST_SUITE_P(All, Films, testing::ValuesIn(cases()),
                         [](const auto& c) { return c.param.name; });

TEST(FilmsOfVariableRate, ShowWhatIsOnScreenAtEachFrame) {
  const testing_media::TempFolder folder;
  const auto is_dropped = [](int n) { return n % 5 == 3 || n % 7 == 2 || (n > 40 && n < 47); };
  FilmOptions options;
  options.is_dropped = is_dropped;
  testing_media::make_film(folder / "film.mkv", {{3s, 0x909090}}, options);
  const Trailer t = render(folder, folder / "film.mkv", 30, 30, {24, 1});
  ASSERT_EQ(t.pictures.size(), 34u);
  for (int n = 0; n < 30; ++n) {
    int shown = 30 + n;
    while (is_dropped(shown)) --shown;
    EXPECT_EQ(testing_media::number_of(t.pictures[static_cast<std::size_t>(n)]), shown) << n;
  }
}

TEST(FilmsOnTheirSide, AreShownUpright) {
  const testing_media::TempFolder folder;
  FilmOptions options;
  options.rotation_degrees = 90;
  options.has_numbers = false;
  testing_media::make_film(folder / "film.mp4",
                           {{1s, testing_media::kWhite, testing_media::Pattern::gradient}},
                           options);
  const Trailer t = render(folder, folder / "film.mp4", 4, 4, {24, 1});
  EXPECT_EQ(t.info.video.width_px, 72);
  EXPECT_EQ(t.info.video.height_px, 128);
  EXPECT_EQ(t.info.video.rotation_degrees, 0);
  // Left to right as coded is top to bottom once turned.
  const auto plane = t.pictures[2].plane(0);
  EXPECT_LT(plane.data[10 * plane.stride_bytes + 36], 50);
  EXPECT_GT(plane.data[118 * plane.stride_bytes + 36], 200);
}

TEST(FilmsOfHighDynamicRange, BecomeOrdinaryOnes) {
  const testing_media::TempFolder folder;
  FilmOptions options;
  options.codec = "libx265";
  options.encoder_options = "preset=ultrafast:x265-params=log-level=none";
  options.is_10_bit = true;
  options.colour = {9, 16, 9, false};
  testing_media::make_film(folder / "film.mkv", {{1s, 0x949494}}, options);  // 58 %: white.
  const Trailer t = render(folder, folder / "film.mkv", 4, 4, {24, 1});
  EXPECT_EQ(t.info.video.colour, (media::ColourTags{1, 1, 1, false}));
  const auto plane = t.pictures[2].plane(0);
  EXPECT_GT(plane.data[36 * plane.stride_bytes + 64], 165);
}

TEST(FilmsOfOnePicture, CanBeShown) {
  const testing_media::TempFolder folder;
  testing_media::make_film(folder / "film.mp4", {{42ms, 0x909090}});
  const Trailer t = render(folder, folder / "film.mp4", 0, 6, {24, 1});
  EXPECT_EQ(t.pictures.size(), 10u);
}

TEST(FilmsThatWereCutOff, AreHeldAtTheirLastPicture) {
  const testing_media::TempFolder folder;
  FilmOptions options;
  options.key_distance = 12;
  testing_media::make_film(folder / "film.mkv",
                           {{4s, 0x909090, testing_media::Pattern::texture, 3}}, options);
  testing_media::cut_off(folder / "film.mkv", std::filesystem::file_size(folder / "film.mkv") / 2);
  const Trailer t = render(folder, folder / "film.mkv", 60, 30, {24, 1});
  EXPECT_EQ(t.pictures.size(), 34u);
}

}  // namespace
}  // namespace cinecut::conform
