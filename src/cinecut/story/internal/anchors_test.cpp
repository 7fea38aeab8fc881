#include "cinecut/story/internal/anchors.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cinecut::story {
namespace {

using namespace std::chrono_literals;

constexpr base::Duration kFilm = 6000s;

subtitles::Cue cue(base::Duration start) {
  subtitles::Cue c;
  c.range = {base::FilmTime{start}, base::FilmTime{start + 900ms}};
  c.text = "Words.";
  return c;
}

/// A line each ten seconds, and each second from `from` to `to`.
std::vector<subtitles::Cue> film_that_talks(double from, double to) {
  std::vector<subtitles::Cue> cues;
  for (auto t = 0s; t < 6000s; t += 1s) {
    const double share = static_cast<double>(t.count()) / 6000;
    if (t.count() % 10 == 0 || (from <= share && share < to)) cues.push_back(cue(t));
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
  EXPECT_NEAR(share(a.escalation), 0.575, 1e-9);
  EXPECT_NEAR(share(a.climax), 0.955, 1e-9);
}

TEST(FindAnchors, TakesThePriorsFromTooFewCues) {
  EXPECT_EQ(find_anchors(std::vector<subtitles::Cue>(3, cue(0s)), kFilm).source, "priors");
}

TEST(FindAnchors, KeepsTheirOrderInFilmsOfAnyLength) {
  for (const base::Duration film : {base::Duration(10ns), base::Duration(42ms), base::Duration(1s),
                                    base::Duration(90min), base::Duration(20h)}) {
    expect_in_order(find_anchors(std::vector<subtitles::Cue>{}, film), film);
    std::vector<subtitles::Cue> cues = film_that_talks(0.2, 0.5);
    expect_in_order(find_anchors(cues, film), film);
  }
}

TEST(FindAnchors, IsZeroForAFilmWithoutLength) {
  const auto a = find_anchors(film_that_talks(0.4, 0.5), 0s);
  EXPECT_EQ(a.climax, base::FilmTime{});
  EXPECT_EQ(find_anchors(std::vector<subtitles::Cue>{}, -5s).climax, base::FilmTime{});
}

TEST(FindAnchors, TheEscalationIsSoughtWherePeopleTalk) {
  const auto early = find_anchors(film_that_talks(0.4, 0.55), kFilm);
  const auto late = find_anchors(film_that_talks(0.6, 0.75), kFilm);
  EXPECT_EQ(early.source, "priors and dialogue");
  EXPECT_LT(share(early.escalation), 0.565);
  EXPECT_GT(share(late.escalation), 0.595);
  EXPECT_EQ(early.begin, late.begin);
  EXPECT_EQ(early.climax, late.climax);
}

TEST(FindAnchors, StaysAtThePriorWherePeopleTalkAllTheTime) {
  EXPECT_NEAR(share(find_anchors(film_that_talks(0, 1), kFilm).escalation), 0.575, 0.01);
}

TEST(FindAnchors, DoesNotFollowTheTalkFarFromThePriors) {
  EXPECT_GE(share(find_anchors(film_that_talks(0.1, 0.2), kFilm).escalation), 0.475 - 1e-9);
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
  const auto a = find_anchors({}, picture_flow(survey), kFilm);
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
