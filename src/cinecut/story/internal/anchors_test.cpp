#include "cinecut/story/internal/anchors.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cinecut::story {
namespace {

using namespace std::chrono_literals;

constexpr base::Duration kFilm = 6000s;

subtitles::Cue cue(base::Duration start, edit::Emotion emotion, float strength) {
  subtitles::Cue c;
  c.range = {base::FilmTime{start}, base::FilmTime{start + 2s}};
  c.text = "Words.";
  c.emotion = emotion;
  c.emotion_strength = strength;
  return c;
}

/// A line each ten seconds; tense from `turns`, one after the other.
std::vector<subtitles::Cue> film_that_turns_at(std::vector<double> turns) {
  std::vector<subtitles::Cue> cues;
  for (auto t = 0s; t < 6000s; t += 10s) {
    const double share = static_cast<double>(t.count()) / 6000;
    float tension = 0;
    for (const double turn : turns) tension += share >= turn ? 0.3f : 0;
    cues.push_back(cue(t, tension > 0 ? edit::Emotion::intense : edit::Emotion::neutral, tension));
  }
  return cues;
}

double share(base::FilmTime t) { return base::to_seconds(t) / base::to_seconds(kFilm); }

void expect_in_order(const edit::Anchors& a, base::Duration film) {
  EXPECT_LE(base::FilmTime{}, a.begin);
  EXPECT_LT(a.begin, a.escalation);
  EXPECT_LT(a.escalation, a.climax);
  EXPECT_LE(a.climax, base::FilmTime{film});
}

TEST(FindAnchors, TakesThePriorsWhenNothingIsKnown) {
  const auto a = find_anchors(std::vector<subtitles::Cue>{}, kFilm);
  EXPECT_EQ(a.source, "priors");
  EXPECT_NEAR(share(a.begin), 0.125, 1e-9);
  EXPECT_NEAR(share(a.escalation), 0.583, 1e-9);
  EXPECT_NEAR(share(a.climax), 0.826, 1e-9);
}

TEST(FindAnchors, TakesThePriorsFromTooFewCues) {
  EXPECT_EQ(find_anchors(std::vector<subtitles::Cue>(3, cue(0s, edit::Emotion::intense, 1)), kFilm)
                .source,
            "priors");
}

TEST(FindAnchors, KeepsTheirOrderInFilmsOfAnyLength) {
  for (const base::Duration film : {base::Duration(10ns), base::Duration(42ms), base::Duration(1s),
                                    base::Duration(90min), base::Duration(20h)}) {
    expect_in_order(find_anchors(std::vector<subtitles::Cue>{}, film), film);
    std::vector<subtitles::Cue> cues = film_that_turns_at({0.2, 0.5, 0.9});
    expect_in_order(find_anchors(cues, film), film);
  }
}

TEST(FindAnchors, IsZeroForAFilmWithoutLength) {
  const auto a = find_anchors(film_that_turns_at({0.5}), 0s);
  EXPECT_EQ(a.climax, base::FilmTime{});
  EXPECT_EQ(find_anchors(std::vector<subtitles::Cue>{}, -5s).climax, base::FilmTime{});
}

TEST(FindAnchors, FollowsTheDialogue) {
  const auto a = find_anchors(film_that_turns_at({0.14, 0.55, 0.85}), kFilm);
  EXPECT_EQ(a.source, "priors and dialogue");
  EXPECT_NEAR(share(a.begin), 0.14, 0.015);
  EXPECT_NEAR(share(a.escalation), 0.55, 0.02);
  EXPECT_NEAR(share(a.climax), 0.85, 0.015);
}

TEST(FindAnchors, DoesNotFollowItFarFromThePriors) {
  const auto a = find_anchors(film_that_turns_at({0.35}), kFilm);
  EXPECT_LE(share(a.begin), 0.125 + 0.07 + 1e-9);
  EXPECT_GE(share(a.escalation), 0.583 - 0.1 - 1e-9);
}

TEST(FindAnchors, FollowsThePictureWhereNobodySpeaks) {
  survey::Survey survey;
  survey.film.duration = kFilm;
  for (auto t = 0s; t < 6000s;) {
    // Shots get short and loud from 61 % on.
    const bool fast = t >= 3660s;
    const auto length = fast ? 4s : 12s;
    survey::Shot shot;
    shot.range = {base::FilmTime{t}, base::FilmTime{t + length}};
    shot.measures.motion = fast ? 0.5f : 0.1f;
    shot.measures.loudness = fast ? 0.7f : 0.4f;
    survey.shots.push_back(shot);
    t += length;
  }
  const auto a = find_anchors({Flow{}, picture_flow(survey)}, kFilm);
  EXPECT_EQ(a.source, "priors and picture");
  EXPECT_NEAR(share(a.escalation), 0.61, 0.03);
  expect_in_order(a, kFilm);
}

TEST(ToJson, HoldsTheAnchorsInSeconds) {
  edit::Anchors a{base::film_time(1.5), base::film_time(20), base::film_time(30.25), "priors"};
  EXPECT_EQ(to_json(a),
            R"({"begin_s":1.5,"escalation_s":20.0,"climax_s":30.25,"source":"priors"})");
}

}  // namespace
}  // namespace cinecut::story
