#include "cinecut/conform/internal/plan.h"

#include <gtest/gtest.h>

namespace cinecut::conform {
namespace {

constexpr base::Rational k24{24, 1};

edit::Clip clip(std::int64_t source_frame, std::int64_t trailer_frame, std::int64_t frames,
                base::Rational rate = k24) {
  edit::Clip c;
  c.source = {base::FilmTime{base::frame_start(source_frame, rate)},
              base::FilmTime{base::frame_start(source_frame + frames, rate)}};
  c.trailer = {base::TrailerTime{base::frame_start(trailer_frame, rate)},
               base::TrailerTime{base::frame_start(trailer_frame + frames, rate)}};
  return c;
}

edit::Manifest edit(std::vector<edit::Clip> clips, std::int64_t frames, base::Rational rate = k24) {
  edit::Manifest m;
  m.frame_rate = rate;
  m.clips = std::move(clips);
  m.length = base::frame_start(frames, rate);
  return m;
}

void begin_with(edit::Clip& c, edit::Transition t, std::int64_t frames) {
  c.transition = t;
  c.transition_length = base::frame_start(frames, k24);
}

TEST(MakePlan, ShowsEachClipInItsPlaceAndBlackBetween) {
  const Plan plan = make_plan(edit({clip(100, 0, 10), clip(500, 14, 6)}, 24));
  ASSERT_EQ(plan.frames.size(), 24u);
  for (std::size_t n = 0; n < 24; ++n)
    EXPECT_EQ(plan.frames[n].clip, n < 10 ? 0 : n >= 14 && n < 20 ? 1 : -1) << n;
}

TEST(MakePlan, MixesHalfOnEachSideOfTheCut) {
  edit::Manifest m = edit({clip(100, 0, 12), clip(500, 12, 12)}, 24);
  begin_with(m.clips[1], edit::Transition::crossfade, 8);
  const Plan plan = make_plan(m);
  EXPECT_EQ(plan.clips[0].shown.end, 16);
  EXPECT_EQ(plan.clips[1].shown.start, 8);
  EXPECT_EQ(plan.frames[7].clip, 0);
  EXPECT_EQ(plan.frames[7].mix, 1);
  for (std::size_t n = 8; n < 16; ++n) {
    EXPECT_EQ(plan.frames[n].clip, 1);
    EXPECT_EQ(plan.frames[n].under, 0);
    EXPECT_FLOAT_EQ(plan.frames[n].mix, (static_cast<float>(n) - 8 + 0.5f) / 8);
  }
  EXPECT_EQ(plan.frames[16].mix, 1);
}

TEST(MakePlan, FadesThroughBlackOrWhiteAtTheCut) {
  for (const auto how : {edit::Transition::fade_to_black, edit::Transition::fade_to_white}) {
    edit::Manifest m = edit({clip(100, 0, 12), clip(500, 12, 12)}, 24);
    begin_with(m.clips[1], how, 8);
    const Plan plan = make_plan(m);
    EXPECT_EQ(plan.frames[7].light, 1);
    EXPECT_FLOAT_EQ(plan.frames[8].light, 0.875f);
    EXPECT_FLOAT_EQ(plan.frames[11].light, 0.125f);
    EXPECT_FLOAT_EQ(plan.frames[12].light, 0.125f);
    EXPECT_FLOAT_EQ(plan.frames[15].light, 0.875f);
    EXPECT_EQ(plan.frames[16].light, 1);
    EXPECT_EQ(plan.frames[10].is_white, how == edit::Transition::fade_to_white);
    EXPECT_EQ(plan.clips[1].shown.start, 12);
  }
}

TEST(MakePlan, CrossfadesOutOfBlackAfterAGap) {
  edit::Manifest m = edit({clip(100, 0, 6), clip(500, 12, 12)}, 24);
  begin_with(m.clips[1], edit::Transition::crossfade, 8);
  const Plan plan = make_plan(m);
  EXPECT_EQ(plan.clips[0].shown.end, 6);
  EXPECT_EQ(plan.clips[1].shown.start, 12);
  EXPECT_EQ(plan.frames[11].clip, -1);
  EXPECT_EQ(plan.frames[12].under, -1);
  EXPECT_FLOAT_EQ(plan.frames[12].mix, 0.125f);
}

TEST(MakePlan, ShortensTransitionsThatDoNotFit) {
  edit::Manifest m = edit({clip(100, 0, 4), clip(500, 4, 4), clip(900, 8, 20)}, 28);
  begin_with(m.clips[1], edit::Transition::crossfade, 20);
  begin_with(m.clips[2], edit::Transition::crossfade, 20);
  const Plan plan = make_plan(m);
  EXPECT_GE(plan.clips[0].shown.start, 0);
  EXPECT_LE(plan.clips[0].shown.end, plan.clips[2].shown.start);  // Never three at once.
  for (const FramePlan& f : plan.frames) EXPECT_NE(f.clip, f.under);
}

TEST(MakePlan, SurvivesClipsThatOverlapOrLieOutside) {
  const Plan plan = make_plan(edit({clip(0, -5, 10), clip(50, 2, 10), clip(90, 40, 10)}, 24));
  ASSERT_EQ(plan.frames.size(), 24u);
  EXPECT_EQ(plan.frames[4].clip, 0);
  EXPECT_EQ(plan.frames[5].clip, 1);
  EXPECT_EQ(plan.clips[2].own.start, plan.clips[2].own.end);
}

TEST(MakePlan, LaysTitlesOverWhateverIsThere) {
  edit::Manifest m = edit({clip(100, 0, 10)}, 24);
  m.titles.push_back({{base::TrailerTime{base::frame_start(8, k24)},
                       base::TrailerTime{base::frame_start(20, k24)}},
                      "T",
                      "title"});
  const Plan plan = make_plan(m);
  EXPECT_EQ(plan.frames[7].title, -1);
  EXPECT_EQ(plan.frames[8].title, 0);
  EXPECT_EQ(plan.frames[8].clip, 0);
  EXPECT_EQ(plan.frames[19].title, 0);
  EXPECT_EQ(plan.frames[20].title, -1);
}

TEST(SourceTime, IsInTheMiddleOfTheRightFrameAtEveryRate) {
  for (const base::Rational rate : {k24, base::Rational{24000, 1001}, base::Rational{25, 1},
                                    base::Rational{30000, 1001}, base::Rational{60, 1}}) {
    const edit::Manifest m = edit({clip(123457, 1000, 500, rate)}, 2000, rate);
    const Plan plan = make_plan(m);
    for (std::int64_t n = 1000; n < 1500; ++n) {
      const auto t = source_time(m.clips[0], plan.clips[0], n, rate).time_since_epoch();
      EXPECT_EQ(base::frame_at(t, rate), 123457 + n - 1000);
      EXPECT_EQ(base::frame_at(t + std::chrono::milliseconds(5), rate), 123457 + n - 1000);
      EXPECT_EQ(base::frame_at(t - std::chrono::milliseconds(5), rate), 123457 + n - 1000);
    }
  }
}

TEST(SourceTime, NeverLeavesTheClipsOwnRangeOutsideOfCrossfades) {
  edit::Manifest m = edit({clip(100, 10, 10)}, 24);
  m.clips[0].trailer.start += std::chrono::milliseconds(15);  // An edge that is on no frame.
  m.clips[0].trailer.end += std::chrono::milliseconds(18);
  const Plan plan = make_plan(m);
  for (std::int64_t n = plan.clips[0].own.start; n < plan.clips[0].own.end; ++n)
    EXPECT_TRUE(m.clips[0].source.contains(source_time(m.clips[0], plan.clips[0], n, k24)));
}

}  // namespace
}  // namespace cinecut::conform
