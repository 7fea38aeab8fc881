#include "media/film.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/files.h"
#include "media/picture.h"
#include "media/sound.h"
#include "media/testing.h"

namespace media {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing_media::FilmOptions;
using testing_media::make_film;
using testing_media::Shot;
using testing_media::TempFolder;

const std::vector<Shot> kTwoSeconds = {{1s, testing_media::kRed}, {1s, testing_media::kBlue}};

FilmInfo probed(const FilmOptions& options, const std::string& name = "film.mkv",
                const std::vector<Shot>& shots = kTwoSeconds) {
  const TempFolder folder;
  make_film(folder / name, shots, options);
  return probe(folder / name);
}

template <typename Change>
FilmOptions with(Change change) {
  FilmOptions options;
  change(options);
  return options;
}

struct Failure {
  base::ErrorKind kind;
  std::string message;
};

Failure failure_of(const std::filesystem::path& path) {
  try {
    probe(path);
  } catch (const base::Error& error) {
    return {error.kind(), error.what()};
  }
  return {base::ErrorKind::internal, "no error"};
}

TEST(Probe, TellsWhatAFilmIs) {
  const TempFolder folder;
  const auto path = folder / "a film's \"name\": größe 映画.mp4";
  make_film(path, kTwoSeconds, {.title = "Night Train"});
  const auto film = probe(path);
  EXPECT_EQ(film.path, path);
  EXPECT_EQ(film.size_bytes, std::filesystem::file_size(path));
  EXPECT_GT(film.modified_ns, 0);
  EXPECT_THAT(film.container, HasSubstr("mp4"));
  EXPECT_EQ(film.title, "Night Train");
  EXPECT_EQ(film.duration, 2s);
  EXPECT_EQ(film.video.codec, "h264");
  EXPECT_EQ(film.video.width_px, 128);
  EXPECT_EQ(film.video.height_px, 72);
  EXPECT_EQ(film.video.display_width_px, 128);
  EXPECT_EQ(film.video.display_height_px, 72);
  EXPECT_EQ(film.video.frame_rate, (base::Rational{24, 1}));
  EXPECT_EQ(film.video.bit_depth, 8);
  EXPECT_EQ(film.video.colour, (ColourTags{1, 1, 1, false}));
  EXPECT_FALSE(film.video.is_variable_rate);
  EXPECT_FALSE(film.video.is_interlaced);
  EXPECT_FALSE(film.video.is_hdr);
  ASSERT_TRUE(film.audio);
  EXPECT_EQ(film.audio->codec, "aac");
  EXPECT_EQ(film.audio->rate_hz, 48000);
  EXPECT_EQ(film.audio->layout, "stereo");
}

TEST(Probe, NamesTheCustomaryRate) {
  const base::Rational rates[] = {{24000, 1001}, {24, 1},       {25, 1}, {30000, 1001},
                                  {30, 1},       {60000, 1001}, {50, 1}, {12, 1}};
  for (const auto& rate : rates)
    for (const char* name : {"film.mp4", "film.mkv", "film.ts", "film.avi"}) {
      const auto film = probed({.rate = rate, .sound = {}}, name,
                               {{3s, testing_media::kRed}, {3s, testing_media::kBlue}});
      EXPECT_EQ(film.video.frame_rate, rate) << name << " " << rate.num << "/" << rate.den;
      EXPECT_FALSE(film.video.is_variable_rate) << name << " " << rate.num;
      const auto pictures = base::nearest_frame(6s, rate);
      const auto off = film.duration - base::frame_start(pictures, rate);
      EXPECT_LE(std::chrono::abs(off), 2ms) << name << " " << rate.num << "/" << rate.den;
    }
}

TEST(Probe, IsNotMovedByMissingPictures) {
  struct {
    const char* file;
    const char* codec;
    base::Rational rate;
    std::function<bool(int)> is_dropped;
    int b_frames = 2;
  } cases[] = {
      {"film.mkv", "libx264", {25, 1}, [](int n) { return n == 50; }},
      {"film.mp4", "libx264", {30000, 1001}, [](int n) { return n == 3; }},
      {"film.ts", "libx264", {24000, 1001}, [](int n) { return n == 1 || n == 70; }},
      {"film.mkv", "libx264", {24000, 1001}, [](int n) { return n > 20 && n < 80; }},
      {"film.mkv", "libx264", {24, 1}, [](int n) { return n > 20 && n < 80; }},
      {"film.flv", "flv", {24, 1}, [](int n) { return n == 5; }},
      {"film.flv", "flv", {24000, 1001}, [](int n) { return n == 5; }},
      {"film.mkv", "libx264", {60000, 1001}, [](int n) { return n == 9; }},
      {"film.mpg", "mpeg2video", {25, 1}, [](int) { return false; }},
      {"film.vob", "mpeg2video", {25, 1}, [](int) { return false; }},
      {"film.vob", "mpeg2video", {30000, 1001}, [](int) { return false; }},
      // Plain pictures are so small that several share a packet, and a time.
      {"film.vob", "mpeg2video", {30000, 1001}, [](int) { return false; }, 0},
  };
  for (const auto& c : cases) {
    FilmOptions options;
    options.rate = c.rate;
    options.codec = c.codec;
    options.b_frames = std::string(c.codec) == "flv" ? 0 : c.b_frames;
    options.is_dropped = c.is_dropped;
    options.sound.clear();
    const auto film = probed(options, c.file, {{5s, testing_media::kRed}});
    EXPECT_EQ(film.video.frame_rate, c.rate)
        << c.file << " " << film.video.frame_rate.value() << " for " << c.rate.value();
    EXPECT_FALSE(film.video.is_variable_rate) << c.file << " " << c.rate.value();
    EXPECT_NEAR(base::to_seconds(film.duration), 5, 0.05) << c.file << " " << c.rate.value();
  }
}

TEST(Probe, SeesAVariableRate) {
  for (const char* name : {"film.mp4", "film.mkv"}) {
    const auto film =
        probed(with([](auto& o) { o.is_dropped = [](int n) { return n % 4 == 1; }; }), name);
    EXPECT_TRUE(film.video.is_variable_rate) << name;
    EXPECT_EQ(film.video.frame_rate, (base::Rational{24, 1})) << name;
  }
}

TEST(Probe, MeasuresFromTheFirstPictureToTheEndOfTheLast) {
  for (const char* name : {"film.mp4", "film.mkv", "film.ts"}) {
    const auto late = probed({.starts = 5s}, name);
    EXPECT_LE(std::chrono::abs(late.duration - 2s), 2ms) << name;
  }
  // The sound goes on, the pictures do not.
  FilmOptions options;
  options.is_dropped = [](int n) { return n >= 36; };
  EXPECT_LE(std::chrono::abs(probed(options, "film.mkv").duration - 1500ms), 2ms);
}

TEST(Probe, TellsHowLateThePicturesBegin) {
  for (const char* name : {"film.mp4", "film.mkv", "film.ts"})
    for (const base::Duration starts :
         {base::Duration{0s}, base::Duration{7s}, base::Duration{10h}}) {
      FilmOptions options;
      options.starts = starts;
      options.b_frames = 0;
      options.sound[0].codec = "ac3";
      EXPECT_LE(probed(options, name).first_picture, 30ms) << name;
      options.is_dropped = [](int n) { return n < 24; };
      const auto late = probed(options, name, {{3s, testing_media::kRed}});
      EXPECT_NEAR(base::to_seconds(late.first_picture), 1, 0.03) << name;
      EXPECT_NEAR(base::to_seconds(late.duration), 2, 0.002) << name;
    }
  EXPECT_EQ(probed({.sound = {}}, "film.ts").first_picture, 0s);
}

TEST(Probe, GivesTheSizeOfUprightSquarePixels) {
  struct {
    int width, height, degrees;
    base::Rational aspect;
    int display_width, display_height;
  } cases[] = {
      {128, 72, 90, {1, 1}, 72, 128},  {128, 72, 180, {1, 1}, 128, 72},
      {128, 72, 270, {1, 1}, 72, 128}, {96, 72, 0, {4, 3}, 128, 72},
      {128, 72, 90, {3, 2}, 72, 192},  {126, 70, 0, {1, 1}, 126, 70},
  };
  for (const auto& c : cases) {
    const auto film = probed({.width_px = c.width,
                              .height_px = c.height,
                              .rotation_degrees = c.degrees,
                              .sample_aspect = c.aspect},
                             "film.mp4");
    EXPECT_EQ(film.video.rotation_degrees, c.degrees);
    EXPECT_EQ(film.video.display_width_px, c.display_width) << c.width << " " << c.degrees;
    EXPECT_EQ(film.video.display_height_px, c.display_height) << c.width << " " << c.degrees;
  }
}

TEST(Probe, RoundsOddSizesDownToEvenOnes) {
  const auto film =
      probed({.width_px = 127, .height_px = 71, .codec = "libvpx-vp9", .sound = {}}, "film.webm");
  EXPECT_EQ(film.video.width_px, 127);
  EXPECT_EQ(film.video.display_width_px, 126);
  EXPECT_EQ(film.video.display_height_px, 70);
}

TEST(Probe, SeesHdrAndTenBits) {
  const auto film = probed({.codec = "libx265", .is_10_bit = true, .colour = {9, 16, 9, false}});
  EXPECT_EQ(film.video.codec, "hevc");
  EXPECT_EQ(film.video.bit_depth, 10);
  EXPECT_TRUE(film.video.is_hdr);
  EXPECT_EQ(film.video.colour, (ColourTags{9, 16, 9, false}));
}

TEST(Probe, SeesInterlacedPictures) {
  EXPECT_TRUE(probed({.is_interlaced = true}, "film.mp4").video.is_interlaced);
  EXPECT_TRUE(probed({.codec = "mpeg2video", .is_interlaced = true, .sound = {}}, "film.ts")
                  .video.is_interlaced);
  EXPECT_FALSE(probed({.codec = "mpeg2video", .sound = {}}, "film.ts").video.is_interlaced);
}

TEST(Probe, TakesTheFilmsOwnSound) {
  const testing_media::SoundTrack commentary{.language = "eng", .title = "Director's Commentary"};
  const testing_media::SoundTrack marked{.language = "eng", .is_commentary = true};
  const testing_media::SoundTrack french{.channels = 1, .language = "fre", .is_default = false};
  const testing_media::SoundTrack english{.channels = 2, .language = "eng", .is_default = false};
  const testing_media::SoundTrack german{.channels = 2, .language = "ger"};
  EXPECT_EQ(probed({.sound = {commentary, french}}).audio->language, "fre");
  EXPECT_EQ(probed({.sound = {marked, french}}).audio->language, "fre");
  EXPECT_EQ(probed({.sound = {french, english}}).audio->language, "eng");
  EXPECT_EQ(probed({.sound = {english, german}}).audio->language, "ger");
  EXPECT_FALSE(probed({.sound = {}}).audio);
}

TEST(Probe, DoesNotTakeACoverForTheFilm) {
  for (const char* name : {"film.mp4", "film.mkv"}) {
    const auto film = probed({.has_cover = true}, name);
    EXPECT_EQ(film.video.codec, "h264") << name;
    EXPECT_EQ(film.duration, 2s) << name;
  }
}

TEST(Probe, ListsTracksOfSubtitlesAndWhatTheContainerSaysOfThem) {
  const std::vector<testing_media::Text> texts = {
      {{base::film_time(0.5), base::film_time(1)}, "Hello."}};
  const auto film =
      probed({.texts = texts,
              .more_texts = {{texts, "ger", "Nur Schilder", "subrip", "default+forced"},
                             {texts, "fre", "", "dvd_subtitle", "hearing_impaired+original"},
                             {texts, "eng", "Director", "webvtt", "comment+visual_impaired"},
                             {texts, "", "", "hdmv_text_subtitle", ""}}});
  const std::vector<TextTrack> expected = {
      {.stream = 2, .codec = "subrip", .language = "eng"},
      {.stream = 3,
       .codec = "subrip",
       .language = "ger",
       .title = "Nur Schilder",
       .is_default = true,
       .is_forced = true},
      {.stream = 4,
       .codec = "dvd_subtitle",
       .language = "fre",
       .is_pictures = true,
       .is_hearing_impaired = true,
       .is_original = true},
      {.stream = 5,
       .codec = "webvtt",
       .language = "eng",
       .title = "Director",
       .is_commentary = true,
       .is_visual_impaired = true},
      {.stream = 6, .codec = "hdmv_text_subtitle", .is_readable = false}};
  ASSERT_EQ(film.text_tracks.size(), expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i)
    EXPECT_EQ(film.text_tracks[i], expected[i]) << "track " << i + 1;
}

TEST(Probe, GivesAFilmOfOnePictureALength) {
  for (const char* name : {"film.mp4", "film.mkv", "film.ts", "film.avi"}) {
    const auto film = probed({.sound = {}}, name, {{42ms, testing_media::kRed}});
    EXPECT_GT(film.duration, 10ms) << name;
    EXPECT_LT(film.duration, 200ms) << name;
  }
}

TEST(Probe, SaysWhatIsWrong) {
  const TempFolder folder;
  base::write_file_atomically(folder / "empty.mkv", "");
  base::write_file_atomically(folder / "text.mp4", "This is no film at all.\nIt is a text.\n");
  base::write_file_atomically(folder / "text.txt", "This is no film at all.\nIt is a text.\n");
  base::write_file_atomically(folder / "zeros.mkv", std::string(100'000, '\0'));
  make_film(folder / "cut.mp4", kTwoSeconds);
  testing_media::cut_off(folder / "cut.mp4", 4000);
  make_film(folder / "whole.mkv", kTwoSeconds);
  base::write_file_atomically(folder / "head.mkv",
                              base::read_file(folder / "whole.mkv").substr(0, 600));
  const Image grey{64, 64, 3, std::vector<std::uint8_t>(64 * 64 * 3, 90)};
  base::write_file_atomically(folder / "photo.jpg", encode_jpeg(grey));
  base::write_file_atomically(folder / "photo.mp4", encode_png(grey));

  struct {
    const char* name;
    base::ErrorKind kind;
    const char* part;
  } cases[] = {
      {"nowhere.mkv", base::ErrorKind::not_found, "no such file"},
      {".", base::ErrorKind::corrupt, "folder"},
      {"empty.mkv", base::ErrorKind::corrupt, "empty"},
      {"text.mp4", base::ErrorKind::corrupt, "no film"},
      {"text.txt", base::ErrorKind::corrupt, "no film"},
      {"zeros.mkv", base::ErrorKind::corrupt, "Invalid data"},
      {"cut.mp4", base::ErrorKind::corrupt, "moov atom not found"},
      {"head.mkv", base::ErrorKind::corrupt, "damaged"},
      {"photo.jpg", base::ErrorKind::corrupt, "no film"},
      {"photo.mp4", base::ErrorKind::corrupt, "no film"},
  };
  for (const auto& c : cases) {
    const auto failure = failure_of(folder / c.name);
    EXPECT_EQ(failure.kind, c.kind) << c.name << ": " << failure.message;
    EXPECT_THAT(failure.message, HasSubstr(c.part)) << c.name;
    EXPECT_THAT(failure.message, HasSubstr((folder / c.name).string())) << c.name;
    EXPECT_LT(failure.message.size(), 400u) << failure.message;
  }
}

TEST(Probe, RefusesSoundAlone) {
  const TempFolder folder;
  base::write_file_atomically(folder / "song.wav",
                              encode_wav({8000, 1, std::vector<float>(8000, 0.1f)}));
  const auto failure = failure_of(folder / "song.wav");
  EXPECT_EQ(failure.kind, base::ErrorKind::unsupported);
  EXPECT_THAT(failure.message, HasSubstr("no picture stream (found: audio (pcm_s24le))"));
}

TEST(Probe, RefusesAFileItMayNotRead) {
  if (::geteuid() == 0) GTEST_SKIP() << "root may read everything";
  const TempFolder folder;
  make_film(folder / "film.mkv", kTwoSeconds);
  std::filesystem::permissions(folder / "film.mkv", std::filesystem::perms::none);
  EXPECT_THAT(failure_of(folder / "film.mkv").message, HasSubstr("permission"));
}

TEST(Probe, ReadsWhatThereIsOfAFilmThatWasCutOff) {
  const TempFolder folder;
  for (const char* name : {"film.mkv", "film.ts", "film.avi"}) {
    make_film(folder / name, kTwoSeconds);
    const auto size = std::filesystem::file_size(folder / name);
    testing_media::cut_off(folder / name, size / 2);
    const auto film = probe(folder / name);
    EXPECT_GT(film.duration, 300ms) << name;
    EXPECT_LT(film.duration, 1900ms) << name;
  }
}

}  // namespace
}  // namespace media
