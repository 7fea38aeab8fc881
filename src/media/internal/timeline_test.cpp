#include "media/internal/timeline.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <cmath>
#include <random>
#include <string>
#include <vector>

#include "base/files.h"
#include "media/film.h"
#include "media/internal/input.h"
#include "media/scan.h"
#include "media/sound.h"
#include "media/testing.h"
#include "media/video_reader.h"

namespace media {
namespace {

using namespace std::chrono_literals;
using testing_media::FilmOptions;
using testing_media::make_film;
using testing_media::number_of;
using testing_media::Pattern;
using testing_media::Shot;
using testing_media::TempFolder;

/// Three seconds with a beep while the picture is white.
const std::vector<Shot> kPart = {{1s, testing_media::kRed, Pattern::texture, 1, 1},
                                 {500ms, testing_media::kWhite, Pattern::texture, 1, 3, 1000},
                                 {1500ms, testing_media::kBlue, Pattern::texture, 1, 2}};
constexpr int kPartPictures = 72;

struct JumpingFilm {
  const char* name;
  const char* file;
  const char* codec;
  const char* sound;
  std::vector<base::Duration> starts;  ///< Of the parts, in their own clocks.
  int b_frames = 2;
};

void PrintTo(const JumpingFilm& c, std::ostream* out) { *out << c.name; }

// The counter of MPEG's clocks has 33 bits.
constexpr base::Duration kWrap{(1LL << 33) * 100'000 / 9};

std::vector<JumpingFilm> jumping_films() {
  const auto day = 24h;
  return {
      {"TsStartsAgain", "film.ts", "libx264", "aac", {0s, 0s}},
      {"TsThreeParts", "film.ts", "libx264", "ac3", {0s, 0s, 0s}},
      {"TsWithoutReordering", "film.ts", "libx264", "aac", {0s, 0s}, 0},
      {"TsJumpsAhead", "film.ts", "libx264", "aac", {0s, 1000s}},
      {"TsJumpsAheadALittle", "film.ts", "libx264", "aac", {0s, 5s}},
      {"TsJumpsBack", "film.ts", "libx264", "aac", {1000s, 40s}},
      {"TsJumpsBackALittle", "film.ts", "libx264", "aac", {2s, 4s}},
      {"TsJumpsBackByADay", "film.ts", "mpeg2video", "ac3", {day, 1s}},
      {"TsWraps", "film.ts", "libx264", "aac", {kWrap - 3s, 0s}},
      {"TsWrapsWithin", "film.ts", "libx264", "aac", {kWrap - 1500ms}},
      {"TsAtTenHours", "film.ts", "libx264", "aac", {10h}},
      {"TsWithoutSound", "film.ts", "mpeg2video", "", {0s, 0s}},
      {"TsAheadWithoutSound", "film.ts", "libx264", "", {0s, 100s}},
      {"VobStartsAgain", "film.vob", "mpeg2video", "ac3", {0s, 0s}},
      {"VobJumpsAhead", "film.vob", "mpeg2video", "mp2", {0s, 1000s}},
      {"Mpeg1StartsAgain", "film.mpg", "mpeg1video", "mp2", {0s, 0s, 0s}},
      {"FlvJumpsAhead", "film.flv", "flv", "libmp3lame", {0s, 1000s}, 0},
      {"FlvStartsAgain", "film.flv", "libx264", "aac", {1s, 1s}},
  };
}

// Where it gets loud, looked at in steps of a hundredth of a second.
std::vector<double> beeps_in(const std::filesystem::path& path, double seconds) {
  SoundReader reader(path);
  const auto sound = reader.read({base::FilmTime{}, base::film_time(seconds)});
  std::vector<double> starts;
  bool was_loud = false;
  for (std::size_t at = 0; at + 480 <= sound.frames(); at += 480) {
    double power = 0;
    for (std::size_t i = 2 * at; i < 2 * (at + 480); ++i)
      power += sound.samples[i] * sound.samples[i];
    const bool is_loud = power / 960 > 0.005;
    if (is_loud && !was_loud) starts.push_back(static_cast<double>(at) / 48000);
    was_loud = is_loud;
  }
  return starts;
}

class Jumps : public testing::TestWithParam<JumpingFilm> {
 protected:
  Jumps() : path_(folder_ / GetParam().file) {
    const auto& c = GetParam();
    std::string joined;
    for (const auto starts : c.starts) {
      FilmOptions options;
      options.codec = c.codec;
      options.b_frames = c.b_frames;
      options.starts = starts;
      options.sound.clear();
      if (*c.sound) options.sound = {{.codec = c.sound}};
      make_film(path_, kPart, options);
      auto bytes = base::read_file(path_);
      // The header of an FLV file ends it where it stands.
      if (path_.extension() == ".flv" && !joined.empty()) bytes.erase(0, 13);
      joined += bytes;
    }
    base::write_file_atomically(path_, joined);
    pictures_ = kPartPictures * static_cast<int>(c.starts.size());
  }

  bool has_sound() const { return *GetParam().sound != '\0'; }

  TempFolder folder_;
  std::filesystem::path path_;
  int pictures_ = 0;
};

TEST_P(Jumps, AreOneTimelineAsLongAsItsPictures) {
  const auto film = probe(path_);
  EXPECT_EQ(film.video.frame_rate, (base::Rational{24, 1}));
  EXPECT_FALSE(film.video.is_variable_rate);
  EXPECT_NEAR(base::to_seconds(film.duration), pictures_ / 24.0, 0.045);

  VideoReader reader(path_, {.threads = 1});
  for (int n = 0; n < pictures_; ++n) {
    const auto picture = reader.next();
    ASSERT_TRUE(picture) << n;
    EXPECT_EQ(number_of(*picture), n % kPartPictures) << n;
    EXPECT_NEAR(base::to_seconds(picture->time()), n / 24.0, 0.002) << n;
  }
  EXPECT_FALSE(reader.next());
}

TEST_P(Jumps, AreSoughtThrough) {
  VideoReader reader(path_, {.threads = 1});
  std::mt19937 random(2);
  for (int i = 0; i < 12; ++i) {
    const auto n = static_cast<int>(random() % static_cast<unsigned>(pictures_));
    reader.seek(base::FilmTime{base::frame_start(n, {24, 1}) + 10ms});
    for (int k = n; k < std::min(n + 3, pictures_); ++k) {
      const auto picture = reader.next();
      ASSERT_TRUE(picture) << k;
      EXPECT_EQ(number_of(*picture), k % kPartPictures) << k;
      EXPECT_NEAR(base::to_seconds(picture->time()), k / 24.0, 0.002) << k;
    }
  }
}

TEST_P(Jumps, KeepSoundInStep) {
  if (!has_sound()) return;
  const auto heard = beeps_in(path_, pictures_ / 24.0 + 2);
  ASSERT_EQ(heard.size(), GetParam().starts.size());
  for (std::size_t i = 0; i < heard.size(); ++i)
    EXPECT_NEAR(heard[i], static_cast<double>(i) * 3 + 1, 0.04);

  // After a seek as in one go.
  SoundReader reader(path_);
  const auto last = static_cast<double>(heard.size() - 1) * 3 + 1;
  const auto quiet = reader.read({base::film_time(last - 0.2), base::film_time(last - 0.05)});
  const auto loud = reader.read({base::film_time(last + 0.05), base::film_time(last + 0.2)});
  const auto loudest = [](const Sound& s) { return std::ranges::max(s.samples); };
  EXPECT_LT(loudest(quiet), 0.05);
  EXPECT_GT(loudest(loud), 0.2);
}

TEST_P(Jumps, AreScannedInOnePass) {
  base::FilmTime last_packet{}, last_picture{}, last_sound{};
  ScanSinks sinks;
  sinks.packet = [&](const PacketNote& note) { last_packet = std::max(last_packet, note.time); };
  sinks.picture = [&](const Picture& picture) {
    EXPECT_GE(picture.time(), last_picture);
    last_picture = picture.time();
  };
  sinks.sound = [&](const SoundPiece& piece) { last_sound = std::max(last_sound, piece.start); };
  scan(path_, 10s, {.effort = Effort::everything, .threads = 1}, sinks);
  const double end = pictures_ / 24.0;
  EXPECT_NEAR(base::to_seconds(last_packet), end - 1 / 24.0, 0.01);
  EXPECT_NEAR(base::to_seconds(last_picture), end - 1 / 24.0, 0.01);
  if (has_sound()) {
    EXPECT_NEAR(base::to_seconds(last_sound), end, 0.15);
  }
}

INSTANTIATE_TEST_SUITE_P(Films, Jumps, testing::ValuesIn(jumping_films()),
                         [](const auto& test) { return test.param.name; });

// The `wanted`th packet of sound (8) or pictures (9) of an FLV file gets another time.
void set_wrong_time(const std::filesystem::path& path, char kind, int wanted, base::Duration off) {
  auto bytes = base::read_file(path);
  const auto number = [&](std::size_t at) {
    unsigned value = 0;
    for (std::size_t i = 0; i < 3; ++i)
      value = value << 8 | static_cast<unsigned char>(bytes.at(at + i));
    return value;
  };
  for (std::size_t at = 13; at + 11 < bytes.size(); at += number(at + 1) + 15) {
    if (bytes[at] != kind || wanted-- > 0) continue;
    const auto time = number(at + 4) + static_cast<unsigned>(off / 1ms);
    for (unsigned i = 0; i < 3; ++i)
      bytes[at + 4 + i] = static_cast<char>(time >> (16 - 8 * i) & 255);
    break;
  }
  base::write_file_atomically(path, bytes);
}

TEST(Timeline, IsNotBentByOneWrongTime) {
  struct {
    char kind;
    int packet;
    base::Duration off;
  } cases[] = {{8, 20, 100s}, {8, 50, 100s},  {8, 20, -500ms}, {8, 50, 300s},
               {9, 10, 100s}, {9, 30, 1000s}, {9, 70, 50s}};
  for (const auto& c : cases) {
    const TempFolder folder;
    const auto path = folder / "film.flv";
    FilmOptions options;
    options.codec = "flv";
    options.b_frames = 0;
    options.sound = {{.codec = "libmp3lame", .rate_hz = 44100}};
    make_film(path, kPart, options);
    set_wrong_time(path, c.kind, c.packet, c.off);
    const auto name = std::to_string(c.kind) + " " + std::to_string(c.packet);
    const auto film = probe(path);
    EXPECT_EQ(film.video.frame_rate, (base::Rational{24, 1})) << name;
    EXPECT_NEAR(base::to_seconds(film.duration), 3, 0.05) << name;
    VideoReader reader(path, {.threads = 1});
    for (int n = 0; n < kPartPictures - 1; ++n) {
      const auto picture = reader.next();
      ASSERT_TRUE(picture) << name;
      EXPECT_NEAR(base::to_seconds(picture->time()), n / 24.0, 0.002) << name << " " << n;
    }
    const auto heard = beeps_in(path, 4);
    ASSERT_EQ(heard.size(), 1u) << name;
    EXPECT_NEAR(heard[0], 1, 0.06) << name;
    base::FilmTime last_sound{};
    ScanSinks sinks;
    sinks.sound = [&](const SoundPiece& piece) { last_sound = std::max(last_sound, piece.start); };
    scan(path, 3s, {.threads = 1}, sinks);
    EXPECT_NEAR(base::to_seconds(last_sound), 3, 0.1) << name;
  }
}

TEST(Timeline, IsNotBentByMissingPictures) {
  const TempFolder folder;
  FilmOptions options;
  options.is_dropped = [](int n) { return n >= 30 && n < 90; };
  make_film(folder / "film.ts", {{6s, testing_media::kRed, Pattern::texture}}, options);
  const Input input(folder / "film.ts");
  EXPECT_FALSE(input.has_jumps());
  EXPECT_NEAR(base::to_seconds(probe(folder / "film.ts").duration), 6, 0.002);
}

}  // namespace
}  // namespace media
