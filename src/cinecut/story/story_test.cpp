#include "cinecut/story/story.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <set>

#include "base/error.h"
#include "cinecut/story/internal/signals.h"
#include "cinecut/subtitles/emotion.h"

namespace cinecut::story {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

const vibe::Vibe& thriller() { return vibe::find_vibe(vibe::built_in_vibes(), "thriller"); }

base::FilmRange range(base::Duration start, base::Duration end) {
  return {base::FilmTime{start}, base::FilmTime{end}};
}

subtitles::Cue cue(base::Duration start, base::Duration end, const std::string& text) {
  subtitles::Cue c;
  c.range = range(start, end);
  c.text = text;
  const subtitles::Feeling f = subtitles::feeling_of(text);
  c.emotion = f.emotion;
  c.emotion_strength = f.strength;
  return c;
}

/// `count` shots of equal length that fill a film, each unlike the others in every measure.
survey::Survey film(int count, base::Duration shot_length = 3s) {
  survey::Survey survey;
  survey.film.video.frame_rate = {24, 1};
  survey.film.duration = shot_length * count;
  for (int i = 0; i < count; ++i) {
    survey::Shot shot;
    shot.range = range(shot_length * i, shot_length * (i + 1));
    const auto varied = [&](int step) { return static_cast<float>((i * step) % 101) / 101; };
    shot.measures.motion = varied(37);
    shot.measures.contrast = varied(53);
    shot.measures.saturation = varied(61);
    shot.measures.light = 0.2f + varied(29) / 2;
    shot.measures.uniqueness = varied(71);
    shot.measures.face_count = i % 3 == 0 ? 1.0f : i % 7 == 0 ? 2.0f : 0.0f;
    shot.measures.face_size = shot.measures.face_count > 0 ? 0.1f + varied(43) / 2 : 0.0f;
    survey.shots.push_back(shot);
  }
  return survey;
}

Story tell(const survey::Survey& survey, const std::vector<subtitles::Cue>& cues = {},
           StoryOptions options = {}) {
  return tell_story(survey, cues, descriptions::describe_from_measures(survey, cues), thriller(),
                    options);
}

/// What must hold of every story.
void expect_sound(const Story& story, const survey::Survey& survey, double limit = 0.85) {
  const auto end = base::from_seconds(base::to_seconds(survey.film.duration) * limit);
  base::FilmTime last{};
  for (const Moment& m : story.moments) {
    EXPECT_LE(last, m.range.start);
    last = m.range.end;
    EXPECT_GE(m.range.length(), 350ms);
    EXPECT_LE(m.range.end, base::FilmTime{end});
    EXPECT_LE(m.range.start, m.focus);
    EXPECT_LE(m.focus, m.range.end);
    const survey::Shot& shot = survey.shots.at(static_cast<std::size_t>(m.shot));
    const auto frames = base::frame_start(2, survey.film.video.frame_rate);
    EXPECT_GE(m.range.start, shot.range.start + frames);
    EXPECT_LE(m.range.end, shot.range.end - frames);
    EXPECT_FALSE(m.reason.empty());
    EXPECT_TRUE(m.score >= 0 && m.score <= 1);
    for (const float s : m.signals) EXPECT_TRUE(s >= 0 && s <= 1) << s;
  }
}

TEST(TellStory, OfNothingIsEmpty) {
  const auto story = tell_story({}, {}, {}, thriller());
  EXPECT_TRUE(story.moments.empty());
  EXPECT_TRUE(story.lines.empty());
}

TEST(TellStory, FindsAMomentInEveryShotBeforeTheLimit) {
  const survey::Survey survey = film(100);
  const Story story = tell(survey);
  expect_sound(story, survey);
  EXPECT_EQ(story.moments.size(), 85u);
  const Story whole = tell(survey, {}, {.spoiler_limit = 1});
  expect_sound(whole, survey, 1);
  EXPECT_EQ(whole.moments.size(), 100u);
}

TEST(TellStory, IsSoundForOneShotAndOneFrame) {
  for (const auto length : {base::Duration(42ms), base::Duration(1s), base::Duration(10min)}) {
    const survey::Survey survey = film(1, length);
    expect_sound(tell(survey), survey);
  }
  EXPECT_EQ(tell(film(1, 1s)).moments.size(), 1u);
}

TEST(TellStory, SurvivesMeasuresThatAreNoNumbers) {
  survey::Survey survey = film(20);
  const float nan = std::numeric_limits<float>::quiet_NaN();
  for (survey::Shot& shot : survey.shots) {
    shot.measures.motion = nan;
    shot.measures.face_size = nan;
    shot.measures.uniqueness = std::numeric_limits<float>::infinity();
    shot.measures.loudness = nan;
  }
  survey.sound.loudness_lufs.assign(600, nan);
  expect_sound(tell(survey), survey);
}

TEST(TellStory, LeavesOutCreditsBlackAndFrozenPictures) {
  survey::Survey survey = film(10);
  survey.shots[1].is_credits = true;
  survey.shots[2].measures.black = 0.9f;
  survey.black.push_back(range(12s, 13500ms));  // The first half of shot 4.
  survey.credits.push_back(range(15s, 18s));    // Shot 5.
  survey.frozen.push_back(range(19s, 21s));     // The end of shot 6.
  const Story story = tell(survey);
  expect_sound(story, survey);
  std::set<int> shots;
  for (const Moment& m : story.moments) {
    shots.insert(m.shot);
    for (const auto& hole : {range(12s, 13500ms), range(15s, 18s), range(19s, 21s)})
      EXPECT_FALSE(m.range.overlaps(hole));
  }
  EXPECT_EQ(shots, (std::set<int>{0, 3, 4, 6, 7, 8}));
}

TEST(TellStory, LeavesOutWritingAndShotsWithoutASubjectWhileEnoughAreLeft) {
  survey::Survey survey = film(60);
  survey.shots[31].measures.text = 0.9f;
  for (const std::size_t i : {3u, 9u, 20u}) survey.shots[i].measures.subject = 0.1f;
  for (const Moment& m : tell(survey).moments) {
    EXPECT_GE(survey.shots[static_cast<std::size_t>(m.shot)].measures.subject, 0.3f);
    EXPECT_NE(m.shot, 31);
  }
  // Where most have none, the worst third goes.
  for (std::size_t i = 0; i < 60; ++i)
    survey.shots[i].measures.subject = 0.25f * static_cast<float>(i) / 60;
  const auto moments = tell(survey).moments;
  const auto all = tell(film(60)).moments.size();
  EXPECT_GE(moments.size(), all / 2);
  EXPECT_LT(moments.size(), all);
  for (const Moment& m : moments) EXPECT_GT(m.shot, 5);
}

TEST(TellStory, LeavesOutNothingOfAFilmThatIsShort) {
  survey::Survey survey = film(10);
  const auto all = tell(survey).moments.size();
  for (const std::size_t i : {3u, 5u, 7u}) survey.shots[i].measures.subject = 0.1f;
  EXPECT_EQ(tell(survey).moments.size(), all);
}

TEST(TellStory, StaysClearOfJointsAndUncertainBorders) {
  survey::Survey survey = film(10);
  survey.shots[2].joint = survey::Joint::dissolve;
  survey.shots[2].joint_length = 1s;
  survey.shots[5].start_error = 400ms;
  survey.shots[5].end_error = 200ms;
  const Story story = tell(survey);
  const auto frames = base::frame_start(2, {24, 1});
  EXPECT_EQ(story.moments[1].range.end, survey::inside_of(survey, 1).end);
  EXPECT_EQ(story.moments[2].range.start, survey::inside_of(survey, 2).start);
  EXPECT_EQ(story.moments[5].range.start, base::FilmTime{15s + 400ms + frames});
  EXPECT_EQ(story.moments[5].range.end, base::FilmTime{18s - 200ms - frames});
}

TEST(TellStory, KeepsAPromiseOfShotsWhoseBordersAreQuiteUncertain) {
  survey::Survey survey = film(10);
  for (survey::Shot& shot : survey.shots) shot.start_error = shot.end_error = 5s;
  const Story story = tell(survey);
  expect_sound(story, survey);
  EXPECT_EQ(story.moments.size(), 8u);
}

TEST(TellStory, DividesVeryLongShotsBetweenLines) {
  const survey::Survey survey = film(3, 30s);
  const std::vector<subtitles::Cue> cues{cue(9s, 11s, "I will hunt you to the edge of the world.")};
  const Story story = tell(survey, cues, {.spoiler_limit = 1});
  expect_sound(story, survey, 1);
  EXPECT_EQ(story.moments.size(), 9u);
  // The first parting would be in the line at 10 s.
  EXPECT_EQ(story.moments[0].range.end, base::FilmTime{11s});
}

TEST(TellStory, FindsTheLineThatCanBeHeardWhole) {
  const survey::Survey survey = film(10);
  const std::vector<subtitles::Cue> cues{
      cue(3500ms, 5500ms, "I will hunt you to the edge of the world."),
      cue(8s, 10s, "Nobody leaves this island alive.")};
  const Story story = tell(survey, cues);
  EXPECT_EQ(story.moments[1].line, 0);
  EXPECT_THAT(story.moments[1].reason, HasSubstr("“I will hunt you to the edge of the world.”"));
  EXPECT_THAT(story.moments[1].cues, testing::ElementsAre(0));
  // The other one crosses a cut.
  EXPECT_EQ(story.moments[2].line, -1);
  EXPECT_THAT(story.moments[2].cues, testing::ElementsAre(1));
  EXPECT_THAT(story.moments[3].cues, testing::ElementsAre(1));
  EXPECT_EQ(story.lines.size(), 2u);
}

TEST(TellStory, PutsTheFocusOnImpactsAndStrongWords) {
  survey::Survey survey = film(10);
  survey.sound.onset.assign(300, 0);
  survey.sound.onset[42] = 0.9f;  // 4.2 s, in shot 1.
  const std::vector<subtitles::Cue> cues{
      cue(6500ms, 8500ms, "It was then that we heard the explosion.")};
  const Story story = tell(survey, cues);
  EXPECT_EQ(story.moments[1].focus, base::FilmTime{4250ms});
  EXPECT_GT(story.moments[2].focus, base::FilmTime{7500ms});
  EXPECT_LT(story.moments[2].focus, base::FilmTime{8500ms});
}

TEST(TellStory, HasSomethingForEveryAct) {
  const survey::Survey survey = film(100);
  std::array<int, 3> zones{};
  for (const Moment& m : tell(survey).moments) ++zones[static_cast<std::size_t>(m.zone)];
  for (const int count : zones) EXPECT_GE(count, 17);
}

TEST(TellStory, PutsEarlyMomentsBeforeLateOnes) {
  const survey::Survey survey = film(100);
  double sums[3] = {}, counts[3] = {};
  for (const Moment& m : tell(survey).moments) {
    sums[static_cast<int>(m.zone)] += base::to_seconds(m.focus);
    counts[static_cast<int>(m.zone)] += 1;
  }
  EXPECT_LT(sums[0] / counts[0], sums[1] / counts[1]);
  EXPECT_LT(sums[1] / counts[1], sums[2] / counts[2]);
}

TEST(TellStory, UsesAllSevenBeatTypes) {
  survey::Survey survey = film(120);
  std::vector<subtitles::Cue> cues;
  for (int i = 0; i < 90; ++i) {
    const char* texts[] = {"I love you, darling.", "There are two roads.",
                           "Run! They are shooting!", "Nothing left to lose."};
    cues.push_back(cue(4s * i + 500ms, 4s * i + 2s, texts[i % 4]));
  }
  std::set<edit::BeatType> types;
  for (const Moment& m : tell(survey, cues).moments) types.insert(m.beat_type);
  EXPECT_EQ(types.size(), 7u);
}

TEST(TellStory, ScoresAreTheWeightedSumOfTheSignals) {
  EXPECT_NEAR(weighted_sum({1, 1, 1, 1, 1, 1, 1, 1}), 1, 1e-6);
  EXPECT_NEAR(weighted_sum({1, 0, 0, 0, 0, 0, 0, 0}), 0.20, 1e-6);
  EXPECT_NEAR(weighted_sum({0, 1, 1, 0, 1, 0, 0, 1}), 0.45, 1e-6);
  for (const Moment& m : tell(film(40)).moments) EXPECT_FLOAT_EQ(m.score, weighted_sum(m.signals));
}

TEST(TellStory, ComparesShotsOfOneFilm) {
  survey::Survey survey = film(50);
  survey.shots[10].measures.motion = 0.99f;
  survey.shots[11].measures.motion = 0.0f;
  const Story story = tell(survey);
  const auto motion = [&](std::size_t i) { return story.moments[i].signals[0]; };
  EXPECT_GT(motion(10), 0.9f);
  EXPECT_LT(motion(11), 0.1f);
  // A film that is alike throughout has no best shot.
  for (survey::Shot& shot : survey.shots) shot.measures.motion = 0.4f;
  for (const Moment& m : tell(survey).moments) EXPECT_FLOAT_EQ(m.signals[0], 0.5f);
}

TEST(TellStory, CountsTheEmotionsAVibeWants) {
  const survey::Survey survey = film(20);
  const std::vector<subtitles::Cue> cues{cue(3500ms, 5500ms, "I love you, my darling."),
                                         cue(9500ms, 11500ms, "Run! They are shooting at us!")};
  const auto emotion = [&](const char* vibe, std::size_t moment) {
    return tell_story(survey, cues, {}, vibe::find_vibe(vibe::built_in_vibes(), vibe))
        .moments[moment]
        .signals[static_cast<std::size_t>(edit::Signal::emotion)];
  };
  EXPECT_GT(emotion("romance", 1), emotion("romance", 3));
  EXPECT_LT(emotion("thriller", 1), emotion("thriller", 3));
}

TEST(TellStory, CountsTheEmotionsAUsersOwnVibeWants) {
  const survey::Survey survey = film(20);
  const std::vector<subtitles::Cue> cues{cue(3500ms, 5500ms, "I love you, my darling."),
                                         cue(9500ms, 11500ms, "Run! They are shooting at us!")};
  vibe::Vibe own = thriller();
  own.first_feeling = edit::Emotion::romantic;
  own.second_feeling = std::nullopt;
  const auto romance = vibe::find_vibe(vibe::built_in_vibes(), "romance");
  EXPECT_EQ(to_text(tell_story(survey, cues, {}, own)),
            to_text(tell_story(survey, cues, {}, romance)));
}

TEST(TellStory, BelievesAReadingAsFarAsItAgreesWithItself) {
  const survey::Survey survey = film(60);
  std::vector<subtitles::Cue> cues;
  for (auto t = 0ms; t < 180s; t += 9s) cues.push_back(cue(t, t + 900ms, "Words."));
  reading::Reading reading;
  reading.escalation = {9, 1};
  reading.climax = {18, 0.1};
  reading.source = "a model";
  const auto with = tell_story(survey, cues, {}, thriller(), {}, reading).anchors;
  const auto without = tell_story(survey, cues, {}, thriller()).anchors;
  EXPECT_EQ(with.escalation, cues[9].range.start);
  EXPECT_EQ(with.begin, without.begin);
  EXPECT_EQ(with.climax, without.climax);
  EXPECT_NE(with.source, without.source);
}

TEST(TellStory, IsTheSameEveryTime) {
  const survey::Survey survey = film(60);
  const std::vector<subtitles::Cue> cues{cue(3500ms, 5500ms, "I love you, my darling.")};
  EXPECT_EQ(to_text(tell(survey, cues)), to_text(tell(survey, cues)));
}

TEST(StoryText, IsReadBackTheSame) {
  const survey::Survey survey = film(30);
  const std::vector<subtitles::Cue> cues{cue(3500ms, 5500ms, "I \"love\" you, my darling.")};
  Story story = tell(survey, cues);
  ASSERT_FALSE(story.lines.empty());
  story.lines[0].role = edit::Role::vow;
  const Story back = story_from_text(to_text(story));
  EXPECT_EQ(to_text(back), to_text(story));
  EXPECT_EQ(back.lines[0].role, edit::Role::vow);
  ASSERT_EQ(back.moments.size(), story.moments.size());
  EXPECT_EQ(back.moments[1].range, story.moments[1].range);
  EXPECT_EQ(back.moments[1].signals, story.moments[1].signals);
  EXPECT_EQ(back.lines.size(), story.lines.size());
}

TEST(StoryText, IsRefusedWhenDamaged) {
  const std::string good = to_text(tell(film(5)));
  const auto with = [&](const std::string& from, const std::string& to) {
    std::string bad = good;
    bad.replace(bad.find(from), from.size(), to);
    return bad;
  };
  for (const std::string& bad :
       {std::string(), std::string("{}"), std::string("[1]"), good.substr(0, good.size() - 9),
        with("\"version\": 2", "\"version\": 0"), with("BEGINNING", "MIDDLE"),
        with("\"shot\": 0", "\"shot\": -3"), with("\"shot\": 0", "\"shot\": 1e99"),
        with("\"score\": 0.", "\"score\": 7."), with("\"motion\"", "\"lotion\""),
        with("\"cues\": []", "\"cues\": [-1]"), with("\"start_s\": 0.", "\"start_s\": 9.")})
    EXPECT_THROW((void)story_from_text(bad), base::Error) << bad.substr(0, 60);
}

TEST(Names, AreDistinct) {
  EXPECT_EQ(edit::name_of(edit::Zone::climax), "CLIMAX");
  EXPECT_EQ(edit::name_of(edit::BeatType::breath), "breath");
  EXPECT_EQ(edit::name_of(edit::Signal::place), "place");
  EXPECT_EQ(name_of(LineKind::feeling), "feeling");
}

}  // namespace
}  // namespace cinecut::story
