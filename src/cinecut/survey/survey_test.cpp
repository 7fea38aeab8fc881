#include "cinecut/survey/survey.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/error.h"
#include "media/testing.h"

namespace cinecut::survey {
namespace {

using namespace std::chrono_literals;
using testing_media::Pattern;

// At 24 pictures a second.
base::FilmTime at(int picture) { return base::FilmTime{base::frame_start(picture, {24, 1})}; }

testing_media::Shot shot(int pictures, std::uint32_t seed, std::uint32_t rgb, double pan_px = 0.1) {
  return {base::frame_start(pictures, {24, 1}), rgb, Pattern::texture, pan_px, seed, 0};
}

/// Five shots that begin at pictures 0, 60, 96, 150 and 222.
std::vector<testing_media::Shot> five_shots() {
  return {shot(60, 1, 0xc08040), shot(36, 2, 0x4080c0), shot(54, 3, 0xd0d0d0, -0.2),
          shot(72, 4, 0x60a050), shot(48, 5, 0xa05090)};
}
const std::vector<int> kCuts = {60, 96, 150, 222};

std::vector<base::FilmTime> starts(const Survey& survey) {
  std::vector<base::FilmTime> times;
  times.reserve(survey.shots.size());
  for (const auto& s : survey.shots) times.push_back(s.range.start);
  return times;
}
std::vector<base::FilmTime> expected(const std::vector<int>& cuts) {
  std::vector<base::FilmTime> times = {at(0)};
  for (const int c : cuts) times.push_back(at(c));
  return times;
}

class SurveyTest : public testing::Test {
 protected:
  media::FilmInfo film(const std::vector<testing_media::Shot>& shots,
                       testing_media::FilmOptions options = {}) {
    options.has_numbers = false;
    options.sound.clear();
    return with_sound(shots, options);
  }
  media::FilmInfo with_sound(const std::vector<testing_media::Shot>& shots,
                             const testing_media::FilmOptions& options) {
    testing_media::make_film(folder_ / "film.mkv", shots, options);
    return media::probe(folder_ / "film.mkv");
  }

 private:
  testing_media::TempFolder folder_;
};

testing_media::FilmOptions fixed_keys(int distance) {
  testing_media::FilmOptions options;
  options.key_distance = distance;
  options.has_keys_at_cuts = false;
  return options;
}

void expect_no_gaps(const Survey& survey, int pictures) {
  ASSERT_FALSE(survey.shots.empty());
  EXPECT_EQ(survey.shots.front().range.start, at(0));
  EXPECT_EQ(survey.shots.back().range.end, at(pictures));
  for (std::size_t i = 1; i < survey.shots.size(); ++i)
    EXPECT_EQ(survey.shots[i].range.start, survey.shots[i - 1].range.end);
}

TEST_F(SurveyTest, ExactFindsEveryCutToThePicture) {
  const auto survey = survey_film(film(five_shots()), {}, {.exact = true});
  EXPECT_TRUE(survey.is_exact);
  EXPECT_EQ(starts(survey), expected(kCuts));
  expect_no_gaps(survey, 270);
  for (const auto& s : survey.shots) {
    EXPECT_EQ(s.start_error, 0ns);
    EXPECT_EQ(s.joint, Joint::cut);
  }
}

TEST_F(SurveyTest, ExactNeedsNoHelpFromKeyPictures) {
  for (const int distance : {12, 48, 250}) {
    const auto survey = survey_film(film(five_shots(), fixed_keys(distance)), {}, {.exact = true});
    EXPECT_EQ(starts(survey), expected(kCuts)) << distance;
  }
}

TEST_F(SurveyTest, KeyPicturesOnCutsAreEnoughForTheSameShots) {
  auto options = testing_media::FilmOptions{};
  options.key_distance = 40;  // No cut falls on the regular distance.
  const auto survey = survey_film(film(five_shots(), options), {});
  EXPECT_FALSE(survey.is_exact);
  EXPECT_EQ(starts(survey), expected(kCuts));
  expect_no_gaps(survey, 270);
}

TEST_F(SurveyTest, RefinedBordersAreThoseOfTheExactSurvey) {
  for (const int distance : {24, 48}) {
    const auto info = film(five_shots(), fixed_keys(distance));
    const auto refined = look_closely(survey_film(info, {}), {{at(0), at(270)}});
    EXPECT_EQ(starts(refined), expected(kCuts)) << distance;
    expect_no_gaps(refined, 270);
    for (const auto& s : refined.shots) EXPECT_EQ(s.start_error, 0ns) << distance;
  }
}

TEST_F(SurveyTest, RefiningLeavesWhatLiesOutside) {
  const auto info = film(five_shots(), fixed_keys(24));
  auto survey = survey_film(info, {}, {.exact = true});
  survey.is_exact = false;
  survey.shots[1].range.start += 80ms;  // Wrong, and known to be uncertain.
  survey.shots[0].range.end += 80ms;
  survey.shots[1].start_error = survey.shots[0].end_error = 100ms;
  survey.shots[4].range.start += 80ms;
  survey.shots[3].range.end += 80ms;
  survey.shots[4].start_error = survey.shots[3].end_error = 120ms;
  const auto refined = look_closely(survey, {{at(180), at(260)}});
  ASSERT_EQ(refined.shots.size(), 5u);
  EXPECT_EQ(refined.shots[1].range.start, at(60) + 80ms);
  EXPECT_EQ(refined.shots[1].start_error, 100ms);
  EXPECT_EQ(refined.shots[4].range.start, at(222));
  EXPECT_EQ(refined.shots[4].start_error, 0ns);
  expect_no_gaps(refined, 270);
}

TEST_F(SurveyTest, RefiningSplitsWhereAShotChangeWasMissed) {
  const auto info = film(five_shots(), fixed_keys(24));
  auto survey = survey_film(info, {}, {.exact = true});
  survey.is_exact = false;
  survey.shots[1].range.end = survey.shots[2].range.end;
  survey.shots.erase(survey.shots.begin() + 2);
  EXPECT_EQ(starts(look_closely(survey, {{at(70), at(140)}})), expected(kCuts));
}

TEST_F(SurveyTest, RefiningNothingChangesNothing) {
  const auto survey = survey_film(film(five_shots(), fixed_keys(24)), {});
  EXPECT_EQ(to_bytes(look_closely(survey, {})), to_bytes(survey));
}

TEST_F(SurveyTest, TheSameFilmGivesTheSameSurvey) {
  const auto info = film(five_shots());
  for (const bool exact : {false, true})
    EXPECT_EQ(to_bytes(survey_film(info, {}, {.exact = exact})),
              to_bytes(survey_film(info, {}, {.exact = exact})));
}

TEST_F(SurveyTest, BlackAndFrozenStretchesAreFound) {
  auto shots = five_shots();
  shots[1] = {base::frame_start(36, {24, 1}), testing_media::kBlack, Pattern::plain, 0, 1, 0};
  shots[3].pan_px = 0;
  const auto survey = survey_film(film(shots), {}, {.exact = true});
  ASSERT_FALSE(survey.black.empty());
  for (const auto& b : survey.black) {
    EXPECT_GE(b.start, at(60));
    EXPECT_LE(b.end, at(96));
  }
  base::Duration still{};  // The coder's noise is movement now and then.
  for (const auto& f : survey.frozen)
    if (f.start >= at(150) && f.end <= at(223)) still += f.length();
  EXPECT_GT(still, at(40) - at(0));
}

TEST_F(SurveyTest, EachShotHasAStillOfItsOwn) {
  const auto survey = survey_film(film(five_shots()), {}, {.exact = true});
  std::vector<int> stills(survey.shots.size());
  for (const auto& s : survey.stills) {
    ASSERT_LT(static_cast<std::size_t>(s.shot), survey.shots.size());
    EXPECT_TRUE(survey.shots[static_cast<std::size_t>(s.shot)].range.contains(s.time));
    EXPECT_FALSE(s.jpeg.empty());
    ++stills[static_cast<std::size_t>(s.shot)];
  }
  EXPECT_EQ(std::ranges::count(stills, 0), 0);
}

TEST_F(SurveyTest, MeasuresTellShotsApart) {
  auto shots = five_shots();
  shots[0].rgb = 0xd07030;
  shots[1].rgb = 0x3070d0;
  shots[2].rgb = testing_media::kWhite;
  shots[3].rgb = 0x303030;
  shots[4].pan_px = 6;
  const auto s = survey_film(film(shots), {}, {.exact = true}).shots;
  ASSERT_EQ(s.size(), 5u);
  EXPECT_GT(s[0].measures.warmth, 0.6f);
  EXPECT_LT(s[1].measures.warmth, 0.4f);
  EXPECT_GT(s[2].measures.light, s[3].measures.light + 0.3f);
  EXPECT_LT(s[2].measures.saturation, 0.1f);
  EXPECT_GT(s[4].measures.camera, s[3].measures.camera);
}

TEST_F(SurveyTest, SoundLastsAsLongAsTheFilm) {
  auto shots = five_shots();
  shots[2].tone_hz = 997;
  const auto info = with_sound(shots, {});
  const auto curve = survey_film(info, {}).sound;
  ASSERT_EQ(curve.loudness_lufs.size(), 113u);  // 270 pictures, 11.25 s.
  EXPECT_GT(curve.loudness_lufs[52], -40);      // Within pictures 96 to 150.
  EXPECT_LT(curve.loudness_lufs[20], -60);
  EXPECT_LT(curve.loudness_lufs[80], -60);
}

TEST_F(SurveyTest, FilmsOfOnePictureAndOfOneShotHaveOneShot) {
  for (const int pictures : {1, 30})
    for (const bool exact : {false, true}) {
      const auto survey = survey_film(film({shot(pictures, 7, 0xc0a080)}), {}, {.exact = exact});
      EXPECT_EQ(survey.shots.size(), 1u) << pictures;
    }
}

TEST_F(SurveyTest, StopsWhenAsked) {
  const auto info = film(five_shots());
  std::stop_source stop;
  stop.request_stop();
  try {
    survey_film(info, {}, {.exact = true}, {{}, stop.get_token()});
    FAIL() << "went on";
  } catch (const base::Error& e) {
    EXPECT_EQ(e.kind(), base::ErrorKind::cancelled);
  }
}

TEST(InsideOf, KeepsClearOfCutsByTwoPicturesAndOfDissolvesByMore) {
  Survey survey;
  survey.film.video.frame_rate = {24, 1};
  survey.shots.resize(3);
  survey.shots[0].range = {at(0), at(100)};
  survey.shots[1].range = {at(100), at(200)};
  survey.shots[2].range = {at(200), at(216)};
  survey.shots[2].joint = Joint::dissolve;
  survey.shots[2].joint_length = base::frame_start(24, {24, 1});
  EXPECT_EQ(inside_of(survey, 0).start, at(2));
  EXPECT_LE(std::chrono::abs(inside_of(survey, 0).end - at(98)), 4ns);
  // Half of the dissolve, a quarter of it and eight pictures, in case it is longer than was found.
  EXPECT_LE(std::chrono::abs(inside_of(survey, 1).end - at(200 - 12 - 6 - 8 - 2)), 4ns);
  EXPECT_EQ(inside_of(survey, 2).length(), base::Duration{});
  EXPECT_EQ(inside_of(survey, 2).start, at(200));
}

}  // namespace
}  // namespace cinecut::survey
