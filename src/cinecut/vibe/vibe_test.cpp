#include "cinecut/vibe/vibe.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.h"
#include "base/files.h"

namespace cinecut {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

std::string message_of(const std::function<void()>& call) {
  try {
    call();
  } catch (const base::Error& e) {
    EXPECT_EQ(e.kind(), base::ErrorKind::usage);
    return e.what();
  }
  return "(no error)";
}

const std::string kHeader =
    "name,temp_shift,saturation,contrast,brightness,lufs_target,act1_avg_cut_s,act2_avg_cut_s,"
    "act3_avg_cut_s,clip_count_min,clip_count_max,dialogue_ratio,primary_transition,"
    "secondary_transition,bpm,bpm_min,bpm_max\n";
const std::string kRow =
    "noir,-0.01,0.2,1.3,-0.02,-18,6,4,2.5,15,25,0.5,hard_cut,fade_to_black,90,70,120\n";

TEST(BuiltInVibes, AreEighteenInAlphabeticalOrder) {
  const auto& vibes = built_in_vibes();
  ASSERT_EQ(vibes.size(), 18u);
  EXPECT_TRUE(std::is_sorted(vibes.begin(), vibes.end(),
                             [](const Vibe& a, const Vibe& b) { return a.name < b.name; }));
}

TEST(BuiltInVibes, GetFasterActByAct) {
  for (const Vibe& v : built_in_vibes()) {
    EXPECT_GT(v.average_shot[0], v.average_shot[1]) << v.name;
    EXPECT_GT(v.average_shot[1], v.average_shot[2]) << v.name;
    EXPECT_LE(v.bpm_min, v.bpm);
    EXPECT_LE(v.bpm, v.bpm_max);
    EXPECT_LE(v.shots_min, v.shots_max);
  }
}

TEST(BuiltInVibes, HaveTheValuesOfTheDocument) {
  const std::string document = base::read_file(VIBES_DOCUMENT);
  const auto begin = document.find("```csv\n") + 7;
  const auto table = document.substr(begin, document.find("```", begin) - begin);
  EXPECT_EQ(parse_vibes(table), built_in_vibes());
}

TEST(BuiltInVibes, SciFiIsColdAndLoud) {
  const Vibe& v = find_vibe(built_in_vibes(), "sci-fi");
  EXPECT_DOUBLE_EQ(v.temperature_shift, -0.08);
  EXPECT_DOUBLE_EQ(v.loudness_lufs, -14);
  EXPECT_EQ(v.average_shot[1], 3500ms);
  EXPECT_EQ(v.secondary, Transition::fade_to_black);
}

TEST(ToCsv, IsReadBackAsTheSameVibes) {
  EXPECT_EQ(parse_vibes(to_csv(built_in_vibes())), built_in_vibes());
}

TEST(ParseVibes, ReadsColumnsInAnyOrderWithQuotesCommentsAndCarriageReturns) {
  const auto vibes = parse_vibes(
      "\xEF\xBB\xBF# "
      "mine\r\nbpm,bpm_min,bpm_max,\"name\",temp_shift,saturation,contrast,brightness,"
      "lufs_target,act1_avg_cut_s,act2_avg_cut_s,act3_avg_cut_s,clip_count_min,clip_count_max,"
      "dialogue_ratio,primary_transition,secondary_transition\r\n\r\n"
      " 90 , 70,120, \"noir, but nice\" ,0,0.2,1.3,0,-18,6,4,2.5,15,25,0.5,crossfade,"
      "fade_to_white\r\n");
  ASSERT_EQ(vibes.size(), 1u);
  EXPECT_EQ(vibes[0].name, "noir, but nice");
  EXPECT_EQ(vibes[0].bpm, 90);
  EXPECT_EQ(vibes[0].primary, Transition::crossfade);
  EXPECT_EQ(vibes[0].secondary, Transition::fade_to_white);
  EXPECT_EQ(parse_vibes(to_csv(vibes)), vibes);
}

TEST(ParseVibes, SaysWhereAndWhatIsWrong) {
  const auto with = [](std::string from, std::string to) {
    std::string row = kRow;
    row.replace(row.find(from), from.size(), to);
    return kHeader + kRow + row;
  };
  struct {
    std::string csv;
    std::string expected;
  } const cases[] = {
      {"", "line 1, column 1: the file is empty"},
      {kHeader, "there is no vibe below"},
      {with("-0.01", "warm"), "line 3, column 6: temp_shift must be a number, not \"warm\""},
      {with("1.3", "nan"), "line 3, column 16: contrast must be a number, not \"nan\""},
      {with("1.3", "9"), "contrast must be from 0.1 to 3, not 9"},
      {with("15,", "15.5,"), "clip_count_min must be a whole number"},
      {with("hard_cut", "wipe"), "primary_transition must be hard_cut, crossfade"},
      {with("15,25", "25,15"), "clip_count_min is greater than clip_count_max"},
      {with("90,70,120", "60,70,120"), "bpm must lie between"},
      {with(",120", ""), "line 3, column 1: expected 17 values, as in the first line"},
      {kHeader + kRow + kRow, "line 3, column 1: there are two vibes \"noir\""},
      {with("noir", "Noir"), "line 3, column 1: there are two vibes \"Noir\""},
      {with("noir", "../noir"), "line 3, column 1: the name becomes a part of file names"},
      {with("noir", "\"noir"), "a quotation mark is never closed"},
      {with("noir", "\"noir\" x"), "line 3, column 8: expected a comma"},
      {"name,colour\n", "line 1, column 6: there is no column \"colour\""},
      {"name,bpm,bpm\n", "line 1, column 10: the column bpm stands here a second time"},
      {"name,bpm\n", "the column temp_shift is missing"},
  };
  for (const auto& c : cases)
    EXPECT_THAT(message_of([&] { parse_vibes(c.csv); }), HasSubstr(c.expected)) << c.csv;
}

TEST(VibesWith, AddsOwnVibesAndReplacesBuiltInOnes) {
  std::string drama = kRow;
  drama.replace(0, 4, "Drama");
  const auto vibes = vibes_with(kHeader + kRow + drama);
  EXPECT_EQ(vibes.size(), 19u);
  EXPECT_EQ(find_vibe(vibes, "drama").bpm, 90);
  EXPECT_EQ(find_vibe(vibes, "noir").saturation, 0.2);
}

TEST(FindVibe, NamesTheClosestOne) {
  struct {
    std::string_view name;
    std::string expected;
  } const cases[] = {
      {"acton", "Did you mean \"action\"?"},     {"scifi", "Did you mean \"sci-fi\"?"},
      {"triller", "Did you mean \"thriller\"?"}, {"doc", "Did you mean \"documentary\"?"},
      {"horrro", "Did you mean \"horror\"?"},    {"commedy", "Did you mean \"comedy\"?"},
  };
  for (const auto& c : cases)
    EXPECT_THAT(message_of([&] { find_vibe(built_in_vibes(), c.name); }), HasSubstr(c.expected));
}

TEST(FindVibe, DoesNotGuessWhenNothingIsNearButListsAll) {
  const auto message = message_of([] { find_vibe(built_in_vibes(), "qqqqqqqq"); });
  EXPECT_THAT(message, Not(HasSubstr("Did you mean")));
  EXPECT_THAT(message, HasSubstr("action, adventure"));
  EXPECT_THAT(message, HasSubstr("western."));
}

TEST(VibeNamed, DoesNotMindCaseAndKnowsWhatIsMissing) {
  ASSERT_NE(vibe_named(built_in_vibes(), "THRILLER"), nullptr);
  EXPECT_EQ(vibe_named(built_in_vibes(), "THRILLER")->name, "thriller");
  EXPECT_EQ(vibe_named(built_in_vibes(), "noir"), nullptr);
}

TEST(FindVibe, DoesNotMindCase) { EXPECT_EQ(find_vibe(built_in_vibes(), "Sci-Fi").name, "sci-fi"); }

}  // namespace
}  // namespace cinecut
