#include "media/movie_writer.h"

#include <gmock/gmock.h>
#include <unistd.h>

#include <cmath>
#include <numbers>

#include "base/error.h"
#include "base/files.h"
#include "media/film.h"
#include "media/sound.h"
#include "media/video_reader.h"

namespace media {
namespace {

namespace fs = std::filesystem;

class MovieWriterTest : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::path(testing::TempDir()) / ("movie_" + std::to_string(::getpid()));
    fs::create_directories(folder_);
    options_.width_px = 64;
    options_.height_px = 48;
    options_.frame_rate = {24000, 1001};
    options_.preset = "ultrafast";
  }
  void TearDown() override { fs::remove_all(folder_); }

  static Picture picture(int luma) {
    auto p = Picture::make(64, 48, PixelFormat::yuv420p);
    for (int k = 0; k < 3; ++k) {
      const Plane plane = p.plane(k);
      for (int y = 0; y < plane.height_px; ++y)
        for (int x = 0; x < plane.width_px; ++x)
          plane.data[y * plane.stride_bytes + x] = static_cast<std::uint8_t>(k == 0 ? luma : 128);
    }
    return p;
  }

  /// A tone that starts at sample `from`.
  static std::vector<float> tone(std::size_t from, std::size_t end) {
    std::vector<float> s(2 * end);
    for (std::size_t i = from; i < end; ++i)
      s[2 * i] = s[2 * i + 1] = 0.5f * static_cast<float>(std::sin(2 * std::numbers::pi * 1000 *
                                                                   static_cast<double>(i) / 48000));
    return s;
  }

  void write(const fs::path& path, int pictures, const std::vector<float>& sound) const {
    MovieWriter movie(path, options_);
    for (int n = 0; n < pictures; ++n) movie.write(picture(20 + n));
    if (options_.sound_rate_hz > 0) movie.write_sound(sound);
    movie.finish();
  }

  std::size_t files() const {
    return static_cast<std::size_t>(
        std::distance(fs::directory_iterator(folder_), fs::directory_iterator()));
  }

  fs::path folder_;
  MovieOptions options_;
};

TEST_F(MovieWriterTest, GivesBothTracksTheLengthThatWasWritten) {
  const auto path = folder_ / "movie.mp4";
  const auto length = base::frame_start(50, options_.frame_rate);
  const auto samples = static_cast<std::size_t>(base::nearest_frame(length, {48000, 1}));
  options_.x264_options = "bframes=2";
  write(path, 50, tone(0, samples));
  const FilmInfo film = probe(path);
  EXPECT_EQ(film.duration, length);
  EXPECT_EQ(film.video.frame_rate, options_.frame_rate);
  EXPECT_FALSE(film.video.is_variable_rate);
  EXPECT_EQ(film.video.colour, (ColourTags{1, 1, 1, false}));
  EXPECT_LE(std::abs((SoundReader(path).duration() - length).count()), 21'333'334);
}

TEST_F(MovieWriterTest, KeepsPicturesInOrderAndOnTime) {
  for (const char* name : {"movie.mp4", "movie.mkv", "movie.mov"}) {
    options_.x264_options = "bframes=3:keyint=12";
    write(folder_ / name, 30, {});
    VideoReader reader(folder_ / name);
    for (int n = 0; n < 30; ++n) {
      const auto p = reader.next();
      ASSERT_TRUE(p) << name;
      EXPECT_NEAR(p->plane(0).data[0], 20 + n, 2) << name;
      EXPECT_EQ(base::nearest_frame(p->time(), options_.frame_rate), n) << name;
    }
    EXPECT_FALSE(reader.next()) << name;
  }
}

TEST_F(MovieWriterTest, KeepsSoundInStepWithPictures) {
  for (const char* name : {"movie.mp4", "movie.mkv"}) {
    write(folder_ / name, 48, tone(24000, 96096));
    SoundReader reader(folder_ / name);
    const Sound sound = reader.read({base::film_time(0), base::film_time(2)});
    std::size_t start = 0;
    while (start < sound.frames() && std::abs(sound.samples[2 * start]) < 0.1f) ++start;
    EXPECT_NEAR(static_cast<double>(start), 24000, 60) << name;
  }
}

TEST_F(MovieWriterTest, TellsBeforehandHowSoundComesBack) {
  const auto samples = tone(24000, 96096);
  write(folder_ / "movie.mp4", 48, samples);
  const auto range = base::FilmRange{base::film_time(0), base::film_time(1.9)};
  const Sound read = SoundReader(folder_ / "movie.mp4").read(range);
  const Sound told = after_coding({48000, 2, samples}, options_);
  ASSERT_EQ(told.samples.size(), samples.size());
  float furthest = 0;
  for (std::size_t i = 0; i < read.samples.size(); ++i)
    furthest = std::max(furthest, std::abs(read.samples[i] - told.samples[i]));
  EXPECT_LT(furthest, 1e-4f);
  EXPECT_TRUE(after_coding({48000, 2, {}}, options_).samples.empty());
}

TEST_F(MovieWriterTest, TakesSoundInAnyOrder) {
  const auto sound = tone(0, 48048);
  {
    MovieWriter early(folder_ / "early.mp4", options_), late(folder_ / "late.mp4", options_);
    early.write_sound(sound);
    for (int n = 0; n < 24; ++n) {
      early.write(picture(n));
      late.write(picture(n));
    }
    for (std::size_t i = 0; i < sound.size(); i += 300)
      late.write_sound(std::span(sound).subspan(i, std::min<std::size_t>(300, sound.size() - i)));
    early.finish();
    late.finish();
  }
  EXPECT_TRUE(base::read_file(folder_ / "early.mp4") == base::read_file(folder_ / "late.mp4"));
}

TEST_F(MovieWriterTest, WritesFilmsWithoutSound) {
  options_.sound_rate_hz = 0;
  write(folder_ / "silent.mp4", 5, {});
  EXPECT_FALSE(probe(folder_ / "silent.mp4").audio);
}

TEST_F(MovieWriterTest, AcceptsNamesOfEveryKind) {
  for (const char* name : {"with space.mp4", "it's \"quoted\".mp4", "a:b%03d.mp4", "фильм 映画.mp4",
                           "-dash.mp4", "new/folder/movie.mp4"}) {
    write(folder_ / name, 2, {});
    EXPECT_EQ(probe(folder_ / name).video.width_px, 64) << name;
  }
}

TEST_F(MovieWriterTest, PutsTheIndexFirst) {
  write(folder_ / "movie.mp4", 10, {});
  const auto bytes = base::read_file(folder_ / "movie.mp4");
  EXPECT_LT(bytes.find("moov"), bytes.find("mdat"));
}

TEST_F(MovieWriterTest, LeavesNothingWhenItIsNotFinished) {
  base::write_file_atomically(folder_ / "movie.mp4", "before");
  {
    MovieWriter movie(folder_ / "movie.mp4", options_);
    for (int n = 0; n < 10; ++n) movie.write(picture(n));
    EXPECT_EQ(files(), 2u);
  }
  EXPECT_EQ(files(), 1u);
  EXPECT_EQ(base::read_file(folder_ / "movie.mp4"), "before");
}

TEST_F(MovieWriterTest, SaysWhatIsWrong) {
  const struct {
    const char* path;
    base::ErrorKind kind;
  } cases[] = {{"/proc/no/such/movie.mp4", base::ErrorKind::unavailable},
               {"movie.nonsense", base::ErrorKind::unsupported},
               {"movie", base::ErrorKind::unsupported}};
  for (const auto& c : cases) {
    try {
      MovieWriter movie(folder_ / c.path, options_);
      FAIL() << c.path;
    } catch (const base::Error& e) {
      EXPECT_EQ(e.kind(), c.kind) << c.path;
      EXPECT_THAT(e.what(), testing::HasSubstr("movie")) << c.path;
    }
  }
  options_.preset = "no such preset";
  EXPECT_THROW(MovieWriter(folder_ / "movie.mp4", options_), base::Error);
  EXPECT_EQ(files(), 0u);
}

TEST_F(MovieWriterTest, RefusesPicturesOfAnotherSize) {
  MovieWriter movie(folder_ / "movie.mp4", options_);
  EXPECT_THROW(movie.write(Picture::make(32, 32, PixelFormat::yuv420p)), base::Error);
  EXPECT_THROW(movie.finish(), base::Error);  // Not one picture.
}

}  // namespace
}  // namespace media
