#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <limits>
#include <numbers>
#include <string>
#include <string_view>

#include "cinecut/music/beats/song.h"

namespace cinecut::beats {
namespace {

using namespace std::chrono_literals;

constexpr int kRate = 48000;

/// Drums and tones put at given seconds.
struct Tape {
  explicit Tape(double seconds) {
    sound.rate_hz = kRate;
    sound.channels = 2;
    sound.samples.assign(static_cast<std::size_t>(seconds * kRate) * 2, 0.0f);
  }

  template <typename Wave>
  void add(double at, double seconds, Wave&& wave) {
    const auto from = static_cast<std::size_t>(at * kRate);
    for (std::size_t i = 0; i < static_cast<std::size_t>(seconds * kRate); ++i) {
      if (2 * (from + i) + 1 >= sound.samples.size()) return;
      const auto s = static_cast<float>(wave(static_cast<double>(i) / kRate));
      sound.samples[2 * (from + i)] += s;
      sound.samples[2 * (from + i) + 1] += s;
    }
  }
  void tone(double at, double seconds, double hz, double level) {
    add(at, seconds, [=](double t) {
      return level * std::exp(-3 * t) * std::sin(2 * std::numbers::pi * hz * t) *
             std::min(1.0, t / 0.004);
    });
  }
  void noise(double at, double seconds, double decay, double level) {
    add(at, seconds, [&, decay, level](double t) {
      state = state * 1664525u + 1013904223u;
      return level * std::exp(-decay * t) * (static_cast<double>(state >> 8) / (1 << 23) - 1);
    });
  }
  void click(double at) { tone(at, 0.05, 1000, 0.5); }
  void kick(double at) { tone(at, 0.2, 58, 0.7); }
  void snare(double at) { noise(at, 0.15, 25, 0.4); }
  void hat(double at) { noise(at, 0.03, 120, 0.15); }

  media::Sound sound;
  std::uint32_t state = 7;
};

struct Made {
  media::Sound sound;
  std::vector<double> beats;
  std::vector<double> downbeats;
};

/// Bass drum, snare, hats and a chord for each bar. `pace` is beats per minute at a share of the
/// song.
Made play(double seconds, const std::function<double(double)>& pace, int metre = 4,
          double start = 0, double ring_s = 0) {
  Tape tape(start + seconds + ring_s);
  Made made;
  double at = start;
  constexpr std::array<double, 4> roots = {110, 87.3, 130.8, 98};
  for (int n = 0; at < start + seconds - 0.1; ++n) {
    const double beat = 60 / pace((at - start) / seconds);
    made.beats.push_back(at);
    tape.hat(at);
    tape.hat(at + beat / 2);
    if (n % metre == 0) {
      made.downbeats.push_back(at);
      const double root = roots[static_cast<std::size_t>(n / metre) % roots.size()];
      for (const double third : {1.0, 1.25, 1.5})
        tape.tone(at, beat * metre, 2 * root * third, 0.1);
      tape.tone(at, beat * metre, root / 2, 0.2);
    }
    const int place = n % metre;
    if (place == 0 || (metre == 4 && place == 2)) tape.kick(at);
    if (metre == 3 ? place != 0 : place % 2 == 1) tape.snare(at);
    at += beat;
  }
  made.sound = std::move(tape.sound);
  return made;
}

Made play(double seconds, double bpm, int metre = 4) {
  return play(seconds, [=](double) { return bpm; }, metre);
}

/// The F-measure of mir_eval: hits within 70 ms, each beat once.
double f_measure(const std::vector<base::SongTime>& found, const std::vector<double>& truth) {
  std::size_t hits = 0;
  std::size_t next = 0;
  for (const double t : truth) {
    while (next < found.size() && base::to_seconds(found[next]) < t - 0.07) ++next;
    if (next < found.size() && base::to_seconds(found[next]) <= t + 0.07) {
      ++hits;
      ++next;
    }
  }
  const auto all = static_cast<double>(found.size() + truth.size());
  return all == 0 ? 1 : 2 * static_cast<double>(hits) / all;
}

class Tempo : public testing::TestWithParam<int> {};

TEST_P(Tempo, OfASongIsFoundWithItsBeatsAndBars) {
  const auto made = play(30, GetParam());
  const auto found = find_beats(made.sound);
  EXPECT_NEAR(found.bpm, GetParam(), 0.02 * GetParam());
  EXPECT_GE(f_measure(found.beats, made.beats), 0.97);
  EXPECT_GE(f_measure(found.downbeats, made.downbeats), 0.9);
  EXPECT_TRUE(std::ranges::includes(found.beats, found.downbeats));
  EXPECT_GE(found.confidence, 0.7f);
}

TEST_P(Tempo, OfClicksIsFoundWhenItIsExpected) {
  Tape tape(20);
  std::vector<double> truth;
  for (double t = 0.4; t < 19.5; t += 60.0 / GetParam()) {
    tape.click(t);
    truth.push_back(t);
  }
  const auto found = find_beats(tape.sound, {.expected_bpm = static_cast<double>(GetParam())});
  EXPECT_GE(f_measure(found.beats, truth), 0.95);
}

INSTANTIATE_TEST_SUITE_P(FindBeats, Tempo, testing::Values(60, 75, 90, 110, 128, 150, 170, 190));

/// What a drummer plays in a bar: an x for each step that has a stroke. The tempo is the one people
/// tap to, whatever the hats do between the beats.
struct Groove {
  const char* name;
  int bpm;
  int steps_per_beat;
  std::string_view kick, snare, hat, bass, chords;
  double swing = 0;  ///< How late every second step is, in steps.
};

Made play(const Groove& groove, double seconds) {
  Tape tape(seconds);
  Made made;
  const double step = 60.0 / groove.bpm / groove.steps_per_beat;
  constexpr std::array<double, 4> roots = {110, 87.3, 130.8, 98};
  const std::size_t bar = groove.kick.size();
  for (std::size_t n = 0; (static_cast<double>(n) + 1) * step < seconds; ++n) {
    const std::size_t place = n % bar;
    const double at = (static_cast<double>(n) + (n % 2 == 1 ? groove.swing : 0)) * step;
    const double root = roots[n / bar % roots.size()];
    if (n % static_cast<std::size_t>(groove.steps_per_beat) == 0) made.beats.push_back(at);
    if (groove.kick[place] == 'x') tape.kick(at);
    if (groove.snare[place] == 'x') tape.snare(at);
    if (groove.hat[place] == 'x') tape.hat(at);
    if (groove.bass[place] == 'x') tape.tone(at, 1.8 * step, root / 2, 0.25);
    if (place == 0) made.downbeats.push_back(at);
    if (groove.chords[place] == 'x') {
      for (const double third : {1.0, 1.25, 1.5}) tape.tone(at, 8 * step, 2 * root * third, 0.1);
    }
  }
  made.sound = std::move(tape.sound);
  return made;
}

class Level : public testing::TestWithParam<Groove> {};

TEST_P(Level, IsTheOnePeopleTapTo) {
  const auto made = play(GetParam(), 30);
  const auto found = find_beats(made.sound);
  EXPECT_NEAR(found.bpm, GetParam().bpm, 0.03 * GetParam().bpm);
  EXPECT_GE(f_measure(found.beats, made.beats), 0.95);
}

INSTANTIATE_TEST_SUITE_P(
    FindBeats, Level,
    testing::Values(
        Groove{"SlowRock", 72, 2, "x.x.x...", "..x...x.", "xxxxxxxx", "x.x.x.x.", "x......."},
        Groove{"BusyBass", 84, 2, "x..xx...", "..x...x.", "xxxxxxxx", "xxxxxxxx", "x...x..."},
        Groove{"Strummed", 78, 2, "x..xx...", "..x...x.", "xxxxxxxx", "xxxxxxxx", "xxxxxxxx"},
        Groove{"Ballad", 66, 2, "x...x...", "..x...x.", "xxxxxxxx", "x...x...", "xxxxxxxx"},
        Groove{"LooseKick", 92, 2, "x..x.x..", "..x...x.", "xxxxxxxx", "x..x.x..", "xxxxxxxx"},
        Groove{"Rock", 96, 2, "x..xx...", "..x...x.", "xxxxxxxx", "xxxxxxxx", "x......."},
        Groove{"Disco", 120, 4, "x...x...x...x...", "....x.......x...", "..x...x...x...x.",
               "x.x.x.x.x.x.x.x.", "x..............."},
        Groove{"FastRock", 168, 2, "x...x...", "..x...x.", "xxxxxxxx", "xxxxxxxx", "x......."},
        Groove{"Punk", 184, 2, "x..xx...", "..x...x.", "xxxxxxxx", "xxxxxxxx", "xxxxxxxx"},
        Groove{"Shuffle", 108, 2, "x...x...", "..x...x.", "xxxxxxxx", "x.x.x.x.", "x.......", 0.33},
        Groove{"TwelveEight", 64, 3, "x.....x.....", "...x.....x..", "xxxxxxxxxxxx", "x..x..x..x..",
               "x..........."},
        Groove{"Waltz", 132, 2, "x.....", "..x.x.", "x.x.x.", "x.....", "x....."}),
    [](const auto& groove) { return std::string(groove.param.name); });

TEST(FindBeats, FollowsATempoThatMoves) {
  const auto faster = play(40, [](double share) { return 95 + 30 * share; });
  EXPECT_GE(f_measure(find_beats(faster.sound).beats, faster.beats), 0.95);
  const auto swaying = play(40, [](double share) { return 110 + 8 * std::sin(12 * share); });
  EXPECT_GE(f_measure(find_beats(swaying.sound).beats, swaying.beats), 0.95);
}

TEST(FindBeats, HasNoBeatsBeforeTheFirstNoteNorAfterTheLast) {
  const auto made = play(20, [](double) { return 120.0; }, 4, 6.3, 8);
  const auto found = find_beats(made.sound).beats;
  ASSERT_FALSE(found.empty());
  EXPECT_NEAR(base::to_seconds(found.front()), made.beats.front(), 0.05);
  EXPECT_LE(base::to_seconds(found.back()), made.beats.back() + 0.35);
  EXPECT_GE(f_measure(found, made.beats), 0.95);
}

TEST(FindBeats, CountsAWaltzInThrees) {
  const auto made = play(30, 140, 3);
  const auto found = find_beats(made.sound);
  EXPECT_GE(f_measure(found.beats, made.beats), 0.95);
  EXPECT_GE(f_measure(found.downbeats, made.downbeats), 0.9);
}

TEST(FindBeats, PlacesBeatsWithinAFewMillisecondsOfTheDrums) {
  const auto made = play(20, 113);
  const auto found = find_beats(made.sound).beats;
  std::vector<double> offsets;
  for (const double t : made.beats) {
    for (const auto f : found) {
      if (std::abs(base::to_seconds(f) - t) < 0.07) offsets.push_back(base::to_seconds(f) - t);
    }
  }
  ASSERT_FALSE(offsets.empty());
  std::ranges::sort(offsets);
  EXPECT_NEAR(offsets[offsets.size() / 2], 0, 0.008);
}

TEST(FindBeats, SeesWhereASongBuildsDropsAndEnds) {
  const auto made = play(48, 120);
  auto sound = made.sound;
  for (std::size_t i = 0; i < sound.samples.size(); ++i) {
    const auto frame = i / 2;
    const double t = static_cast<double>(frame) / kRate;
    sound.samples[i] *= t < 16 ? 0.15f : (t < 32 ? 1.0f : 0.3f);
  }
  const auto sections = find_beats(sound).sections;
  ASSERT_GE(sections.size(), 3u);
  EXPECT_EQ(sections.front().range.start, base::SongTime{});
  EXPECT_EQ(sections.back().range.end, base::SongTime{48s});
  for (std::size_t i = 1; i < sections.size(); ++i) {
    EXPECT_EQ(sections[i].range.start, sections[i - 1].range.end);
  }
  for (const double border : {16.0, 32.0}) {
    EXPECT_TRUE(std::ranges::any_of(sections, [&](const Section& s) {
      return std::abs(base::to_seconds(s.range.start) - border) < 0.1;
    })) << border;
  }
  const auto energy_at = [&](double t) {
    return std::ranges::find_if(sections,
                                [&](const Section& s) { return base::to_seconds(s.range.end) > t; })
        ->energy;
  };
  EXPECT_LT(energy_at(8), energy_at(40));
  EXPECT_LT(energy_at(40), energy_at(24));
  EXPECT_FLOAT_EQ(energy_at(24), 1);
}

TEST(FindBeats, FindsNoPulseInSilence) {
  const auto found = find_beats(Tape(10).sound);
  EXPECT_EQ(found.bpm, 0);
  EXPECT_TRUE(found.beats.empty());
  EXPECT_EQ(found.confidence, 0);
  ASSERT_EQ(found.sections.size(), 1u);
  EXPECT_EQ(found.sections[0].energy, 0);
}

TEST(FindBeats, FindsNoPulseInNoise) {
  Tape tape(20);
  tape.noise(0, 20, 0, 0.3);
  const auto found = find_beats(tape.sound);
  EXPECT_EQ(found.bpm, 0);
  EXPECT_LT(found.confidence, 0.15f);
}

TEST(FindBeats, TakesSoundsOfAnyLength) {
  const auto song = play(12, 120).sound;
  for (const std::size_t frames : {0, 1, 100, 4800, 24000, 48000, 100000, 200000, 400000}) {
    auto sound = song;
    sound.samples.resize(2 * frames);
    const auto found = find_beats(sound);
    const auto end = base::song_time(static_cast<double>(frames) / kRate);
    EXPECT_TRUE(std::ranges::is_sorted(found.beats));
    EXPECT_TRUE(found.beats.empty() || found.beats.back() <= end);
    EXPECT_TRUE(frames == 0 || found.sections.back().range.end == end) << frames;
  }
}

TEST(FindBeats, TakesOneChannelOtherRatesAndDamagedSamples) {
  const auto made = play(20, 120);
  media::Sound mono;
  mono.channels = 1;
  mono.rate_hz = kRate / 3;
  for (std::size_t i = 0; i + 6 <= made.sound.samples.size(); i += 6) {
    mono.samples.push_back(made.sound.samples[i]);
  }
  mono.samples[5000] = std::numeric_limits<float>::quiet_NaN();
  mono.samples[9000] = std::numeric_limits<float>::infinity();
  EXPECT_GE(f_measure(find_beats(mono).beats, made.beats), 0.95);
}

TEST(FindBeats, FindsTheSameInTheSameSound) {
  const auto made = play(15, 101);
  EXPECT_EQ(to_text(find_beats(made.sound)), to_text(find_beats(made.sound)));
}

}  // namespace
}  // namespace cinecut::beats
