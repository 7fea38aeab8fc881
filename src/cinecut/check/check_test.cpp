#include "cinecut/check/check.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>

#include "base/error.h"
#include "base/files.h"
#include "cinecut/check/internal/testing_trailer.h"
#include "media/testing.h"

namespace cinecut::check {
namespace {

using namespace testing_trailer;  // NOLINT(google-build-using-namespace)
using namespace std::chrono_literals;

CheckReport checked(const Trailer& trailer,
                    const vibe::Vibe& vibe = vibe::find_vibe(vibe::built_in_vibes(), "thriller")) {
  const testing_media::TempFolder folder;
  write(trailer, folder / "trailer.mp4");
  return check_trailer(folder / "trailer.mp4", trailer.manifest, vibe);
}

std::vector<std::string> broken(const CheckReport& report) {
  std::vector<std::string> names;
  for (const Rule& rule : report.rules) {
    if (!rule.holds) names.push_back(rule.name);
  }
  return names;
}

std::string sentences(const CheckReport& report) {
  std::string all;
  for (const Rule& rule : report.rules) all += rule.sentence + "\n";
  return all;
}

double value_of(const CheckReport& report, const std::string& name) {
  for (const Rule& rule : report.rules) {
    if (rule.name == name) return rule.value;
  }
  ADD_FAILURE() << "no rule " << name;
  return 0;
}

using Names = std::vector<std::string>;

TEST(CheckTrailer, PassesATrailerInOrder) {
  const Trailer trailer = good_trailer();
  const CheckReport report = checked(trailer);
  EXPECT_EQ(broken(report), Names{}) << sentences(report);
  EXPECT_TRUE(report.passes());
  ASSERT_EQ(report.thumbnails.size(), trailer.manifest.clips.size());
  for (const std::string& jpeg : report.thumbnails) EXPECT_TRUE(jpeg.starts_with("\xFF\xD8"));
  Names names;
  for (const Rule& rule : report.rules) names.push_back(rule.name);
  EXPECT_EQ(names,
            (Names{"cuts_on_beats", "cuts_where_planned", "no_stray_cuts", "no_source_twice",
                   "acts_quicken", "no_black_or_frozen", "loudness", "true_peak", "lengths_match",
                   "constant_frame_rate", "picture_format", "shortest_shot", "pace"}));
  EXPECT_EQ(value_of(report, "cuts_on_beats"), 1);
  EXPECT_EQ(value_of(report, "cuts_where_planned"), 1);
  EXPECT_NEAR(report.programme_lufs, -16, 0.3);
  EXPECT_EQ(report.picture_length, trailer.manifest.length);
  EXPECT_NEAR(base::to_seconds(report.sound_length), base::to_seconds(trailer.manifest.length),
              0.03);
  // Every join of two clips, the silence's two borders, the title.
  EXPECT_EQ(report.cuts.size(), 2u + 1 + 3 + 2 + 5 + 1);
  EXPECT_EQ(report.cuts.front(), at(48));
  EXPECT_EQ(report.loudness_lufs.size(), 160u);
}

TEST(CheckTrailer, HearsThatCutsMissTheBeats) {
  Trailer trailer = good_trailer();
  for (base::TrailerTime& beat : trailer.manifest.beats) beat += 200ms;
  EXPECT_EQ(broken(checked(trailer)), Names{"cuts_on_beats"});
}

TEST(CheckTrailer, TellsWhetherCardsCanBeRead) {
  Trailer trailer = good_trailer();
  auto& card = trailer.manifest.titles.front();  // Of two seconds.
  card.kind = "card";
  card.text = "Nobody was told";
  const CheckReport report = checked(trailer);
  EXPECT_EQ(broken(report), Names{});
  EXPECT_NE(sentences(report).find("The card stands long enough to be read, without a line."),
            std::string::npos);
  card.text = "Nobody was told the whole truth";
  EXPECT_EQ(broken(checked(trailer)), Names{"cards_can_be_read"});
  card.text = "Nobody was told";
  trailer.manifest.clips.back().dialogue = "Run!";
  EXPECT_EQ(broken(checked(trailer)), Names{});
  trailer.manifest.clips.back().sound_tail = 200ms;
  EXPECT_EQ(broken(checked(trailer)), Names{"cards_can_be_read"});
}

TEST(CheckTrailer, AllowsOneFrameBetweenCutAndBeat) {
  Trailer trailer = good_trailer();
  for (base::TrailerTime& beat : trailer.manifest.beats) beat += 41ms;
  EXPECT_EQ(broken(checked(trailer)), Names{});
}

TEST(CheckTrailer, SeesThatPlannedCutsAreNotThere) {
  Trailer trailer = good_trailer();
  for (std::size_t i = 0; i < 144; ++i) trailer.pictures[i] = {1, static_cast<int>(i), 1};
  EXPECT_EQ(broken(checked(trailer)), Names{"cuts_where_planned"});
}

TEST(CheckTrailer, SeesAShotChangeInsideAClip) {
  Trailer trailer = good_trailer();
  for (std::size_t i = 24; i < 48; ++i) trailer.pictures[i].scene = 40;
  const CheckReport report = checked(trailer);
  EXPECT_EQ(broken(report), Names{"no_stray_cuts"}) << sentences(report);
  EXPECT_NE(sentences(report).find("0:01.00"), std::string::npos) << sentences(report);
}

TEST(CheckTrailer, SeesAShotChangeTwoFramesFromAClipsEnd) {
  for (const std::size_t last : {1u, 2u}) {
    Trailer trailer = good_trailer();
    // The last pictures of the second clip belong to something else.
    for (std::size_t i = 96 - last; i < 96; ++i) trailer.pictures[i].scene = 40;
    EXPECT_EQ(broken(checked(trailer)), Names{"no_stray_cuts"}) << last;
  }
}

TEST(CheckTrailer, DoesNotTakeAFlashForAShotChange) {
  Trailer trailer = good_trailer();
  for (std::size_t i = 24; i < 26; ++i) trailer.pictures[i].light = 1.6;
  EXPECT_EQ(broken(checked(trailer)), Names{});
}

TEST(CheckTrailer, SeesThatASourceIsUsedTwice) {
  Trailer trailer = good_trailer();
  std::vector<edit::Clip>& clips = trailer.manifest.clips;
  clips[5].source = {clips[1].source.start + 500ms, clips[1].source.start + 1500ms};
  EXPECT_EQ(broken(checked(trailer)), Names{"no_source_twice"});
}

TEST(CheckTrailer, SeesThatActsDoNotQuicken) {
  Builder builder;
  for (int i = 0; i < 3; ++i) builder.clip(edit::Part::act_1, 48);
  for (int i = 0; i < 4; ++i) builder.clip(edit::Part::act_2, 24);
  for (int i = 0; i < 4; ++i) builder.clip(edit::Part::act_3, 36);
  EXPECT_EQ(broken(checked(builder.finish())), Names{"acts_quicken"});
}

TEST(CheckTrailer, SeesBlackInsideAClip) {
  Trailer trailer = good_trailer();
  for (int i = 0; i < 40; ++i) {  // Slowly down and up: no cut.
    trailer.pictures[static_cast<std::size_t>(i + 4)].light =
        std::clamp(std::abs(i - 20) / 18.0 - 0.12, 0.0, 1.0);
  }
  const CheckReport report = checked(trailer);
  EXPECT_EQ(broken(report), Names{"no_black_or_frozen"}) << sentences(report);
  EXPECT_NE(sentences(report).find("black at"), std::string::npos);
}

TEST(CheckTrailer, SeesAPictureThatStandsStill) {
  Trailer trailer = good_trailer();
  for (int i = 10; i < 48; ++i) {
    trailer.pictures[static_cast<std::size_t>(i)].step = std::max(10, i - 30);
  }
  const CheckReport report = checked(trailer);
  EXPECT_EQ(broken(report), Names{"no_black_or_frozen"}) << sentences(report);
  EXPECT_NE(sentences(report).find("stands still at"), std::string::npos);
}

TEST(CheckTrailer, AllowsBlackInAFade) {
  Trailer trailer = good_trailer();
  edit::Clip& clip = trailer.manifest.clips[1];
  clip.transition = edit::Transition::fade_to_black;
  clip.transition_length = 1s;
  for (int i = 0; i < 24; ++i) {
    trailer.pictures[static_cast<std::size_t>(36 + i)].light =
        std::clamp(std::abs(i - 11.5) / 10 - 0.2, 0.0, 1.0);
  }
  const CheckReport report = checked(trailer);
  EXPECT_EQ(broken(report), Names{}) << sentences(report);
}

TEST(CheckTrailer, HearsTheWrongLoudness) {
  EXPECT_EQ(broken(checked(good_trailer(-17.2))), Names{"loudness"});
}

TEST(CheckTrailer, AsksForTheLoudnessOfTheVibeItIsGiven) {
  vibe::Vibe quiet = vibe::find_vibe(vibe::built_in_vibes(), "thriller");
  quiet.loudness_lufs = -20;
  EXPECT_EQ(broken(checked(good_trailer(-20), quiet)), Names{});
  EXPECT_EQ(broken(checked(good_trailer(-16), quiet)), Names{"loudness"});
  quiet.loudness_tolerance_lu = 4.5;
  EXPECT_EQ(broken(checked(good_trailer(-16), quiet)), Names{});
}

TEST(CheckTrailer, HearsPeaksThatAreTooHigh) {
  Trailer trailer = good_trailer();
  for (int i = 1; i < 3; ++i) {
    const auto start = static_cast<std::size_t>(i) * 24000;
    for (std::size_t n = 0; n < 120; ++n) {
      const auto s = static_cast<float>(0.99 * std::sin(0.78 * static_cast<double>(n)));
      trailer.sound.samples[start + n * 2] = trailer.sound.samples[start + n * 2 + 1] = s;
    }
  }
  EXPECT_EQ(broken(checked(trailer)), Names{"true_peak"});
}

TEST(CheckTrailer, SeesThatSoundEndsBeforeThePicture) {
  Trailer trailer = good_trailer();
  trailer.sound.samples.resize(trailer.sound.samples.size() - 2 * 1600);
  EXPECT_EQ(broken(checked(trailer)), Names{"lengths_match"});
}

TEST(CheckTrailer, SeesAShotTooShortToRead) {
  Builder builder;
  for (int i = 0; i < 3; ++i) builder.clip(edit::Part::act_1, 48);
  for (int i = 0; i < 4; ++i) builder.clip(edit::Part::act_2, 24);
  for (int i = 0; i < 6; ++i) builder.clip(edit::Part::act_3, 12);
  builder.clip(edit::Part::act_3, 4).clip(edit::Part::act_3, 8).title(60);
  Trailer trailer = builder.finish();
  trailer.manifest.beats.push_back(trailer.manifest.clips.back().trailer.start);
  EXPECT_EQ(broken(checked(trailer)), Names{"shortest_shot"});
}

/// What can be told of a film without a manifest.
CheckReport checked_film(const testing_media::FilmOptions& options, const std::string& name) {
  const testing_media::TempFolder folder;
  testing_media::make_film(folder / name,
                           {{.length = 1s,
                             .rgb = testing_media::kRed,
                             .pattern = testing_media::Pattern::texture,
                             .pan_px = 1,
                             .seed = 1,
                             .tone_hz = 300},
                            {.length = 1s,
                             .rgb = testing_media::kBlue,
                             .pattern = testing_media::Pattern::texture,
                             .pan_px = 1,
                             .seed = 7,
                             .tone_hz = 500}},
                           options);
  return check_trailer(folder / name, {}, {});
}

TEST(CheckTrailer, TellsWithoutAManifestWhatItCan) {
  const CheckReport report = checked_film({}, "film.mp4");
  Names names;
  for (const Rule& rule : report.rules) names.push_back(rule.name);
  EXPECT_EQ(names, (Names{"true_peak", "lengths_match", "constant_frame_rate", "picture_format",
                          "shortest_shot", "pace"}));
  EXPECT_EQ(broken(report), Names{}) << sentences(report);
  EXPECT_EQ(report.cuts, std::vector{at(24)});
}

TEST(CheckTrailer, SeesHolesInTime) {
  testing_media::FilmOptions options;
  options.is_dropped = [](int n) { return n == 30; };
  const CheckReport report = checked_film(options, "film.mkv");
  EXPECT_EQ(broken(report), Names{"constant_frame_rate"}) << sentences(report);
}

TEST(CheckTrailer, SeesTheWrongPictureFormat) {
  testing_media::FilmOptions ten_bit, untagged, anamorphic, turned, mirrored;
  ten_bit.is_10_bit = true;
  untagged.colour = {2, 2, 2, false};
  anamorphic.sample_aspect = {4, 3};
  turned.rotation_degrees = 90;
  mirrored.is_mirrored = true;
  for (const auto& options : {ten_bit, untagged, anamorphic, turned, mirrored}) {
    const CheckReport report = checked_film(options, "film.mp4");
    EXPECT_EQ(broken(report), Names{"picture_format"}) << sentences(report);
  }
}

TEST(CheckTrailer, SaysThatThereIsNoSound) {
  testing_media::FilmOptions options;
  options.sound.clear();
  const CheckReport report = checked_film(options, "film.mp4");
  EXPECT_EQ(broken(report), Names{"lengths_match"});
  EXPECT_NE(sentences(report).find("there is no sound"), std::string::npos);
}

TEST(CheckTrailer, TakesAFileThatIsNoTrailer) {
  const testing_media::TempFolder folder;
  base::write_file_atomically(folder / "text.mp4", "not a movie");
  EXPECT_THROW(check_trailer(folder / "text.mp4", {}, {}), base::Error);
  EXPECT_THROW(check_trailer(folder / "none.mp4", {}, {}), base::Error);
}

TEST(CheckTrailer, TakesAManifestThatDoesNotFit) {
  Trailer trailer = good_trailer();
  trailer.pictures.resize(60);  // The rest was never written.
  trailer.sound.samples.resize(20000 * 2);
  const CheckReport report = checked(trailer);
  EXPECT_FALSE(report.passes());
}

TEST(CheckTrailer, StopsWhenAsked) {
  const testing_media::TempFolder folder;
  const Trailer trailer = good_trailer();
  write(trailer, folder / "trailer.mp4");
  std::stop_source stop;
  stop.request_stop();
  try {
    check_trailer(folder / "trailer.mp4", {}, {}, {{}, stop.get_token()});
    FAIL();
  } catch (const base::Error& e) {
    EXPECT_EQ(e.kind(), base::ErrorKind::cancelled);
  }
}

TEST(CheckReport, AsJsonHoldsEverything) {
  CheckReport report;
  report.rules.push_back({"true_peak", false, -0.5, -1, "Too \"high\"."});
  report.cuts = {base::trailer_time(1.5)};
  report.loudness_lufs = {-20.04f};
  report.programme_lufs = -16.02;
  const auto json = nlohmann::json::parse(to_json(report));
  EXPECT_FALSE(json["passes"]);
  EXPECT_EQ(json["rules"][0]["name"], "true_peak");
  EXPECT_FALSE(json["rules"][0]["holds"]);
  EXPECT_EQ(json["rules"][0]["sentence"], "Too \"high\".");
  EXPECT_EQ(json["cuts_s"][0], 1.5);
  EXPECT_EQ(json["loudness_lufs"][0], -20.0);
  EXPECT_EQ(json["programme_lufs"], -16.02);
}

}  // namespace
}  // namespace cinecut::check
