#include "cinecut/edit/manifest.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <limits>

#include "base/error.h"
#include "base/log.h"
#include "cinecut/edit/explain.h"
#include "cinecut/edit/internal/testing_manifest.h"

namespace cinecut::edit {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  const auto at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  if (at != std::string::npos) text.replace(at, from.size(), to);
  return text;
}

std::string error_of(std::string_view json, base::Duration film = {}) {
  try {
    manifest_from_json(json, film);
  } catch (const base::Error& error) {
    EXPECT_EQ(error.kind(), base::ErrorKind::usage);
    return error.what();
  }
  return "no error";
}

int line_with(const std::string& text, std::string_view what) {
  const auto at = text.find(what);
  EXPECT_NE(at, std::string::npos) << what;
  return 1 + static_cast<int>(std::count(text.begin(), text.begin() + static_cast<long>(at), '\n'));
}

/// The shortest manifest there is.
constexpr std::string_view kSmall = R"({
  "source": "film.mkv",
  "vibe": "drama",
  "clips": [
    {"source_start_s": 10, "source_end_s": 12.5},
    {"source_start_s": 20, "source_end_s": 21}
  ]
})";

TEST(ManifestJson, ReadsWhatItWroteToTheNanosecond) {
  const auto m = sample_manifest();
  const auto json = to_json(m);
  const auto read = manifest_from_json(json, 600s);
  EXPECT_EQ(to_json(read), json);
  EXPECT_TRUE(read == m);
}

TEST(ManifestJson, KeepsEveryTimeOfALongFilmExact) {
  for (std::int64_t ns :
       {1LL, 999'999'999LL, 1'000'000'001LL, 86'399'999'999'999LL, 1'000'000'123'456'789LL}) {
    auto m = sample_manifest();
    m.clips[0].source.start = base::FilmTime(base::Duration{ns});
    m.clips[0].source.end = m.clips[0].source.start + m.clips[0].trailer.length();
    EXPECT_EQ(manifest_from_json(to_json(m)).clips[0].source, m.clips[0].source) << ns;
  }
}

TEST(ManifestJson, LaysClipsEndToEndIfNoneSaysItsPlace) {
  const auto m = manifest_from_json(kSmall);
  EXPECT_EQ(m.clips[0].trailer,
            (base::TrailerRange{base::trailer_time(0), base::trailer_time(2.5)}));
  EXPECT_EQ(m.clips[1].trailer,
            (base::TrailerRange{base::trailer_time(2.5), base::trailer_time(3.5)}));
  EXPECT_EQ(m.length, 3500ms);
  EXPECT_EQ(m.frame_rate.num, 0);
}

TEST(ManifestJson, PutsTrailerTimesOnFrames) {
  auto json = to_json(sample_manifest());
  json = replaced(json, "\"trailer_end_s\": 4.170833333", "\"trailer_end_s\": 4.18");
  EXPECT_EQ(manifest_from_json(json).clips[0].trailer.end, frame(100));
  auto m = manifest_from_json(kSmall);
  set_frame_rate(m, kRate);
  EXPECT_EQ(m.clips[0].trailer.end, frame(60));
  EXPECT_EQ(m.clips[1].trailer.end, frame(84));
  EXPECT_THAT(problems(m, 600s), IsEmpty());
}

TEST(ManifestJson, NamesLineAndFieldOfABadEdit) {
  const auto good = to_json(sample_manifest());
  struct {
    std::string_view from, to, field, sentence;
  } cases[] = {
      {"\"source_end_s\": 206.673333333", "\"source_end_s\": 806.673333333", "806.67",
       "clips[2].source_end_s (806.673333333) is past the end of the film (600)"},
      {"\"transition\": \"crossfade\"", "\"transition\": \"wipe\"", "wipe",
       "clips[1].transition is \"wipe\"; it may be hard_cut, crossfade, fade_to_black, "
       "fade_to_white"},
      {"\"trailer_start_s\": 4.170833333", "\"trailer_start_s\": 4.1", "4.1,",
       "clips[1].trailer_start_s (4.087416667) is before clips[0].trailer_end_s (4.170833333)"},
      {"\"score\": 0.625", "\"score\": 7", "\"score\": 7",
       "clips[0].score must be from 0 to 1, not 7"},
      {"\"act\": 3", "\"act\": \"three\"", "three", "clips[2].act must be a number, not a string"},
      {"\"act\": 3", "\"act\": 2.5", "2.5", "clips[2].act must be a whole number, not 2.5"},
      {"\"source_start_s\": 200.0", "\"source_start_s\": -1", "-1",
       "clips[2].source_start_s must be from 0 to"},
      {"\"source_start_s\": 200.0", "\"source_start_s\": 1e300", "1e300",
       "clips[2].source_start_s must be from 0 to"},
      {"\"frame_rate\": \"24000/1001\"", "\"frame_rate\": \"24/0\"", "24/0",
       "frame_rate must be a fraction"},
      {"\"schema_version\": \"3.0\"", "\"schema_version\": \"4.0\"", "4.0",
       "schema_version is \"4.0\"; this program reads 1.0, 2.0 and 3.x"},
      {"\"kind\": \"end\"", "\"kind\": \"logo\"", "logo",
       "titles[2].kind is \"logo\"; it may be title, card, end"},
  };
  for (const auto& c : cases) {
    const auto bad = replaced(good, c.from, c.to);
    const auto error = error_of(bad, 600s);
    EXPECT_THAT(error, HasSubstr(c.sentence));
    EXPECT_THAT(error, HasSubstr("line " + std::to_string(line_with(bad, c.field)) + ": "));
  }
}

TEST(ManifestJson, SaysThatAnEndMustFollowItsStart) {
  const auto bad = replaced(std::string(kSmall), "\"source_end_s\": 12.5", "\"source_end_s\": 9");
  EXPECT_EQ(error_of(bad),
            "line 5: clips[0].source_end_s must be greater than source_start_s (10)\n"
            "line 5: clips[0].trailer_end_s must be greater than trailer_start_s (0)");
}

TEST(ManifestJson, NamesBothLengthsOfAClipTrimmedOnOneClockOnly) {
  const auto bad = replaced(to_json(sample_manifest()), "\"source_end_s\": 206.673333333",
                            "\"source_end_s\": 204");
  const auto error = error_of(bad);
  EXPECT_THAT(error, HasSubstr("clips[2].trailer_end_s: the clip lasts 6.673333333 s in the "
                               "trailer, but 4 s are taken from the film"));
}

TEST(ManifestJson, WantsPlacesForAllClipsOrNone) {
  const auto bad = replaced(to_json(sample_manifest()), "\"trailer_end_s\": 4.170833333,", "");
  EXPECT_THAT(error_of(bad), HasSubstr("clips[0].trailer_end_s is missing"));
}

TEST(ManifestJson, ListsEveryMistakeAtOnce) {
  EXPECT_EQ(error_of("{\n\"clips\": [\n{\"source_start_s\": true}\n]\n}"),
            "line 1: source is missing\n"
            "line 1: vibe is missing\n"
            "line 3: clips[0].source_end_s is missing\n"
            "line 3: clips[0].source_start_s must be a number, not true or false");
}

TEST(ManifestJson, NamesLineAndColumnOfASyntaxError) {
  EXPECT_THAT(error_of("{\n  \"source\": \"a\",\n  \"vibe\" \"x\"\n}"),
              HasSubstr("line 3, column "));
  for (const auto* bad : {"", "nonsense", "{", "[1, 2", "{\"a\": 1,}", "{\"a\": 1e999}",
                          "{\"a\": NaN}", "\xff\xfe", "{\"a\": \"\xff\"}", "{} {}"}) {
    EXPECT_THAT(error_of(bad), HasSubstr("this is not JSON")) << bad;
  }
  EXPECT_THAT(error_of("{\"source\": \"a\", \"source\": \"b\"}"), HasSubstr("given twice"));
  EXPECT_THAT(error_of(std::string(100'000, '[')), HasSubstr("nested deeper"));
}

TEST(ManifestJson, RefusesWhatIsNotAnObject) {
  for (const auto* bad : {"[]", "null", "3", "\"text\""}) {
    EXPECT_THAT(error_of(bad), HasSubstr("must be an object")) << bad;
  }
}

TEST(ManifestJson, IgnoresUnknownFieldsWithOneWarning) {
  std::vector<std::string> warnings;
  base::set_log_listener(
      [&](base::LogLevel, const std::string& text) { warnings.push_back(text); });
  auto json = replaced(std::string(kSmall), "\"vibe\"", "\"note\": {\"deep\": [1]}, \"vibe\"");
  json = replaced(json, "\"source_end_s\": 21", "\"source_end_s\": 21, \"colour\": \"red\"");
  EXPECT_EQ(manifest_from_json(json).clips.size(), 2u);
  base::set_log_listener([](base::LogLevel, const std::string&) {});
  ASSERT_EQ(warnings.size(), 1u);
  EXPECT_THAT(warnings[0], HasSubstr("2 fields that are not known"));
}

TEST(ManifestJson, ReadsVersionTwoOfTheEarlierSystem) {
  const auto m = manifest_from_json(R"({
    "schema_version": "2.0", "source_file": "/films/a.mkv", "vibe": "SciFi",
    "structural_anchors": {"begin_t": 5.0, "escalation_t": 45.0, "climax_t": 80.0, "source": "llm"},
    "bpm_grid": {"bpm": 128.0, "beat_count": 10, "source": "librosa"},
    "music_bed": {"track_id": "1", "track_name": "Rise", "artist_name": "Ann", "bpm": null,
                  "license_ccurl": "CC BY 4.0", "local_path": "m.mp3"},
    "clips": [
      {"source_start_s": 10.0, "source_end_s": 14.5, "beat_type": "inciting_incident",
       "act": "cold_open", "transition": "hard_cut", "dialogue_excerpt": "Something is wrong.",
       "reasoning": "why", "visual_analysis": "a door", "money_shot_score": 0.5,
       "subtitle_analysis": null, "narrative_zone": "BEGINNING"},
      {"source_start_s": 90.0, "source_end_s": 92.0, "beat_type": "climax_peak", "act": "act3"}]})",
                                    100s);
  EXPECT_EQ(m.schema_version, "3.0");
  EXPECT_EQ(m.film, "/films/a.mkv");
  EXPECT_EQ(m.vibe, "sci-fi");
  EXPECT_EQ(m.anchors.escalation, base::film_time(45));
  EXPECT_EQ(m.bpm, 128);
  EXPECT_EQ(m.music.source, "m.mp3");
  EXPECT_THAT(m.music.attribution, HasSubstr("Ann"));
  ASSERT_EQ(m.clips.size(), 2u);
  EXPECT_EQ(m.clips[0].part, Part::cold_open);
  EXPECT_EQ(m.clips[0].dialogue, "Something is wrong.");
  EXPECT_EQ(m.clips[0].description.visual_content, "a door");
  EXPECT_EQ(m.clips[1].act, 3);
  EXPECT_EQ(m.clips[1].zone, Zone::climax);
  EXPECT_EQ(m.clips[1].trailer.end, base::trailer_time(6.5));
  EXPECT_THAT(error_of(R"({"source_file": "f", "vibe": "x", "clips": [
    {"source_start_s": 1, "source_end_s": 2, "beat_type": "breath", "act": "act9"}]})"),
              HasSubstr("line 2: clips[0].act is \"act9\"; it may be cold_open, act1"));
}

TEST(Problems, AreNoneInAGoodManifest) {
  EXPECT_THAT(problems(sample_manifest(), 600s), IsEmpty());
}

TEST(Problems, NameTheField) {
  struct {
    void (*spoil)(Manifest&);
    std::string_view sentence;
  } cases[] = {
      {[](Manifest& m) { m.clips.clear(); }, "clips is empty"},
      {[](Manifest& m) { m.film.clear(); }, "source is empty"},
      {[](Manifest& m) { m.length = 0s; }, "length_s must be more than 0"},
      {[](Manifest& m) { m.clips[1].transition_length = 20s; }, "is longer than the clip"},
      {[](Manifest& m) {
         m.clips[2].transition = Transition::crossfade;
         m.clips[2].transition_length = 1s;
       },
       "clips[2].transition_length_s: there is black before this clip"},
      {[](Manifest& m) { m.clips[0].sound_lead = 20s; },
       "clips[0].sound_lead_s reaches before the film's start"},
      {[](Manifest& m) { m.clips[0].score = std::numeric_limits<float>::quiet_NaN(); },
       "clips[0].score must be"},
      {[](Manifest& m) { m.beats[3] = m.beats[2]; }, "beats.times_s[3] is not later"},
      {[](Manifest& m) { m.effects[0].time = base::trailer_time(21); },
       "effects[0].time_s is past length_s"},
      {[](Manifest& m) { m.voice[0].start = base::trailer_time(19.5); },
       "voice[0].trailer_start_s: the line ends after length_s"},
      {[](Manifest& m) { m.titles[1].trailer.end = base::trailer_time(30); },
       "titles[1].trailer_end_s is past length_s"},
      {[](Manifest& m) { m.music.segments[0].fade_in = 9s; },
       "music.segments[0].fade_out_s: the fades are longer"},
      {[](Manifest& m) { m.picture_area.height_px = 0; }, "picture_area must have a size"},
      {[](Manifest& m) { m.music.made_for = 9s; }, "music.made_for_s must be from 10 to 600"},
      {[](Manifest& m) { m.anchors.climax = base::film_time(31); }, "anchors must rise"},
  };
  for (const auto& c : cases) {
    auto m = sample_manifest();
    c.spoil(m);
    EXPECT_THAT(problems(m, 600s), ::testing::Contains(HasSubstr(c.sentence))) << c.sentence;
  }
}

TEST(Explain, TellsAPersonWhyAClipStandsThere) {
  const auto text = explain(sample_manifest(), 1);
  EXPECT_THAT(text, HasSubstr("Clip 1 of 3"));
  EXPECT_THAT(text, HasSubstr("motion      ##..................  0.10"));
  EXPECT_THAT(text, HasSubstr("It is dark."));
  EXPECT_THAT(text, HasSubstr("a house on fire"));
  EXPECT_THROW(explain(sample_manifest(), 3), base::Error);
  EXPECT_THROW(explain(sample_manifest(), -1), base::Error);
}

TEST(ExplainFilm, ShowsTurnsActsAndWhatIsHeardOverTheFilm) {
  const auto text = explain_film(sample_manifest(), 600s);
  EXPECT_THAT(text, HasSubstr("to 0:10:00"));
  // B at 5 %, E at 50 %, C at 83 % of sixty columns.
  EXPECT_THAT(text, HasSubstr("|..." + std::string("B") + std::string(26, '.') + "E" +
                              std::string(19, '.') + "C" + std::string(9, '.') + "|  priors"));
  EXPECT_THAT(text, HasSubstr("act 1       |.#........#"));
  EXPECT_THAT(text, HasSubstr("|  2 clips"));
  EXPECT_THAT(text, HasSubstr("threat     ANNA: Run!"));
  EXPECT_LT(text.find("We are late."), text.find("ANNA: Run!")) << "in film order";
  auto by_hand = sample_manifest();
  by_hand.anchors = {};
  EXPECT_THAT(explain_film(by_hand), Not(HasSubstr("climax")));
  EXPECT_NO_THROW((void)explain_film({}));
}

}  // namespace
}  // namespace cinecut::edit
