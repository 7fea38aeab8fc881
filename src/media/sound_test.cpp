#include "media/sound.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstring>
#include <limits>
#include <numbers>
#include <random>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/files.h"
#include "media/scan.h"
#include "media/testing.h"

namespace media {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing_media::FilmOptions;
using testing_media::make_film;
using testing_media::Shot;
using testing_media::SoundTrack;
using testing_media::TempFolder;

const std::vector<Shot> kThreeTones = {
    {1300ms, testing_media::kRed, {}, 0, 1, 440},
    {900ms, testing_media::kBlue, {}, 0, 1, 0},
    {1800ms, testing_media::kGreen, {}, 0, 1, 1000},
};

base::FilmRange range(double start, double end) {
  return {base::film_time(start), base::film_time(end)};
}

float largest_difference(const std::vector<float>& a, const float* b) {
  float largest = 0;
  for (std::size_t i = 0; i < a.size(); ++i) largest = std::max(largest, std::abs(a[i] - b[i]));
  return largest;
}

double rms(const Sound& sound, int channel = 0) {
  double sum = 0;
  for (std::size_t i = 0; i < sound.frames(); ++i) {
    const double s = sound.samples[i * static_cast<std::size_t>(sound.channels) +
                                   static_cast<std::size_t>(channel)];
    sum += s * s;
  }
  return std::sqrt(sum / static_cast<double>(std::max<std::size_t>(1, sound.frames())));
}

// How much of a tone is in the sound, and its phase at the first sample.
struct Tone {
  double level, phase;
};
Tone tone_in(const Sound& sound, double hz) {
  double re = 0, im = 0;
  for (std::size_t i = 0; i < sound.frames(); ++i) {
    const double angle = 2 * std::numbers::pi * hz * static_cast<double>(i) / sound.rate_hz;
    re += sound.samples[i * static_cast<std::size_t>(sound.channels)] * std::sin(angle);
    im += sound.samples[i * static_cast<std::size_t>(sound.channels)] * std::cos(angle);
  }
  const double scale = 2 / static_cast<double>(sound.frames());
  return {std::hypot(re, im) * scale, std::atan2(im, re)};
}

double tone_of_end(const Sound& song) {
  float loudest = 0;
  for (auto i = song.samples.size() - 2000; i < song.samples.size(); ++i)
    loudest = std::max(loudest, std::abs(song.samples[i]));
  return loudest;
}

struct RangesCase {
  const char* name;
  const char* file;
  SoundTrack track;
  base::Duration starts{};
  /// Decoders fill holes with noise that is not the same twice.
  float tolerance = 1e-4f;
  /// The container does not say, or rounds, by how much the encoder is late.
  bool is_late = false;
};

// Priming, bit reservoirs, overlapping blocks, coarse clocks, other rates.
const RangesCase kRangesCases[] = {
    {"AacMp4", "film.mp4", {}},
    {"Aac44100Mkv", "film.mkv", {.rate_hz = 44100}, {}, 1e-4f, true},
    {"Aac44100Ts", "film.ts", {.rate_hz = 44100}},
    {"Mp3Mkv", "film.mkv", {.codec = "libmp3lame", .rate_hz = 44100}},
    {"Mp3Avi", "film.avi", {.codec = "libmp3lame", .rate_hz = 44100}, {}, 1e-4f, true},
    {"Ac3Ts", "film.ts", {.codec = "ac3", .channels = 6}, {}, 1e-3f},
    {"VorbisMkv", "film.mkv", {.codec = "libvorbis", .rate_hz = 44100}},
    {"OpusMkv", "film.mkv", {.codec = "libopus"}, {}, 1e-4f, true},
    {"FlacMkv", "film.mkv", {.codec = "flac", .rate_hz = 44100}},
    {"PcmMov", "film.mov", {.codec = "pcm_s16le", .rate_hz = 44100}},
    {"PcmMkv", "film.mkv", {.codec = "pcm_s16le", .rate_hz = 22050, .channels = 1}},
    {"LateStartTs", "film.ts", {.codec = "ac3"}, 9s, 1e-3f},
};

class SoundRanges : public testing::TestWithParam<RangesCase> {};

TEST_P(SoundRanges, EqualALinearRead) {
  const auto& [name, file, track, starts, tolerance, is_late] = GetParam();
  const TempFolder folder;
  make_film(folder / file, kThreeTones, {.starts = starts, .sound = {track}});
  SoundReader reader(folder / file);
  const auto all = reader.read(range(-0.5, 4.5));
  ASSERT_EQ(all.frames(), 240'000u);

  // The tones stand where the pictures stand, to a sixtieth of a millisecond.
  const auto low = reader.read(range(0.25, 1.25));
  const auto high = reader.read(range(2.5, 3.5));
  EXPECT_NEAR(tone_in(low, 440).level, 0.25, 0.02);
  EXPECT_NEAR(tone_in(high, 1000).level, 0.25, 0.02);
  if (!is_late) {
    EXPECT_NEAR(tone_in(high, 1000).phase, 0, 0.1);
  }
  EXPECT_LT(rms(reader.read(range(1.4, 2.1))), 0.003);

  std::mt19937 random(1);
  for (int i = 0; i < 25; ++i) {
    const auto first = static_cast<std::int64_t>(random() % 230'000);
    const auto count = static_cast<std::int64_t>(1 + random() % 10'000);
    const auto at = [](std::int64_t n) {
      return base::FilmTime{base::frame_start(n, {48000, 1}) - 500ms};
    };
    const auto part = reader.read({at(first), at(first + count)});
    ASSERT_EQ(part.frames(), static_cast<std::size_t>(count));
    EXPECT_LE(largest_difference(part.samples, &all.samples[static_cast<std::size_t>(first) * 2]),
              tolerance)
        << first << " + " << count;
  }
}

INSTANTIATE_TEST_SUITE_P(Films, SoundRanges, testing::ValuesIn(kRangesCases),
                         [](const auto& test) { return test.param.name; });

TEST(SoundReader, TilesNeighbouringRanges) {
  const TempFolder folder;
  make_film(folder / "film.mp4", kThreeTones, {.rate = {24000, 1001}});
  SoundReader reader(folder / "film.mp4");
  SoundReader other(folder / "film.mp4");
  Sound joined;
  for (int n = 0; n < 60; ++n) {
    const auto part = reader.read({base::FilmTime{base::frame_start(n, {24000, 1001})},
                                   base::FilmTime{base::frame_start(n + 1, {24000, 1001})}});
    joined.samples.insert(joined.samples.end(), part.samples.begin(), part.samples.end());
  }
  const auto whole =
      other.read({base::FilmTime{}, base::FilmTime{base::frame_start(60, {24000, 1001})}});
  EXPECT_EQ(joined.samples, whole.samples);
}

TEST(SoundReader, FillsWithSilenceWhereThereIsNoSound) {
  const TempFolder folder;
  make_film(folder / "film.mkv", kThreeTones,
            {.sound = {{.codec = "pcm_s16le", .tone_hz = 500, .starts = 750ms}}});
  SoundReader reader(folder / "film.mkv");
  EXPECT_EQ(rms(reader.read(range(-1, 0.749))), 0.0);
  EXPECT_NEAR(rms(reader.read(range(0.751, 3.9))), 0.25 / std::numbers::sqrt2, 0.001);
  EXPECT_EQ(rms(reader.read(range(4.1, 6))), 0.0);
  EXPECT_EQ(reader.read(range(1, 1)).frames(), 0u);
  EXPECT_EQ(rms(reader.read(range(5000, 5000.1))), 0.0);
  EXPECT_NEAR(base::to_seconds(reader.duration()), 4, 0.05);
}

TEST(SoundReader, KeepsTheCentreAtFullLevelAndDoesNotClip) {
  const TempFolder folder;
  // Order in FFmpeg: left, right, centre, low, two surrounds.
  double level[6];
  for (int channel = 0; channel < 6; ++channel) {
    make_film(
        folder / "film.mkv", {{1s, testing_media::kRed}},
        {.sound = {
             {.codec = "pcm_s16le", .channels = 6, .only_channel = channel, .tone_hz = 500}}});
    SoundReader reader(folder / "film.mkv");
    const auto sound = reader.read(range(0, 1));
    level[channel] = std::max(rms(sound, 0), rms(sound, 1));
    if (channel == 0) {
      EXPECT_EQ(rms(sound, 1), 0.0);
    } else if (channel == 1) {
      EXPECT_EQ(rms(sound, 0), 0.0);
    } else if (channel == 2) {
      EXPECT_EQ(rms(sound, 0), rms(sound, 1));
    }
    SoundReader dialogue(folder / "film.mkv", {.only_centre = true});
    const auto centre = dialogue.read(range(0, 1));
    EXPECT_NEAR(rms(centre), channel == 2 ? 0.25 / std::numbers::sqrt2 : 0, 1e-3) << channel;
  }
  EXPECT_NEAR(level[2], level[0], 1e-4);
  EXPECT_EQ(level[3], 0.0);
  // All at full scale at once stay within it.
  const double full = 0.25 / std::numbers::sqrt2;
  EXPECT_LE((level[0] + level[2] + level[4]) / full, 1.0001);
}

TEST(SoundReader, GivesMonoOfStereoAndStereoOfMono) {
  const TempFolder folder;
  make_film(folder / "left.mkv", {{1s, testing_media::kRed}},
            {.sound = {{.codec = "pcm_s16le", .only_channel = 0, .tone_hz = 500}}});
  SoundReader mono(folder / "left.mkv", {.channels = 1});
  const auto half = mono.read(range(0, 1));
  EXPECT_EQ(half.channels, 1);
  EXPECT_EQ(half.frames(), 48000u);
  EXPECT_NEAR(rms(half), 0.125 / std::numbers::sqrt2, 1e-3);

  make_film(folder / "mono.mkv", {{1s, testing_media::kRed}},
            {.sound = {{.codec = "pcm_s16le", .channels = 1, .tone_hz = 500}}});
  SoundReader stereo(folder / "mono.mkv");
  const auto both = stereo.read(range(0, 1));
  EXPECT_NEAR(rms(both, 0), 0.25 / std::numbers::sqrt2, 1e-3);
  EXPECT_EQ(rms(both, 0), rms(both, 1));
}

TEST(SoundReader, RefusesAFilmWithoutSound) {
  const TempFolder folder;
  make_film(folder / "film.mkv", {{1s, testing_media::kRed}}, {.sound = {}});
  try {
    SoundReader reader(folder / "film.mkv");
    FAIL();
  } catch (const base::Error& error) {
    EXPECT_EQ(error.kind(), base::ErrorKind::unsupported);
    EXPECT_THAT(error.what(), HasSubstr("no sound"));
  }
}

Sound noise(int rate_hz, int channels, std::size_t frames) {
  Sound sound{rate_hz, channels, {}};
  std::mt19937 random(3);
  for (std::size_t i = 0; i < frames * static_cast<std::size_t>(channels); ++i)
    sound.samples.push_back(static_cast<float>(random() % 20001) / 10000.0f - 1);
  return sound;
}

TEST(Wav, ComesBackAsItWas) {
  const TempFolder folder;
  const auto sound = noise(48000, 2, 30'001);
  EXPECT_EQ(sound.duration(), base::frame_start(30'001, {48000, 1}));
  base::write_file_atomically(folder / "sound.wav", encode_wav(sound));
  const auto back = read_song(folder / "sound.wav");
  ASSERT_EQ(back.frames(), sound.frames());
  EXPECT_LE(largest_difference(back.samples, sound.samples.data()), 2e-7f);
}

TEST(Wav, StopsAtFullScale) {
  const auto bytes = encode_wav({48000, 1, {2.0f, -2.0f, std::nanf("")}});
  EXPECT_EQ(bytes.substr(44, 9), std::string("\xff\xff\x7f\x00\x00\x80\x00\x00\x00", 9));
}

TEST(ReadSong, ResamplesAndFindsTheEnd) {
  const TempFolder folder;
  base::write_file_atomically(folder / "song.wav", encode_wav(noise(44100, 1, 44'100)));
  const auto song = read_song(folder / "song.wav");
  EXPECT_EQ(song.rate_hz, 48000);
  EXPECT_EQ(song.channels, 2);
  EXPECT_EQ(song.frames(), 48'000u);
  const auto mono = read_song(folder / "song.wav", {.rate_hz = 22050, .channels = 1});
  EXPECT_EQ(mono.frames(), 22'050u);
}

TEST(ReadSong, SaysWhatIsWrong) {
  const TempFolder folder;
  base::write_file_atomically(folder / "text.mp3", "La la la.\n");
  EXPECT_THROW(read_song(folder / "nothing.mp3"), base::Error);
  EXPECT_THROW(read_song(folder / "text.mp3"), base::Error);
}

// A wave file of floats, stereo, 48 kHz.
std::string float_wave(const std::vector<float>& samples) {
  const auto number = [](std::uint32_t value, int bytes) {
    std::string text;
    for (int i = 0; i < bytes; ++i) text += static_cast<char>(value >> (8 * i) & 0xff);
    return text;
  };
  const auto size = static_cast<std::uint32_t>(samples.size() * 4);
  std::string bytes = "RIFF" + number(36 + size, 4) + "WAVEfmt " + number(16, 4) + number(3, 2) +
                      number(2, 2) + number(48000, 4) + number(48000 * 8, 4) + number(8, 2) +
                      number(32, 2) + "data" + number(size, 4);
  bytes.append(reinterpret_cast<const char*>(samples.data()), size);
  return bytes;
}

TEST(Damage, OfSamplesIsSilentAndNothingElse) {
  const TempFolder folder;
  constexpr std::size_t from = 48000, to = 52000;
  const auto infinite = std::numeric_limits<float>::infinity();
  const struct {
    const char* name;
    float value;
    float expected;  // Loudest of what is given in its stead.
  } examples[] = {{"loud", 1000.0f, 0},
                  {"huge", 3e30f, 0},
                  {"negative", -1e20f, 0},
                  {"infinite", infinite, 0},
                  {"no number", std::numeric_limits<float>::quiet_NaN(), 0},
                  {"mixed hot", 3.0f, 3.0f},
                  {"far too hot", 10.0f, 4.0f}};
  for (const auto& c : examples) {
    std::vector<float> samples;
    for (std::size_t i = 0; i < 2 * 48000; ++i) {
      const auto tone = static_cast<float>(0.2 * std::sin(0.05 * static_cast<double>(i)));
      // The burst passes through zero.
      const float burst = i % 10 == 0 ? 0.0f : c.value;
      for (int channel = 0; channel < 2; ++channel)
        samples.push_back(i >= from && i < to ? burst : tone);
    }
    base::write_file_atomically(folder / "song.wav", float_wave(samples));
    for (const int rate : {48000, 44100}) {
      SCOPED_TRACE(std::string(c.name) + " " + std::to_string(rate));
      const auto song = read_song(folder / "song.wav", {.rate_hz = rate});
      const auto frame = [&](std::size_t n) { return n * static_cast<std::size_t>(rate) / 48000; };
      ASSERT_EQ(song.frames(), frame(2 * 48000));
      float loudest_in = 0, loudest_out = 0;
      for (std::size_t i = 0; i < song.frames(); ++i) {
        const float v = std::abs(song.samples[2 * i]);
        ASSERT_TRUE(std::isfinite(v));
        const bool is_near = i + 400 > frame(from) && i < frame(to) + 400;
        (is_near ? loudest_in : loudest_out) = std::max(is_near ? loudest_in : loudest_out, v);
      }
      EXPECT_NEAR(loudest_out, 0.2, 0.01);
      if (rate == 48000) {
        EXPECT_NEAR(loudest_in, std::max(c.expected, 0.2f), 0.01);
      }
      EXPECT_NEAR(tone_of_end(song), 0.2, 0.01);
    }
  }
}

// One clock, parts of different sound.
TEST(SoundReader, GoesOnWhereChannelsOrRateChange) {
  const TempFolder folder;
  const SoundTrack stereo{.codec = "ac3"}, surround{.codec = "ac3", .channels = 6},
      slow{.codec = "ac3", .rate_hz = 44100}, mono{.codec = "mp2", .channels = 1},
      twin{.codec = "mp2"};
  const struct {
    const char* name;
    std::vector<SoundTrack> parts;
  } examples[] = {{"to 5.1 and back", {stereo, surround, stereo}},
                  {"to 44100 Hz and back", {stereo, slow, stereo}},
                  {"to 48000 Hz and back", {slow, stereo, slow}},
                  {"mono and stereo", {mono, twin, mono}}};
  for (const auto& c : examples) {
    SCOPED_TRACE(c.name);
    const auto path = folder / "film.ts";
    std::string bytes;
    for (std::size_t i = 0; i < c.parts.size(); ++i) {
      FilmOptions options{.rate = {25, 1}, .starts = 10s + 2s * i, .sound = {c.parts[i]}};
      make_film(folder / "part.ts", {{2s, testing_media::kRed, {}, 0, 1, 500}}, options);
      bytes += base::read_file(folder / "part.ts");
    }
    base::write_file_atomically(path, bytes);
    SoundReader reader(path);
    const auto all = reader.read(range(0, 6));
    for (const double second : {0.5, 2.5, 4.5}) {
      SoundReader other(path);
      const auto part = other.read(range(second, second + 1));
      EXPECT_NEAR(tone_in(part, 500).level, 0.25, 0.02) << second;
      EXPECT_NEAR(tone_in(part, 500).phase, 0, 0.35) << second;  // A ninth of a millisecond.
      EXPECT_LE(largest_difference(part.samples,
                                   &all.samples[static_cast<std::size_t>(second * 48000) * 2]),
                0.02f)
          << second;
    }
    std::size_t scanned = 0;
    int rate = 0;
    scan(path, 6s, {}, {.packet = {}, .picture = {}, .sound = [&](const SoundPiece& piece) {
                          EXPECT_TRUE(rate == 0 || rate == piece.rate_hz);
                          rate = piece.rate_hz;
                          scanned += piece.samples.size() / 2;
                        }});
    EXPECT_NEAR(static_cast<double>(scanned), 6.0 * rate, 0.1 * rate);
  }
}

}  // namespace
}  // namespace media
