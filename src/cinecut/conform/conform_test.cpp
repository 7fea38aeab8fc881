#include "cinecut/conform/conform.h"

#include <gmock/gmock.h>
#include <sys/resource.h>

#include <csignal>
#include <cstdlib>

#include "base/error.h"
#include "base/files.h"
#include "base/log.h"
#include "cinecut/conform/internal/testing_numbers.h"
#include "media/sound.h"
#include "media/video_reader.h"

namespace cinecut::conform {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing_numbers::luma_at;
using testing_numbers::number_of;

class Conform : public testing::Test {
 protected:
  static constexpr int kFilmFrames = 240;

  void SetUp() override {
    folder_ = fs::path(testing::TempDir()) / ("conform_" + std::to_string(::getpid()));
    fs::create_directories(folder_);
    testing_numbers::write_film(folder_ / "film.mkv", kFilmFrames, kFilmFrames / 2, rate_);
    film_ = media::probe(folder_ / "film.mkv");
    edit_.frame_rate = rate_;
  }
  void TearDown() override { fs::remove_all(folder_); }

  base::FilmTime in_film(std::int64_t n) const {
    return base::FilmTime{base::frame_start(n, rate_)};
  }
  base::TrailerTime in_trailer(std::int64_t n) const {
    return base::TrailerTime{base::frame_start(n, rate_)};
  }

  edit::Clip& add_clip(std::int64_t source, std::int64_t trailer, std::int64_t frames) {
    edit::Clip c;
    c.source = {in_film(source), in_film(source + frames)};
    c.trailer = {in_trailer(trailer), in_trailer(trailer + frames)};
    edit_.clips.push_back(c);
    edit_.length = std::max(edit_.length, base::frame_start(trailer + frames, rate_));
    return edit_.clips.back();
  }

  void add_title(std::string text, std::string kind, std::int64_t first, std::int64_t end) {
    edit_.titles.push_back(
        {{in_trailer(first), in_trailer(end)}, std::move(text), std::move(kind)});
    edit_.length = std::max(edit_.length, base::frame_start(end, rate_));
  }

  void render(const base::Progress& progress = {}) {
    options_.preset = "ultrafast";
    std::promise<sound::Mix> mix;
    mix.set_value(mix_);
    conform(edit_, film_, mix.get_future(), vibe_, trailer(), options_, progress);
  }
  fs::path trailer() const { return folder_ / "out" / "trailer.mp4"; }

  std::vector<media::Picture> pictures() const {
    std::vector<media::Picture> all;
    media::VideoReader reader(trailer());
    while (auto p = reader.next()) all.push_back(std::move(*p));
    return all;
  }

  std::vector<std::string> files_in_out() const {
    std::vector<std::string> names;
    if (fs::exists(folder_ / "out"))
      for (const auto& e : fs::directory_iterator(folder_ / "out"))
        names.push_back(e.path().filename().string());
    return names;
  }

  base::Rational rate_{24000, 1001};
  fs::path folder_;
  media::FilmInfo film_;
  edit::Manifest edit_;
  sound::Mix mix_;
  vibe::Vibe vibe_{.name = "neutral"};
  ConformOptions options_;
};

TEST_F(Conform, TakesEachPictureFromTheRightFrameOfTheFilm) {
  add_clip(100, 0, 7);
  add_clip(31, 7, 12);   // Back in the film.
  add_clip(43, 19, 5);   // Right behind the one before.
  add_clip(239, 24, 1);  // The film's last picture.
  add_clip(0, 25, 3);    // Its first ones.
  render();
  const auto shown = pictures();
  ASSERT_EQ(shown.size(), 28u);
  for (std::size_t n = 0; n < shown.size(); ++n) {
    const int i = static_cast<int>(n);
    const int wanted = i < 7 ? 100 + i : i < 24 ? 31 + i - 7 : i < 25 ? 239 : i - 25;
    EXPECT_EQ(number_of(shown[n]), wanted) << "frame " << n;
  }
}

TEST_F(Conform, RepeatsAndLeavesOutPicturesWhenTheRatesDiffer) {
  add_clip(24, 0, 24);
  for (const base::Rational other : {base::Rational{48000, 1001}, base::Rational{16000, 1001}}) {
    edit_.frame_rate = other;
    render();
    const auto shown = pictures();
    ASSERT_EQ(shown.size(), other.num == 48000 ? 48u : 16u);
    for (std::size_t n = 0; n < shown.size(); ++n)
      EXPECT_EQ(number_of(shown[n]),
                24 + static_cast<int>(other.num == 48000 ? n / 2 : (6 * n + 3) / 4));
  }
}

TEST_F(Conform, MixesBothClipsEquallyInTheMiddleOfACrossfade) {
  add_clip(40, 0, 12);
  edit::Clip& second = add_clip(150, 12, 12);
  second.transition = edit::Transition::crossfade;
  second.transition_length = base::frame_start(8, rate_);
  render();
  const auto shown = pictures();
  const auto low = [&](std::size_t n) { return luma_at(shown[n], 160, 140); };
  EXPECT_NEAR(low(7), 60, 3);
  EXPECT_NEAR(low(11) + low(12), 240, 6);
  EXPECT_NEAR(low(17), 180, 3);
  for (std::size_t n = 8; n < 16; ++n) EXPECT_GT(low(n), low(n - 1)) << n;
}

TEST_F(Conform, FadesThroughBlackAndShowsBlackWhereNoClipIs) {
  add_clip(150, 0, 12);
  edit::Clip& second = add_clip(170, 12, 12);
  second.transition = edit::Transition::fade_to_black;
  second.transition_length = base::frame_start(8, rate_);
  add_clip(180, 30, 2);
  render();
  const auto shown = pictures();
  ASSERT_EQ(shown.size(), 32u);
  EXPECT_NEAR(luma_at(shown[4], 160, 140), 180, 3);
  EXPECT_LT(luma_at(shown[11], 160, 140), 45);
  EXPECT_LT(luma_at(shown[12], 160, 140), 45);
  EXPECT_NEAR(luma_at(shown[20], 160, 140), 180, 3);
  EXPECT_NEAR(luma_at(shown[27], 160, 140), 16, 1);
}

TEST_F(Conform, RedrawsTheBarsInCleanBlack) {
  vibe_.brightness = 0.1;
  options_.area = {0, 22, 320, 132};
  add_clip(150, 0, 4);
  render();
  const auto shown = pictures();
  EXPECT_NEAR(luma_at(shown[2], 100, 10), 16, 1);
  EXPECT_NEAR(luma_at(shown[2], 100, 165), 16, 1);
  EXPECT_GT(luma_at(shown[2], 100, 140), 180);
}

TEST_F(Conform, DrawsTitlesThatCanBeSeen) {
  add_clip(60, 0, 4);
  add_title("Meridian", "title", 4, 52);
  add_title("Soon", "end", 52, 100);
  render();
  const auto shown = pictures();
  ASSERT_EQ(shown.size(), 100u);
  const auto brightest = [&](std::size_t n) {
    int most = 0;
    for (int y = 60; y < 116; ++y)
      for (int x = 20; x < 300; ++x) most = std::max(most, luma_at(shown[n], x, y));
    return most;
  };
  EXPECT_GT(brightest(28), 190);
  EXPECT_GT(brightest(76), 80);
  EXPECT_LT(brightest(99), 60);
}

TEST_F(Conform, MakesSoundExactlyAsLongAsThePictures) {
  add_clip(60, 0, 37);
  mix_.programme.samples.assign(2 * 10'000, 0.25f);  // Shorter than the pictures.
  render();
  const auto info = media::probe(trailer());
  EXPECT_EQ(info.duration, base::frame_start(37, rate_));
  ASSERT_TRUE(info.audio);
  const media::SoundReader sound(trailer());
  EXPECT_LT(std::abs((sound.duration() - info.duration).count()),
            std::int64_t{1'000'000'000} * 1024 / 48000);
}

TEST_F(Conform, HoldsTheLastPictureWhereTheFilmIsOver) {
  add_clip(230, 0, 30);
  render();
  const auto shown = pictures();
  ASSERT_EQ(shown.size(), 30u);
  EXPECT_EQ(number_of(shown[9]), 239);
  EXPECT_EQ(number_of(shown[29]), 239);
}

TEST_F(Conform, MakesTheSameFileTwice) {
  add_clip(100, 0, 12);
  add_clip(20, 12, 12).transition = edit::Transition::crossfade;
  edit_.clips[1].transition_length = base::frame_start(8, rate_);
  render();
  const auto first = base::read_file(trailer());
  render();
  EXPECT_TRUE(first == base::read_file(trailer()));
}

TEST_F(Conform, StopsWhenAskedAndLeavesNothing) {
  add_clip(0, 0, 200);
  std::stop_source stop;
  const base::Progress progress{.report =
                                    [&](double share) {
                                      if (share > 0.2) stop.request_stop();
                                    },
                                .stop = stop.get_token()};
  try {
    render(progress);
    FAIL() << "was not stopped";
  } catch (const base::Error& e) {
    EXPECT_EQ(e.kind(), base::ErrorKind::cancelled);
  }
  EXPECT_THAT(files_in_out(), testing::IsEmpty());
}

TEST_F(Conform, ReportsAFullDiskAndKeepsTheFileThatWasThere) {
  add_clip(0, 0, 200);
  base::write_file_atomically(trailer(), "the trailer before");
  // A limit on the size of files stands for a disk that fills up.
  rlimit before{};
  ASSERT_EQ(getrlimit(RLIMIT_FSIZE, &before), 0);
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  rlimit small = before;
  small.rlim_cur = 20'000;
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &small), 0);
  auto kind = base::ErrorKind::internal;
  std::string message;
  try {
    render();
  } catch (const base::Error& e) {
    kind = e.kind();
    message = e.what();
  }
  setrlimit(RLIMIT_FSIZE, &before);
  std::signal(SIGXFSZ, handler);
  EXPECT_EQ(kind, base::ErrorKind::unavailable);
  EXPECT_THAT(message, HasSubstr("trailer.mp4"));
  EXPECT_THAT(files_in_out(), testing::ElementsAre("trailer.mp4"));
  EXPECT_EQ(base::read_file(trailer()), "the trailer before");
}

TEST_F(Conform, SaysWhenTheFilmIsGone) {
  add_clip(0, 0, 10);
  fs::remove(film_.path);
  EXPECT_THROW(render(), base::Error);
  EXPECT_THAT(files_in_out(), testing::IsEmpty());
}

}  // namespace
}  // namespace cinecut::conform
