#include "cinecut/cut/casting/candidates.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace cinecut::casting {
namespace {

using namespace std::chrono_literals;

constexpr auto kShot = 5s;
constexpr auto kEdge = 500ms;

/// A film of shots of five seconds whose borders are guessed. The story takes nothing from after
/// its spoiler limit.
struct Film {
  survey::Survey survey;
  story::Story story;
  vibe::Vibe vibe = vibe::find_vibe(vibe::built_in_vibes(), "thriller");
  base::FilmTime limit{};

  explicit Film(int shots) {
    survey.film.duration = shots * kShot;
    limit = base::FilmTime(shots * kShot * 85 / 100);
    for (int i = 0; i < shots; ++i) {
      survey::Shot shot;
      shot.range = {base::FilmTime(i * kShot), base::FilmTime((i + 1) * kShot)};
      shot.start_error = shot.end_error = 200ms;
      survey.shots.push_back(shot);
      if (shot.range.end > limit) continue;
      story::Moment moment;
      moment.shot = i;
      moment.range = {shot.range.start + 300ms, shot.range.end - 300ms};
      moment.focus = moment.range.middle();
      moment.zone = static_cast<edit::Zone>(std::min(i * 3 / shots, 2));
      moment.score = static_cast<float>(i * 37 % 101) / 101;
      story.moments.push_back(moment);
    }
  }

  std::vector<base::FilmRange> ranges(base::Duration length = 120s) const {
    return candidate_ranges(story, survey, vibe, {.length = length});
  }
};

base::Duration sum_of(const std::vector<base::FilmRange>& ranges) {
  base::Duration sum{};
  for (const auto& r : ranges) sum += r.length();
  return sum;
}

TEST(CandidateRanges, AreSortedAndDoNotOverlap) {
  for (const int shots : {1, 10, 100, 1000}) {
    SCOPED_TRACE(shots);
    const auto ranges = Film(shots).ranges();
    for (std::size_t i = 0; i < ranges.size(); ++i) {
      EXPECT_LT(ranges[i].start, ranges[i].end);
      if (i > 0) {
        EXPECT_GT(ranges[i].start, ranges[i - 1].end);
      }
    }
  }
}

TEST(CandidateRanges, StayInTheFilmAndBeforeTheSpoilerLimit) {
  for (const int shots : {10, 100, 1000}) {
    SCOPED_TRACE(shots);
    const Film film(shots);
    const auto ranges = film.ranges();
    ASSERT_FALSE(ranges.empty());
    EXPECT_GE(ranges.front().start, base::FilmTime{});
    // The border of the last shot before it is looked at from both sides.
    EXPECT_LE(ranges.back().end, film.limit + kEdge + 200ms);
  }
}

TEST(CandidateRanges, HoldWholeShotsWithRoomAround) {
  const Film film(200);
  const auto ranges = film.ranges();
  for (const auto& range : ranges) {
    EXPECT_TRUE(std::any_of(film.survey.shots.begin(), film.survey.shots.end(), [&](auto& shot) {
      const auto start = std::max(shot.range.start - 200ms - kEdge, base::FilmTime{});
      return start == range.start && shot.range.end + 200ms + kEdge <= range.end;
    }));
  }
}

TEST(CandidateRanges, AreLongerForLongerTrailersButBounded) {
  const Film film(2000);
  const auto little = sum_of(film.ranges(20s));
  const auto much = sum_of(film.ranges(150s));
  EXPECT_LT(little, much);
  EXPECT_GE(little, 100s);
  // The budget, and shots between two that are looked at.
  EXPECT_LE(much, 360s * 5 / 4 * 6 / 5);
}

TEST(CandidateRanges, PreferTheBestMoments) {
  Film film(1000);
  for (auto& m : film.story.moments) m.score = m.shot % 10 == 0 ? 0.9f : 0.1f;
  int good = 0;
  const auto ranges = film.ranges();
  for (const auto& m : film.story.moments) {
    const bool is_in = std::any_of(ranges.begin(), ranges.end(),
                                   [&](const auto& r) { return r.contains(m.range); });
    if (is_in && m.score > 0.5f) ++good;
  }
  EXPECT_GE(good, 40);
}

TEST(CandidateRanges, LeaveOutWhatIsTooLongOrTooShort) {
  Film film(20);
  for (auto& m : film.story.moments) m.range.end = m.range.start + 399ms;
  EXPECT_TRUE(film.ranges().empty());
  survey::Survey endless;
  endless.film.duration = 10min;
  endless.shots.resize(1);
  endless.shots[0].range = {base::FilmTime{}, base::FilmTime(10min)};
  endless.shots[0].end_error = 1s;
  story::Story story;
  story.moments.push_back({.shot = 0, .range = {base::FilmTime(1s), base::FilmTime(9min)}});
  EXPECT_TRUE(candidate_ranges(story, endless, film.vibe, {}).empty());
}

TEST(CandidateRanges, AreNoneWithoutMomentsOrNeed) {
  Film film(100);
  film.survey.is_exact = true;
  EXPECT_TRUE(film.ranges().empty());
  film.survey.is_exact = false;
  film.story.moments.clear();
  EXPECT_TRUE(film.ranges().empty());
}

}  // namespace
}  // namespace cinecut::casting
