#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.h"
#include "cinecut/survey/survey.h"

namespace cinecut::survey {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;

base::FilmRange seconds(double from, double to) {
  return {base::film_time(from), base::film_time(to)};
}

Shot shot(double from, double to) {
  Shot s;
  s.range = seconds(from, to);
  s.start_error = 20ms;
  s.end_error = 3s;
  s.joint = Joint::dissolve;
  s.joint_length = 480ms;
  s.setup = 3;
  s.measures.motion = 0.25f;
  s.measures.warmth = 0.75f;
  s.measures.face_count = 1.5f;
  s.measures.speech = 0.9f;
  s.measures.subject = 0.625f;
  s.faces = {{0.25f, -0.125f, 0.25f, 0.5f, 0.75f}, {0.5f, 0.25f, 0.125f, 0.125f, 0.5f}};
  return s;
}

/// Every field differs from what it is by itself.
Survey full() {
  Survey s;
  s.film.path = "/films/Ein Märchen.mkv";
  s.film.size_bytes = 5'000'000'000;
  s.film.modified_ns = 1'700'000'000'123'456'789;
  s.film.container = "matroska,webm";
  s.film.title = "Ein Märchen";
  s.film.duration = 12s + 345ms;
  s.film.video.codec = "hevc";
  s.film.video.width_px = 1920;
  s.film.video.height_px = 800;
  s.film.video.sample_aspect = {4, 3};
  s.film.video.rotation_degrees = 90;
  s.film.video.is_mirrored = true;
  s.film.video.frame_rate = {24000, 1001};
  s.film.video.is_variable_rate = true;
  s.film.video.bit_depth = 10;
  s.film.video.colour = {9, 16, 9, true};
  s.film.video.is_hdr = true;
  s.film.video.display_width_px = 800;
  s.film.video.display_height_px = 2560;
  s.film.audio = media::AudioInfo{"eac3", 48000, 6, "5.1(side)", "deu", "Original", 2};
  s.film.text_tracks = {{2, "subrip", "eng", "SDH"}, {3, "hdmv_pgs_subtitle", "deu", "", true}};
  s.film.text_tracks[0].is_forced = true;
  s.is_exact = true;
  s.shots = {shot(0, 5), shot(5, 12.345)};
  s.shots[1].is_credits = true;
  s.stills = {
      {base::film_time(2.5), StillSource::subtitle, 0, std::string("\xff\xd8\0jpeg", 7), 42},
      {base::film_time(9), StillSource::interval, 1, "", {1, 2, 255}}};
  s.sound = {100ms, {-70, -23.5f, -12}, {0, 0.5f, 1}, {0.1f, 0, 0.9f}};
  s.area = {0, 132, 1920, 536};
  s.word_rows = {{0.75f, 0.875f}};
  s.credits = {seconds(5, 12.345)};
  s.black = {seconds(0, 0.04)};
  s.frozen = {seconds(1, 1.5), seconds(3, 4)};
  return s;
}

TEST(SurveyArtefact, ComesBackAsItWas) {
  const auto s = full();
  const auto back = survey_from_bytes(to_bytes(s));
  EXPECT_EQ(to_bytes(back), to_bytes(s));
  EXPECT_EQ(back.film.path, s.film.path);
  EXPECT_EQ(back.film.size_bytes, s.film.size_bytes);
  EXPECT_EQ(back.film.video.frame_rate, s.film.video.frame_rate);
  EXPECT_EQ(back.film.video.colour, s.film.video.colour);
  ASSERT_TRUE(back.film.audio);
  EXPECT_EQ(back.film.audio->layout, "5.1(side)");
  EXPECT_EQ(back.film.audio->title, "Original");
  EXPECT_EQ(back.film.audio->track, 2);
  EXPECT_TRUE(back.film.video.is_mirrored);
  EXPECT_EQ(back.film.text_tracks, s.film.text_tracks);
  EXPECT_TRUE(back.is_exact);
  ASSERT_EQ(back.shots.size(), 2u);
  EXPECT_EQ(back.shots[0].range, s.shots[0].range);
  EXPECT_EQ(back.shots[0].end_error, 3s);
  EXPECT_EQ(back.shots[0].joint, Joint::dissolve);
  EXPECT_EQ(back.shots[0].measures.face_count, 1.5f);
  EXPECT_EQ(back.shots[1].faces, s.shots[1].faces);
  EXPECT_TRUE(back.shots[1].is_credits);
  ASSERT_EQ(back.stills.size(), 2u);
  EXPECT_EQ(back.stills[0].jpeg, s.stills[0].jpeg);
  EXPECT_EQ(back.stills[1].blocks, (Blocks{1, 2, 255}));
  EXPECT_EQ(back.sound.loudness_lufs, s.sound.loudness_lufs);
  EXPECT_EQ(back.sound.onset, s.sound.onset);
  EXPECT_EQ(back.area, s.area);
  EXPECT_EQ(back.shots[0].measures.subject, 0.625f);
  EXPECT_EQ(back.word_rows, s.word_rows);
  EXPECT_EQ(back.black, s.black);
  EXPECT_EQ(back.frozen, s.frozen);
}

TEST(SurveyArtefact, OfASilentFilmWithoutShotsComesBackToo) {
  const auto back = survey_from_bytes(to_bytes(Survey{}));
  EXPECT_FALSE(back.film.audio);
  EXPECT_TRUE(back.shots.empty());
  EXPECT_TRUE(back.sound.loudness_lufs.empty());
}

/// What is said of bytes that are no survey; empty if they are taken for one.
std::string refusal(std::string_view bytes) {
  try {
    survey_from_bytes(bytes);
    return "";
  } catch (const base::Error& e) {
    EXPECT_EQ(e.kind(), base::ErrorKind::corrupt);
    return e.what();
  }
}

TEST(SurveyArtefact, SaysWhatToDoWhenItIsDamaged) {
  for (const char* bytes : {"", "{}", "\x80", "not a survey", "\xff\xff\xff\xff"})
    EXPECT_THAT(refusal(bytes), HasSubstr("can be deleted")) << bytes;
  EXPECT_THAT(refusal("\x81\xa7version\x63"), HasSubstr("another version"));
}

TEST(SurveyArtefact, IsRefusedWhereverItIsCutOff) {
  const auto bytes = to_bytes(full());
  for (std::size_t n = 0; n < bytes.size(); ++n)
    EXPECT_THAT(refusal(std::string_view(bytes).substr(0, n)), HasSubstr("can be deleted")) << n;
}

TEST(SurveyArtefact, WithAnyByteChangedIsReadOrRefused) {
  const auto bytes = to_bytes(full());
  int refused = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i)
    for (const int change : {0x01, 0x40, 0x80, 0xff}) {
      auto damaged = bytes;
      damaged[i] = static_cast<char>(damaged[i] ^ change);
      refused += !refusal(damaged).empty();
    }
  EXPECT_GT(refused, 0);
}

TEST(SurveyArtefact, RefusesShotsThatLeaveAGap) {
  auto s = full();
  s.shots[1].range.start += 40ms;
  EXPECT_THAT(refusal(to_bytes(s)), HasSubstr("gap"));
  s = full();
  s.stills[1].shot = 2;
  EXPECT_THAT(refusal(to_bytes(s)), HasSubstr("in no shot"));
  s = full();
  s.sound.onset.pop_back();
  EXPECT_THAT(refusal(to_bytes(s)), HasSubstr("differ in length"));
}

TEST(SurveyArtefact, TellsScriptsTheShotsAndStills) {
  const auto json = to_json(full());
  for (const char* part : {R"("duration_s": 12.345)", R"("is_exact": true)", R"("start_s": 5.0)",
                           R"("end_s": 12.345)", R"("source": "subtitle")", R"("time_s": 2.5)"})
    EXPECT_THAT(json, HasSubstr(part));
}

}  // namespace
}  // namespace cinecut::survey
