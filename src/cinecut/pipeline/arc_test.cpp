#include "cinecut/pipeline/internal/arc.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace cinecut::pipeline {
namespace {

using namespace std::chrono_literals;

std::ptrdiff_t peak(const std::vector<float>& values) {
  return std::ranges::max_element(values) - values.begin();
}

TEST(ArcOf, RisesWhereTheFilmDoes) {
  std::vector<subtitles::Cue> cues(3);
  for (std::size_t i = 0; i < cues.size(); ++i) {
    cues[i].range.start = base::film_time(60 + 240 * static_cast<double>(i));
    cues[i].range.end = cues[i].range.start + 4s;
    cues[i].emotion_strength = i == 1 ? 0.8f : 0.2f;
    cues[i].text = "Line " + std::to_string(i);
  }
  survey::Survey survey;
  for (double t = 0; t < 600;) {
    survey::Shot shot;
    const double length = t >= 420 && t < 480 ? 2 : 10;
    shot.range = {base::film_time(t), base::film_time(t + length)};
    survey.shots.push_back(shot);
    t += length;
  }
  survey.sound.loudness_lufs.assign(6000, -70);
  std::fill_n(survey.sound.loudness_lufs.begin() + 1200, 300, -20.0f);
  reading::Reading reading;
  reading.spine = {{2, 2, edit::Role::vow, 1}, {7, 7, edit::Role::hook, 1}};  // There is no cue 7.
  const auto arc = arc_of(600s, cues, survey, reading);
  ASSERT_EQ(arc.emotion.size(), 240u);
  EXPECT_NEAR(static_cast<double>(peak(arc.emotion)), 302.0 / 600 * 239, 1);
  EXPECT_EQ(std::ranges::max(arc.emotion), 1);
  EXPECT_NEAR(static_cast<double>(peak(arc.loudness_lufs)), 135.0 / 600 * 239, 2);
  EXPECT_EQ(arc.loudness_lufs.front(), -60);
  EXPECT_NEAR(static_cast<double>(peak(arc.cuts_a_minute)), 450.0 / 600 * 239, 12);
  EXPECT_NEAR(std::ranges::max(arc.cuts_a_minute), 30, 3);
  EXPECT_NEAR(arc.cuts_a_minute[60], 6, 1);
  ASSERT_EQ(arc.lines.size(), 1u);
  EXPECT_EQ(arc.lines[0].time, base::film_time(540));
  EXPECT_EQ(arc.lines[0].text, "Line 2");
}

TEST(ArcOf, LeavesOutWhatIsNotThere) {
  const auto arc = arc_of(600s, {}, {}, {});
  EXPECT_TRUE(arc.emotion.empty() && arc.loudness_lufs.empty() && arc.cuts_a_minute.empty());
  EXPECT_TRUE(arc_of({}, std::vector<subtitles::Cue>(1), survey::Survey{}, {}).emotion.empty());
  const auto still = arc_of(600s, std::vector<subtitles::Cue>(1), survey::Survey{}, {});
  EXPECT_EQ(std::ranges::max(still.emotion), 0);
}

}  // namespace
}  // namespace cinecut::pipeline
