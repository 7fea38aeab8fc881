#include "cinecut/story/internal/lines.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "cinecut/subtitles/emotion.h"

namespace cinecut::story {
namespace {

using namespace std::chrono_literals;

LineWorth worth(const std::string& text, base::Duration length = 2500ms) {
  const subtitles::Feeling f = subtitles::feeling_of(text);
  return worth_of_line(text, f.emotion, f.strength, length);
}

subtitles::Cue cue(base::Duration start, base::Duration end, const std::string& text) {
  subtitles::Cue c;
  c.range = {base::FilmTime{start}, base::FilmTime{end}};
  c.text = text;
  const subtitles::Feeling f = subtitles::feeling_of(text);
  c.emotion = f.emotion;
  c.emotion_strength = f.strength;
  return c;
}

survey::Survey film(base::Duration length) {
  survey::Survey survey;
  survey.film.duration = length;
  return survey;
}

TEST(WorthOfLine, KnowsWhatALineDoes) {
  struct {
    const char* text;
    LineKind kind;
  } const cases[] = {
      {"Who are you?", LineKind::question},
      {"What would you do to save your family?", LineKind::question},
      {"I will hunt you to the edge of the world.", LineKind::threat},
      {"They're going to kill us all.", LineKind::threat},
      {"I lost everything that night.", LineKind::feeling},
      {"I love you, whatever they say.", LineKind::feeling},
      {"My father worked at this lighthouse for thirty years.", LineKind::exposition},
      {"Every choice has a price.", LineKind::statement},
  };
  for (const auto& c : cases) EXPECT_EQ(name_of(worth(c.text).kind), name_of(c.kind)) << c.text;
}

TEST(WorthOfLine, PrefersWhatStandsAlone) {
  struct {
    const char* better;
    const char* worse;
  } const cases[] = {
      {"I will hunt you to the edge of the world.", "I counted fourteen boats this morning."},
      {"Nobody leaves this island alive.", "nobody leaves this island alive and"},
      {"We have to stop him tonight.", "...have to stop him tonight..."},
      {"What would you do to save your family?", "What time does the ferry come back?"},
      {"Everything you know is a lie.", "There are two roads to the valley."},
  };
  for (const auto& c : cases)
    EXPECT_GT(worth(c.better).score, worth(c.worse).score) << c.better << " | " << c.worse;
}

TEST(WorthOfLine, IsNothingForGreetingsFillersNamesAndWrongLengths) {
  for (const char* text : {"Hello.", "Good morning.", "Thank you very much.", "Oh, okay.",
                           "Yes, sir.", "Doctor Miller!", "Anna Karenina.", "...", "Well, well."})
    EXPECT_EQ(worth(text).score, 0) << text;
  EXPECT_EQ(worth("I will find you.", 700ms).score, 0);
  EXPECT_EQ(worth("I will find you.", 4600ms).score, 0);
  EXPECT_GT(worth("I will find you.", 900ms).score, 0);
}

TEST(FindLines, AreRankedAndLeaveOutSoundsAndRepetitions) {
  const std::vector<subtitles::Cue> cues = [] {
    std::vector<subtitles::Cue> c{
        cue(10s, 12s, "There are two roads to the valley."),
        cue(20s, 22s, "I will hunt you to the edge of the world."), cue(30s, 32s, "[explosion]"),
        cue(40s, 42s, "I will hunt you to the edge of the world."), cue(50s, 51s, "Hello.")};
    c[2].is_sound = true;
    return c;
  }();
  const auto lines = find_lines(cues, film(100s), base::FilmTime{85s});
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_EQ(lines[0].cue, 1);
  EXPECT_EQ(lines[1].cue, 0);
  EXPECT_GT(lines[0].score, lines[1].score);
}

TEST(FindLines, JoinASentenceThatRunsOverTwoCues) {
  const std::vector<subtitles::Cue> cues{cue(10s, 11500ms, "When the last light goes out,"),
                                         cue(11600ms, 13s, "nobody will remember your name."),
                                         cue(14s, 16s, "Never trust a dead man.")};
  const auto lines = find_lines(cues, film(100s), base::FilmTime{85s});
  ASSERT_EQ(lines.size(), 2u);
  const Line& joined = lines[0].cue == 0 ? lines[0] : lines[1];
  EXPECT_EQ(joined.last_cue, 1);
  EXPECT_EQ(joined.text, "When the last light goes out, nobody will remember your name.");
  EXPECT_LE(joined.range.start, base::FilmTime{9900ms});
  EXPECT_GE(joined.range.end, base::FilmTime{13100ms});
}

TEST(FindLines, EndBeforeTheLimitAndOutsideCredits) {
  const std::vector<subtitles::Cue> cues{cue(10s, 12s, "Nobody leaves this island alive."),
                                         cue(84s, 86s, "I will hunt you to the edge of the world."),
                                         cue(90s, 92s, "Everything you know is a lie.")};
  survey::Survey survey = film(100s);
  EXPECT_EQ(find_lines(cues, survey, base::FilmTime{85s}).size(), 1u);
  survey.credits.push_back({base::FilmTime{5s}, base::FilmTime{11s}});
  EXPECT_TRUE(find_lines(cues, survey, base::FilmTime{85s}).empty());
}

TEST(FindLines, HaveRoomButNotTheNeighboursWords) {
  const std::vector<subtitles::Cue> cues{cue(8s, 9950ms, "There are two roads to the valley."),
                                         cue(10s, 12s, "I will hunt you to the edge of the world."),
                                         cue(12040ms, 13s, "There are no boats today.")};
  const auto lines = find_lines(cues, film(100s), base::FilmTime{85s});
  ASSERT_FALSE(lines.empty());
  EXPECT_EQ(lines[0].cue, 1);
  EXPECT_EQ(lines[0].range.start, base::FilmTime{9975ms});
  EXPECT_EQ(lines[0].range.end, base::FilmTime{12020ms});
}

TEST(FindLines, AreCutWhereItIsQuietest) {
  const std::vector<subtitles::Cue> cues{
      cue(10s, 12s, "I will hunt you to the edge of the world.")};
  survey::Survey survey = film(20s);
  survey.sound.loudness_lufs.assign(200, -30);
  survey.sound.loudness_lufs[97] = -60;   // 9.7 to 9.8 s
  survey.sound.loudness_lufs[122] = -60;  // 12.2 to 12.3 s
  const auto lines = find_lines(cues, survey, base::FilmTime{20s});
  ASSERT_EQ(lines.size(), 1u);
  EXPECT_EQ(lines[0].range.start, base::FilmTime{9750ms});
  EXPECT_EQ(lines[0].range.end, base::FilmTime{12250ms});
}

TEST(FindLines, KeepOrdinaryRoomWhereNothingIsQuiet) {
  const std::vector<subtitles::Cue> cues{
      cue(10s, 12s, "I will hunt you to the edge of the world.")};
  survey::Survey survey = film(20s);
  survey.sound.loudness_lufs.assign(200, -30);
  survey.sound.loudness_lufs[97] = -31;
  const auto lines = find_lines(cues, survey, base::FilmTime{20s});
  ASSERT_EQ(lines.size(), 1u);
  EXPECT_EQ(lines[0].range.start, base::FilmTime{9900ms});
  EXPECT_EQ(lines[0].range.end, base::FilmTime{12100ms});
}

/// Ten lines of two seconds, one every four, with sound as loud and as like speech as told.
struct Heard {
  std::vector<subtitles::Cue> cues;
  survey::Survey survey = film(40s);

  Heard() {
    for (int i = 0; i < 10; ++i)
      cues.push_back(cue(i * 4s + 1s, i * 4s + 3s,
                         "I will hunt you to the edge of world " + std::to_string(i) + "."));
    survey.sound.loudness_lufs.assign(400, -50);
    survey.sound.speech.assign(400, 0);
    for (int i = 0; i < 10; ++i) set(i, -25, 0.95f);
  }
  void set(int line, float loudness, float speech) {
    for (int step = line * 40 + 10; step < line * 40 + 30; ++step) {
      survey.sound.loudness_lufs[static_cast<std::size_t>(step)] = loudness;
      survey.sound.speech[static_cast<std::size_t>(step)] = speech;
    }
  }
  std::vector<int> lines() const {
    std::vector<int> found;
    for (const Line& line : find_lines(cues, survey, base::FilmTime{40s}))
      found.push_back(line.cue);
    std::sort(found.begin(), found.end());
    return found;
  }
};

TEST(FindLines, AreHeard) {
  Heard film;
  film.set(2, -68, 0.5f);   // Silence.
  film.set(4, -22, 0.51f);  // Music.
  film.set(6, -40, 0.7f);   // Whispered.
  EXPECT_THAT(film.lines(), testing::ElementsAre(0, 1, 3, 5, 6, 7, 8, 9));
}

TEST(FindLines, AreBelievedWhereVoicesCannotBeToldFromOtherSounds) {
  Heard film;
  for (int i = 0; i < 10; ++i) film.set(i, -25, 0.55f);
  film.set(4, -22, 0.5f);
  EXPECT_EQ(film.lines().size(), 10u);
}

TEST(FindLines, HaveWords) {
  Heard film;
  film.cues[3].text.clear();  // A picture that nobody could read.
  film.cues[4].is_sound = true;
  EXPECT_THAT(film.lines(), testing::ElementsAre(0, 1, 2, 5, 6, 7, 8, 9));
}

TEST(FindLines, WhatAReadingChoseComesFirst) {
  const std::vector<subtitles::Cue> cues{
      cue(10s, 12s, "I will hunt you to the edge of the world."),
      cue(20s, 22s, "Ich komme nicht zurück."), cue(30s, 32s, "Please pass the butter."),
      cue(40s, 49s, "A line that nobody could bear to hear to its end."),
      cue(90s, 92s, "It was the butler all the time.")};
  const std::vector<reading::SpineLine> spine{{1, 1, edit::Role::vow, 1},
                                              {2, 2, edit::Role::want, 0.3},
                                              {3, 3, edit::Role::world, 1},
                                              {4, 4, edit::Role::turn, 1}};
  const auto lines = find_lines(cues, film(100s), base::FilmTime{85s}, spine);
  ASSERT_EQ(lines.size(), 3u);
  EXPECT_EQ(lines[0].cue, 1);
  EXPECT_EQ(lines[0].role, edit::Role::vow);
  EXPECT_EQ(lines[1].cue, 2);
  EXPECT_EQ(lines[2].cue, 0);
  EXPECT_FALSE(lines[2].role);
}

}  // namespace
}  // namespace cinecut::story
