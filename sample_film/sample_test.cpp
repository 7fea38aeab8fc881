#include "sample_film/sample.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdio>
#include <map>
#include <nlohmann/json.hpp>
#include <sstream>

#include "base/files.h"
#include "base/hash.h"
#include "media/film.h"
#include "media/video_reader.h"
#include "sample_film/internal/film.h"
#include "sample_film/internal/plan.h"
#include "sample_film/internal/soundtrack.h"
#include "sample_film/internal/truth.h"

namespace sample_film {
namespace {

using Json = nlohmann::json;

const Script& script() {
  static const Script s = write_script();
  return s;
}

const Plan& whole_film() {
  static const Plan p = plan_film(script(), 0);
  return p;
}

int joins(const Plan& plan, Join kind) {
  int count = 0;
  for (const PlannedShot& s : plan.shots) count += script().shots[s.index].join == kind ? 1 : 0;
  return count;
}

std::string hash_of(const media::Picture& picture) {
  std::string bytes;
  for (int i = 0; i < 3; ++i) {
    const media::Plane p = picture.plane(i);
    for (int y = 0; y < p.height_px; ++y)
      bytes.append(reinterpret_cast<const char*>(p.data + y * p.stride_bytes), p.width_px);
  }
  return base::content_hash(bytes);
}

TEST(PlanFilm, MakesAFilmOfSixMinutesWithEverythingInIt) {
  const Plan& plan = whole_film();
  EXPECT_NEAR(plan.seconds(), 360, 30);
  EXPECT_GE(plan.shots.size(), 80u);
  EXPECT_GE(joins(plan, Join::dissolve), 5);
  EXPECT_GE(joins(plan, Join::fade), 3);
  EXPECT_GE(plan.lines.size(), 40u);
  std::size_t flashes = 0;
  for (const Shot& s : script().shots) flashes += s.flashes.size();
  EXPECT_GE(flashes, 4u);
}

TEST(PlanFilm, IsCutFasterInTheThirdAct) {
  double seconds[4] = {};
  int count[4] = {};
  for (const PlannedShot& s : whole_film().shots) {
    const Shot& shot = script().shots[s.index];
    if (shot.name == "dawn over the headland") break;
    seconds[shot.act] += static_cast<double>(s.last - s.first) / kFrameRate;
    ++count[shot.act];
  }
  EXPECT_GT(seconds[1] / count[1], seconds[2] / count[2]);
  EXPECT_GT(seconds[2] / count[2], seconds[3] / count[3]);
}

TEST(PlanFilm, ShotsFollowEachOtherAndJoinsFitIntoThem) {
  const Plan& plan = whole_film();
  std::int64_t at = 0;
  for (std::size_t i = 0; i < plan.shots.size(); ++i) {
    const PlannedShot& s = plan.shots[i];
    EXPECT_EQ(s.first, at);
    at = s.last;
    const std::int64_t out = i + 1 < plan.shots.size() ? plan.shots[i + 1].join_frames / 2 : 0;
    EXPECT_GT(s.last - s.first, s.join_frames / 2 + out) << script().shots[s.index].name;
  }
  EXPECT_EQ(at, plan.frames);
}

TEST(PlanFilm, LinesDoNotOverlapAndWordsLieInTheirLines) {
  double free_from = 0;
  for (const PlannedLine& line : whole_film().lines) {
    EXPECT_GE(line.start, free_from) << line.line.text;
    free_from = line.end();
    double at = 0;
    std::string spoken;
    for (const SpokenWord& w : line.speech.words) {
      EXPECT_GE(w.start, at) << line.line.text << ": " << w.text;
      EXPECT_GT(w.end, w.start) << line.line.text << ": " << w.text;
      at = w.end;
      spoken += w.text;
    }
    EXPECT_LE(at, line.speech.length());
    std::string letters = line.line.text;
    std::erase_if(letters, [](char c) { return std::string_view(" ,.?!").contains(c); });
    EXPECT_EQ(spoken, letters);
  }
  EXPECT_LT(free_from, whole_film().seconds());
}

TEST(PlanFilm, AShortFilmStillHasEverything) {
  const Plan plan = plan_film(script(), 60);
  EXPECT_NEAR(plan.seconds(), 60, 4);
  EXPECT_GE(joins(plan, Join::cut), 3);
  EXPECT_GE(joins(plan, Join::dissolve), 1);
  EXPECT_GE(joins(plan, Join::fade), 1);
  EXPECT_GE(plan.lines.size(), 3u);
}

TEST(PlanScore, HasEvenBeatsFromTheStartOfEachCue) {
  const auto cues = plan_score(script(), whole_film());
  ASSERT_GE(cues.size(), 6u);
  double end = cues.front().start;
  for (const Cue& cue : cues) {
    EXPECT_DOUBLE_EQ(cue.start, end);
    end = cue.end;
    ASSERT_FALSE(cue.beats.empty());
    EXPECT_DOUBLE_EQ(cue.beats.front(), cue.start);
    for (std::size_t i = 1; i < cue.beats.size(); ++i)
      EXPECT_NEAR(cue.beats[i] - cue.beats[i - 1], 60 / cue.bpm, 1e-9);
  }
  EXPECT_DOUBLE_EQ(end, whole_film().seconds());
}

TEST(Film, EveryShotCanBeDrawnAndNoneIsEmpty) {
  const Plan& plan = whole_film();
  Film film(script(), plan, 96, 54);
  for (std::size_t i = 0; i < plan.shots.size(); ++i) {
    const std::int64_t middle = (plan.shots[i].first + plan.shots[i].last) / 2;
    const auto seen = film.shots_of(middle);
    for (const std::size_t s : seen) film.build(s);
    const media::Picture picture = film.frame(middle);
    const media::Plane luma = picture.plane(0);
    int low = 255, high = 0;
    for (int y = 0; y < luma.height_px; ++y)
      for (int x = 0; x < luma.width_px; ++x) {
        low = std::min<int>(low, luma.data[y * luma.stride_bytes + x]);
        high = std::max<int>(high, luma.data[y * luma.stride_bytes + x]);
      }
    const Shot& shot = script().shots[plan.shots[i].index];
    if (shot.kind == "black")
      EXPECT_EQ(high, 16) << shot.name;
    else
      EXPECT_GT(high - low, 20) << shot.name;
    for (const std::size_t s : seen) film.release(s);
  }
}

TEST(Film, IsTheSameEachTime) {
  const Plan plan = plan_film(script(), 14);
  Film one(script(), plan, 160, 90), other(script(), plan, 160, 90);
  for (std::size_t s = 0; s < plan.shots.size(); ++s) {
    one.build(s);
    other.build(s);
  }
  for (std::int64_t n = 0; n < plan.frames; n += 7)
    EXPECT_EQ(hash_of(one.frame(n)), hash_of(other.frame(n))) << n;
  const auto cues = plan_score(script(), plan);
  EXPECT_EQ(to_truth(script(), plan, cues, 160, 90, ""),
            to_truth(script(), plan_film(script(), 14), cues, 160, 90, ""));
  EXPECT_EQ(mix_soundtrack(script(), plan, cues), mix_soundtrack(script(), plan, cues));
}

class MakeSample : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder_ = ::testing::TempDir() + "/cinecut_sample_" + std::to_string(::getpid());
    files_ = make_sample(folder_, {.width_px = 160, .height_px = 90, .seconds = 36});
    truth_ = Json::parse(base::read_file(files_.truth));
  }
  static void TearDownTestSuite() { std::filesystem::remove_all(folder_); }

  static inline std::filesystem::path folder_;
  static inline SampleFiles files_;
  static inline Json truth_;
};

TEST_F(MakeSample, FilmIsAsLongAsItsTruthSays) {
  const media::FilmInfo info = media::probe(files_.film);
  EXPECT_EQ(info.video.width_px, 160);
  EXPECT_EQ(info.title, "Harrow Light");
  ASSERT_TRUE(info.audio.has_value());
  EXPECT_EQ(info.audio->rate_hz, 48000);
  media::VideoReader reader(files_.film);
  std::int64_t frames = 0;
  while (reader.next()) ++frames;
  EXPECT_EQ(frames, truth_["frames"].get<std::int64_t>());
  EXPECT_NEAR(base::to_seconds(info.duration), truth_["duration_s"].get<double>(), 0.05);
}

TEST_F(MakeSample, SubtitlesAreTheDialogue) {
  std::istringstream text(base::read_file(files_.subtitles));
  std::string number, times;
  for (const Json& line : truth_["dialogue"]) {
    ASSERT_TRUE(std::getline(text, number) && std::getline(text, times));
    int h = 0, m = 0, s = 0, ms = 0;
    char mark = 0;
    std::istringstream start(times);
    ASSERT_TRUE(start >> h >> mark >> m >> mark >> s >> mark >> ms) << times;
    EXPECT_NEAR(h * 3600 + m * 60 + s + ms / 1000.0, line["start_s"].get<double>(), 0.001);
    std::string words, row;
    while (std::getline(text, row) && !row.empty()) words += (words.empty() ? "" : " ") + row;
    EXPECT_EQ(words, line["text"].get<std::string>());
  }
  EXPECT_FALSE(std::getline(text, number));
}

TEST_F(MakeSample, CutsAreWhereTheTruthHasThem) {
  // Somewhere on both sides of every cut the pictures differ more than within the shots.
  media::VideoReader reader(files_.film);
  std::vector<std::vector<std::uint8_t>> lumas;
  while (const auto picture = reader.next()) {
    const media::Plane p = picture->plane(0);
    std::vector<std::uint8_t> luma;
    for (int y = 0; y < p.height_px; y += 3)
      for (int x = 0; x < p.width_px; x += 3) luma.push_back(p.data[y * p.stride_bytes + x]);
    lumas.push_back(std::move(luma));
  }
  const auto change = [&](std::size_t n) {
    double sum = 0;
    for (std::size_t i = 0; i < lumas[n].size(); ++i)
      sum += std::abs(lumas[n][i] - lumas[n - 1][i]);
    return sum / static_cast<double>(lumas[n].size());
  };
  int cuts = 0;
  for (const Json& shot : truth_["shots"]) {
    const auto first = shot["start_frame"].get<std::size_t>();
    if (first == 0 || shot["join"]["kind"] != "cut") continue;
    ++cuts;
    EXPECT_GT(change(first), 4 * std::max(change(first - 1), change(first + 1)) + 1)
        << shot["name"];
  }
  EXPECT_GE(cuts, 1);
}

}  // namespace
}  // namespace sample_film
