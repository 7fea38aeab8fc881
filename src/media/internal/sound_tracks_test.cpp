// Which sound is heard, where there is more than one, and sound whose channels are apart.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <cmath>
#include <numbers>

#include "base/error.h"
#include "media/film.h"
#include "media/internal/ffmpeg.h"
#include "media/scan.h"
#include "media/sound.h"
#include "media/testing.h"

namespace media {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing_media::make_film;
using testing_media::SoundTrack;
using testing_media::TempFolder;

const std::vector<testing_media::Shot> kWhiteShot = {{3s, testing_media::kWhite}};

// How much of a tone is in a channel: of its sine, and of its cosine.
struct Wave {
  double sine = 0, cosine = 0;

  double level() const { return std::hypot(sine, cosine); }
};
Wave wave_in(const std::vector<float>& samples, int channel, double hz) {
  Wave tone;
  const auto frames = samples.size() / 2;
  for (std::size_t i = 0; i < frames; ++i) {
    const double angle = 2 * std::numbers::pi * hz * static_cast<double>(i) / 48000;
    const double value = samples[2 * i + static_cast<std::size_t>(channel)];
    tone.sine += value * std::sin(angle) * 2 / static_cast<double>(frames);
    tone.cosine += value * std::cos(angle) * 2 / static_cast<double>(frames);
  }
  return tone;
}
double level(const std::vector<float>& samples, int channel, double hz) {
  return wave_in(samples, channel, hz).level();
}

SoundTrack mono(double hz, const std::string& title = "", const std::string& language = "",
                const std::string& speaker = "", const std::string& codec = "pcm_s24le") {
  SoundTrack track{.codec = codec, .channels = 1, .tone_hz = hz};
  track.language = language;
  track.title = title;
  track.speaker = speaker;
  return track;
}

std::vector<SoundTrack> named(const std::vector<std::string>& names, const std::string& codec) {
  std::vector<SoundTrack> tracks;
  tracks.reserve(names.size());
  for (const auto& name : names)
    tracks.push_back(mono(200.0 + 100 * static_cast<double>(tracks.size()), name, "", "", codec));
  return tracks;
}

struct Master {
  const char* name;
  const char* file;
  std::vector<SoundTrack> tracks;
  std::vector<std::string> layouts;  ///< Of the sounds they are.
};

std::vector<Master> masters() {
  const auto untitled = [](std::size_t count) {
    return named(std::vector<std::string>(count), "pcm_s24le");
  };
  std::vector<SoundTrack> speakers;
  for (const auto* speaker : {"FL", "FR", "FC", "LFE", "SL", "SR"})
    speakers.push_back(mono(300, "", "", speaker));
  return {
      {"six by number", "film.mov", untitled(6), {"5.1(side)"}},
      {"six by number", "film.mxf", untitled(6), {"5.1(side)"}},
      {"two by number", "film.mov", untitled(2), {"stereo"}},
      {"four by number", "film.mov", untitled(4), {"stereo", "stereo"}},
      {"eight by number", "film.mov", untitled(8), {"5.1(side)", "stereo"}},
      {"three are no sound", "film.mov", untitled(3), {"mono", "mono", "mono"}},
      {"by name", "film.mkv", named({"L", "R", "C", "LFE", "Ls", "Rs"}, "flac"), {"5.1(side)"}},
      {"in another order",
       "film.mkv",
       named({"5.1 C", "5.1 L", "5.1 R", "5.1 Ls", "5.1 Rs", "5.1 LFE"}, "pcm_s16le"),
       {"5.1(side)"}},
      {"in words",
       "film.mkv",
       named({"Left", "Right", "Left Surround", "Right Surround", "Center"}, "aac"),
       {"5.0(side)"}},
      {"and stereo",
       "film.mkv",
       named({"L", "R", "C", "LFE", "Ls", "Rs", "Lt", "Rt"}, "flac"),
       {"5.1(side)", "stereo"}},
      {"by layout", "film.mov", speakers, {"5.1(side)"}},
      {"two languages", "film.mov", {mono(200, "", "eng"), mono(300, "", "ger")}, {"mono", "mono"}},
      {"named otherwise", "film.mkv", named({"Boom", "Lavalier"}, "pcm_s16le"), {"mono", "mono"}},
      {"no master", "film.mkv", named({"", ""}, "aac"), {"mono", "mono"}},
      {"numbered", "film.mkv", named({"Audio 1", "Audio 2"}, "pcm_s16le"), {"mono", "mono"}},
  };
}

TEST(MonoTracks, ThatBelongTogetherAreOneSound) {
  const TempFolder folder;
  for (const auto& m : masters()) {
    SCOPED_TRACE(std::string(m.name) + " " + m.file);
    testing_media::FilmOptions options{.rate = {25, 1}, .sound = m.tracks};
    if (std::string(m.file).ends_with("mxf")) {
      options.codec = "mpeg2video";
      options.width_px = 720, options.height_px = 576;
    }
    make_film(folder / m.file, kWhiteShot, options);
    const auto film = probe(folder / m.file);
    std::vector<std::string> layouts;
    layouts.reserve(film.audio_tracks.size());
    for (const auto& track : film.audio_tracks) layouts.push_back(track.layout);
    EXPECT_EQ(layouts, m.layouts);
  }
}

// Left, right, centre, low, left and right surround at 200, 300, … 700 Hz, each a sine from the
// film's beginning on: half a sample late would be seen in the cosine.
void expect_downmix(const std::vector<float>& samples) {
  const double full = 0.25 / (2 + std::numbers::sqrt2 / 2), side = full * std::numbers::sqrt2 / 2;
  const double expected[2][6] = {{full, 0, full, 0, side, 0}, {0, full, full, 0, 0, side}};
  for (int channel = 0; channel < 2; ++channel)
    for (int i = 0; i < 6; ++i) {
      const auto tone = wave_in(samples, channel, 200 + 100 * i);
      EXPECT_NEAR(tone.sine, expected[channel][i], 0.002) << channel << " " << i;
      EXPECT_NEAR(tone.cosine, 0, 0.002) << channel << " " << i;
    }
}

TEST(MonoTracks, AreHeardInStep) {
  const TempFolder folder;
  for (const std::string file : {"film.mov", "film.mxf", "film.mkv"}) {
    SCOPED_TRACE(file);
    testing_media::FilmOptions options{
        .rate = {30000, 1001}, .sound = named({"L", "R", "C", "LFE", "Ls", "Rs"}, "pcm_s24le")};
    if (file.ends_with("mxf")) {
      options.codec = "mpeg2video";
      options.width_px = 720, options.height_px = 480;
    }
    make_film(folder / file, kWhiteShot, options);
    SoundReader reader(folder / file);
    expect_downmix(reader.read({base::film_time(1), base::film_time(2)}).samples);
    expect_downmix(reader.read({base::film_time(0.5), base::film_time(1.5)}).samples);
    const auto late = reader.read({base::film_time(1.2), base::film_time(2.2)}).samples;
    const auto again =
        SoundReader(folder / file).read({base::film_time(1.2), base::film_time(2.2)}).samples;
    EXPECT_EQ(late, again);
    std::vector<float> scanned;
    scan(folder / file, 3s, {},
         {.packet = {}, .picture = {}, .sound = [&](const SoundPiece& piece) {
            scanned.insert(scanned.end(), piece.samples.begin(), piece.samples.end());
          }});
    EXPECT_NEAR(static_cast<double>(scanned.size()) / 2, 3.0 * 48000, 2000);
    expect_downmix({scanned.begin() + 48000, scanned.begin() + 3 * 48000});
  }
}

TEST(MonoTracks, AreHeardAloneByALaterNumber) {
  const TempFolder folder;
  make_film(folder / "film.mov", kWhiteShot, {.sound = named({"", ""}, "pcm_s16le")});
  const auto both = probe(folder / "film.mov", {.track = 1, .language = {}});
  EXPECT_EQ(both.audio->layout, "stereo");
  const auto second = probe(folder / "film.mov", {.track = 2, .language = {}});
  EXPECT_EQ(second.audio->layout, "mono");
  SoundReader reader(folder / "film.mov", {.track = 2});
  const auto sound = reader.read({base::film_time(1), base::film_time(2)});
  EXPECT_NEAR(level(sound.samples, 0, 300), 0.25, 0.01);
  EXPECT_NEAR(level(sound.samples, 0, 200), 0, 0.003);
}

TEST(SoundTracks, TheOneThatAViewerWouldHear) {
  const TempFolder folder;
  const auto track = [](double hz, const std::string& language, int flags,
                        const std::string& title = "") {
    SoundTrack t{.tone_hz = hz, .is_default = false};
    t.language = language;
    t.title = title;
    t.flags = flags;
    return t;
  };
  const struct {
    const char* name;
    std::vector<SoundTrack> tracks;
    int expected;
  } cases[] = {
      {"default", {track(1, "fre", 0), track(1, "ger", AV_DISPOSITION_DEFAULT)}, 2},
      {"original",
       {track(1, "fre", AV_DISPOSITION_DUB), track(1, "dan", AV_DISPOSITION_ORIGINAL)},
       2},
      {"dub last", {track(1, "eng", AV_DISPOSITION_DUB), track(1, "dan", 0)}, 2},
      {"forced", {track(1, "fre", 0), track(1, "ger", AV_DISPOSITION_FORCED)}, 2},
      {"hard of hearing",
       {track(1, "eng", AV_DISPOSITION_DEFAULT | AV_DISPOSITION_HEARING_IMPAIRED),
        track(1, "eng", 0)},
       2},
      {"for the blind", {track(1, "eng", AV_DISPOSITION_VISUAL_IMPAIRED), track(1, "fre", 0)}, 2},
      {"commentary", {track(1, "eng", 0, "Director's Commentary"), track(1, "fre", 0)}, 2},
      {"English", {track(1, "fre", 0), track(1, "eng", 0)}, 2},
      {"first", {track(1, "fre", 0), track(1, "ger", 0)}, 1},
  };
  for (const auto& c : cases) {
    make_film(folder / "film.mkv", kWhiteShot, {.sound = c.tracks});
    EXPECT_EQ(probe(folder / "film.mkv").audio->track, c.expected) << c.name;
  }
}

TEST(SoundTracks, AreChosenByNumberAndLanguage) {
  const TempFolder folder;
  const auto path = folder / "film.mkv";
  std::vector<SoundTrack> tracks;
  for (const auto* language : {"eng", "ger", "por", "por"}) {
    SoundTrack t{.tone_hz = 200.0 + 100 * static_cast<double>(tracks.size()), .is_default = false};
    t.language = language;
    tracks.push_back(t);
  }
  tracks[3].title = "Brazil";
  make_film(path, kWhiteShot, {.sound = tracks});
  const struct {
    SoundChoice choice;
    int expected;  // 0: refused.
  } cases[] = {{{}, 1},           {{3, ""}, 3},        {{0, "de"}, 2}, {{0, "Deutsch"}, 2},
               {{0, "pt-BR"}, 3}, {{4, "pt"}, 4},      {{5, ""}, 0},   {{0, "fr"}, 0},
               {{1, "de"}, 0},    {{0, "nonsense"}, 0}};
  for (const auto& c : cases) {
    SCOPED_TRACE(c.choice.language + std::to_string(c.choice.track));
    try {
      const auto film = probe(path, c.choice);
      EXPECT_EQ(film.audio->track, c.expected);
      SoundReader reader(path, {.track = film.audio->track});
      const auto sound = reader.read({base::film_time(1), base::film_time(2)});
      EXPECT_NEAR(level(sound.samples, 0, 100 + 100 * c.expected), 0.25, 0.02);
    } catch (const base::Error& e) {
      EXPECT_EQ(c.expected, 0) << e.what();
      EXPECT_EQ(e.kind(), base::ErrorKind::usage);
      EXPECT_THAT(e.what(), HasSubstr("2 (ger, stereo)"));
      EXPECT_THAT(e.what(), HasSubstr("4 (por, stereo, \"Brazil\")"));
    }
  }
  make_film(folder / "silent.mkv", kWhiteShot, {.sound = {}});
  EXPECT_THROW(probe(folder / "silent.mkv", {.track = 1, .language = {}}), base::Error);
}

}  // namespace
}  // namespace media
