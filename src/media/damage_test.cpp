// Films with flipped bytes, holes and missing ends: whatever happens, it ends, and with an Error at
// the worst. DAMAGE_ROUNDS=1000 tries more.

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <ostream>
#include <random>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/files.h"
#include "media/film.h"
#include "media/sound.h"
#include "media/testing.h"
#include "media/text_track.h"
#include "media/video_reader.h"

namespace media {
namespace {

using namespace std::chrono_literals;
using testing_media::FilmOptions;

struct DamageCase {
  const char* name;
  const char* file;
  FilmOptions film;
  bool is_joined = false;  ///< Of two such films.
};

void PrintTo(const DamageCase& c, std::ostream* out) { *out << c.name; }

std::vector<DamageCase> damage_cases() {
  FilmOptions small;
  small.width_px = 48;
  small.height_px = 32;
  small.key_distance = 6;
  small.sound[0].channels = 1;
  small.texts = {{{base::film_time(0.1), base::film_time(0.4)}, "Hello."}};
  auto mpeg2 = small;
  mpeg2.codec = "mpeg2video";
  mpeg2.sound[0].codec = "ac3";
  mpeg2.texts.clear();
  auto mpeg4 = small;
  mpeg4.codec = "mpeg4";
  mpeg4.sound[0].codec = "libmp3lame";
  mpeg4.texts.clear();
  auto h264_ts = small;
  h264_ts.texts.clear();
  auto flv = mpeg4;
  flv.codec = "flv";
  flv.b_frames = 0;
  flv.sound[0].rate_hz = 44100;
  auto webm = small;
  webm.codec = "libvpx-vp9";
  webm.sound[0].codec = "libvorbis";
  webm.texts.clear();
  auto hevc = small;
  hevc.codec = "libx265";
  hevc.sound[0].codec = "flac";
  hevc.width_px = 64;
  return {{"Mp4", "film.mp4", small},
          {"Mkv", "film.mkv", small},
          {"Ts", "film.ts", h264_ts},
          {"Mpeg2Ts", "film.ts", mpeg2},
          {"Mpg", "film.mpg", mpeg2},
          {"Avi", "film.avi", mpeg4},
          {"WebM", "film.webm", webm},
          {"HevcMkv", "film.mkv", hevc},
          {"Flv", "film.flv", flv},
          {"JoinedTs", "film.ts", h264_ts, true},
          {"JoinedMpg", "film.mpg", mpeg2, true}};
}

std::string damaged(std::string bytes, std::mt19937& random) {
  const auto below = [&](std::size_t n) { return static_cast<std::size_t>(random() % n); };
  const auto kind = below(6);
  // Headers are where damage does most.
  const auto reach = below(2) ? std::min<std::size_t>(bytes.size(), 1500) : bytes.size();
  for (auto n = 1 + below(kind < 3 ? 8 : 2); n > 0; --n) {
    const auto at = below(std::min(reach, bytes.size()));
    const auto length = std::min(bytes.size() - at, 1 + below(400));
    if (kind < 3) bytes[at] = static_cast<char>(kind == 0 ? 0xff : random());
    if (kind == 3) std::fill_n(bytes.begin() + static_cast<std::ptrdiff_t>(at), length, '\0');
    if (kind == 4) bytes.erase(at, length);
    if (kind == 5) bytes.resize(std::max<std::size_t>(1, at));
    if (bytes.size() < 100) break;
  }
  return bytes;
}

void read_all(const std::filesystem::path& path) {
  const auto film = probe(path);
  EXPECT_GT(film.duration.count(), 0);
  VideoReader pictures(
      path, {.width_px = 32, .height_px = 16, .format = PixelFormat::gray8, .threads = 2});
  base::FilmTime last = base::FilmTime::min();
  int count = 0;
  for (; count < 500; ++count) {
    const auto picture = pictures.next();
    if (!picture) break;
    EXPECT_GT(picture->time(), last);
    last = picture->time();
  }
  EXPECT_LT(count, 500);
  for (const auto time : {300ms, 50ms, 900ms}) {
    pictures.seek(base::FilmTime{time});
    pictures.next();
  }
  for (const auto& track : film.text_tracks) read_text_track(path, track.stream);
  if (!film.audio) return;
  SoundReader sound(path);
  EXPECT_EQ(sound.read({base::film_time(-0.1), base::film_time(1.1)}).frames(), 57'600u);
  EXPECT_EQ(sound.read({base::film_time(0.3), base::film_time(0.4)}).frames(), 4'800u);
}

class DamagedFilm : public testing::TestWithParam<DamageCase> {};

TEST_P(DamagedFilm, IsReadOrRefused) {
  const testing_media::TempFolder folder;
  const auto& [name, file, options, is_joined] = GetParam();
  const auto path = folder / file;
  testing_media::make_film(
      path, {{700ms, testing_media::kRed, testing_media::Pattern::texture, 1, 1, 440}}, options);
  auto whole = base::read_file(path);
  if (is_joined) whole += whole;
  const char* wish = std::getenv("DAMAGE_ROUNDS");
  const int rounds = wish ? std::atoi(wish) : 15;
  const char* first = std::getenv("DAMAGE_FIRST");
  int refused = 0;
  for (int round = first ? std::atoi(first) : 0; round < rounds; ++round) {
    std::mt19937 random(static_cast<unsigned>(round));
    base::write_file_atomically(path, damaged(whole, random));
    if (wish)
      base::write_file_atomically(std::string("/tmp/damaged-") + name + file,
                                  base::read_file(path));
    try {
      read_all(path);
    } catch (const base::Error& error) {
      ++refused;
      EXPECT_NE(error.kind(), base::ErrorKind::internal) << error.what();
    }
  }
  EXPECT_LT(refused, rounds) << "not even a scratch is survived";
}

INSTANTIATE_TEST_SUITE_P(Films, DamagedFilm, testing::ValuesIn(damage_cases()),
                         [](const auto& test) { return test.param.name; });

}  // namespace
}  // namespace media
