#include "cinecut/descriptions/descriptions.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "base/error.h"

namespace cinecut::descriptions {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

survey::Survey one_still(const survey::ShotMeasures& measures) {
  survey::Survey survey;
  survey.film.duration = 20s;
  survey::Shot shot;
  shot.range = {base::FilmTime{}, base::FilmTime{20s}};
  shot.measures = measures;
  survey.shots.push_back(shot);
  survey::Still still;
  still.time = base::FilmTime{10s};
  survey.stills.push_back(still);
  return survey;
}

Scene describe(const survey::ShotMeasures& measures, const std::vector<subtitles::Cue>& cues = {}) {
  return describe_from_measures(one_still(measures), cues).at(0);
}

subtitles::Cue cue(base::Duration start, base::Duration end, const std::string& text) {
  subtitles::Cue c;
  c.range = {base::FilmTime{start}, base::FilmTime{end}};
  c.text = text;
  return c;
}

TEST(DescribeFromMeasures, OfNothingIsEmpty) {
  EXPECT_TRUE(describe_from_measures({}, {}).empty());
}

TEST(DescribeFromMeasures, SaysWhatWasMeasured) {
  survey::ShotMeasures m;
  m.face_count = 1;
  m.face_size = 0.4f;
  m.light = 0.08f;
  m.saturation = 0.1f;
  m.warmth = 0.3f;
  const Scene scene = describe(m);
  EXPECT_EQ(scene.description.visual_content,
            "A close-up of one person, dark and muted cold coloured.");
  EXPECT_THAT(scene.description.setting, HasSubstr("Place not known"));
  EXPECT_EQ(scene.source, "measures");
  EXPECT_EQ(scene.time, base::FilmTime{10s});
}

TEST(DescribeFromMeasures, TellsSizesLightColoursAndPeopleApart) {
  struct {
    float survey::ShotMeasures::* measure;
    float value;
    const char* expected;
  } const cases[] = {
      {&survey::ShotMeasures::face_size, 0.7f, "An extreme close-up of two people"},
      {&survey::ShotMeasures::face_size, 0.15f, "A medium shot of two people"},
      {&survey::ShotMeasures::face_size, 0.05f, "A wide shot of two people"},
      {&survey::ShotMeasures::face_count, 0, "A view with no face to be seen"},
      {&survey::ShotMeasures::face_count, 5, "a group of people"},
      {&survey::ShotMeasures::light, 0.8f, "bright"},
      {&survey::ShotMeasures::light, 0.2f, "dim"},
      {&survey::ShotMeasures::saturation, 0.01f, "almost colourless"},
      {&survey::ShotMeasures::saturation, 0.7f, "vivid"},
      {&survey::ShotMeasures::warmth, 0.8f, "warm coloured"},
      {&survey::ShotMeasures::contrast, 0.9f, "of strong contrast"},
      {&survey::ShotMeasures::text, 0.9f, "with writing in it"},
      {&survey::ShotMeasures::black, 1, "A black or plain picture."},
  };
  for (const auto& c : cases) {
    survey::ShotMeasures m;
    m.face_count = 2;
    m.face_size = 0.35f;
    m.light = 0.4f;
    m.saturation = 0.3f;
    m.*c.measure = c.value;
    EXPECT_THAT(describe(m).description.visual_content, HasSubstr(c.expected));
  }
}

TEST(DescribeFromMeasures, QuotesTheDialogueNearby) {
  auto angry = cue(9s, 9500ms, "Get out of my house!");
  angry.speaker = "ANN";
  angry.emotion = edit::Emotion::intense;
  const Scene scene = describe({}, {cue(1s, 2s, "Far away."), angry});
  EXPECT_THAT(scene.description.action, HasSubstr("ANN says “Get out of my house!”"));
  EXPECT_THAT(scene.description.mood, HasSubstr("the words are intense"));
  EXPECT_THAT(describe({}, {cue(1s, 2s, "Far away.")}).description.action,
              Not(HasSubstr("Far away")));
}

TEST(DescribeFromMeasures, ShortensLongDialogueBetweenWords) {
  const Scene scene =
      describe({}, {cue(9s, 12s, std::string(60, 'a') + " " + std::string(60, 'b'))});
  EXPECT_THAT(scene.description.action, HasSubstr("“" + std::string(60, 'a') + " …”"));
}

TEST(DescribeFromMeasures, IsNeverEmptyAndNeverSure) {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  for (const float v : {0.0f, 0.3f, 1.0f, nan}) {
    survey::ShotMeasures m;
    for (float* f : {&m.motion, &m.camera, &m.contrast, &m.saturation, &m.light, &m.warmth,
                     &m.sharpness, &m.face_count, &m.face_size, &m.black, &m.text})
      *f = v;
    const Scene scene = describe(m, {cue(9s, 11s, "Words.")});
    EXPECT_FALSE(scene.description.visual_content.empty());
    EXPECT_FALSE(scene.description.mood.empty());
    EXPECT_FALSE(scene.description.action.empty());
    EXPECT_FALSE(scene.description.setting.empty());
    EXPECT_TRUE(scene.confidence >= 0 && scene.confidence <= 0.5f);
  }
}

TEST(DescribeFromMeasures, SurvivesAStillOfNoShot) {
  survey::Survey survey = one_still({});
  survey.stills[0].shot = 99;
  EXPECT_EQ(describe_from_measures(survey, {}).size(), 1u);
}

std::vector<Scene> two_scenes() {
  Scene a{base::film_time(1.25), 0, {"one", "calm", "“né”", "here"}, 0.5f, "measures"};
  Scene b{base::film_time(2.5), 1, {"two", "tense", "runs", "there"}, 0.25f, "a model"};
  return {a, b};
}

TEST(ScenesBytes, AreReadBackTheSame) {
  const auto scenes = two_scenes();
  const auto back = scenes_from_bytes(to_bytes(scenes));
  ASSERT_EQ(back.size(), scenes.size());
  for (std::size_t i = 0; i < scenes.size(); ++i) {
    EXPECT_EQ(back[i].time, scenes[i].time);
    EXPECT_EQ(back[i].still, scenes[i].still);
    EXPECT_EQ(back[i].description, scenes[i].description);
    EXPECT_EQ(back[i].confidence, scenes[i].confidence);
    EXPECT_EQ(back[i].source, scenes[i].source);
  }
  EXPECT_TRUE(scenes_from_bytes(to_bytes(std::vector<Scene>{})).empty());
}

TEST(ScenesBytes, AreRefusedWhenDamaged) {
  const std::string good = to_bytes(two_scenes());
  for (std::size_t n = 0; n < good.size(); ++n)
    EXPECT_THROW((void)scenes_from_bytes(good.substr(0, n)), base::Error) << n;
  // Nested so deeply that a reader that recurses would run out of stack.
  EXPECT_THROW((void)scenes_from_bytes(std::string(1 << 20, '\x91')), base::Error);
  // A list that claims four thousand million entries, and a text that is not UTF-8.
  EXPECT_THROW((void)scenes_from_bytes("\xDD\xFF\xFF\xFF\xFF"), base::Error);
  std::string bad = good;
  bad[bad.find("one")] = '\xFF';
  EXPECT_THROW((void)scenes_from_bytes(bad), base::Error);
}

TEST(ScenesBytes, ThatAreChangedAreReadOrRefusedButNeverCrash) {
  const std::string good = to_bytes(two_scenes());
  for (std::size_t i = 0; i < good.size(); ++i)
    for (const char c : {'\0', '\x7F', '\x80', '\x91', '\xC1', '\xCB', '\xDF', '\xFF'}) {
      std::string bad = good;
      bad[i] = c;
      try {
        (void)scenes_from_bytes(bad);
      } catch (const base::Error& e) {
        EXPECT_EQ(e.kind(), base::ErrorKind::corrupt);
      }
    }
}

}  // namespace
}  // namespace cinecut::descriptions
