#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.h"
#include "base/files.h"
#include "cinecut/vibe/internal/columns.h"
#include "cinecut/vibe/vibe.h"

namespace cinecut::vibe {
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

TEST(Columns, AreAllInTheDocument) {
  const std::string document = base::read_file(VIBES_DOCUMENT);
  for (const Column& c : columns())
    EXPECT_THAT(document, HasSubstr("`" + std::string(c.name) + "`"));
  for (const Instrument& one : kInstruments)
    EXPECT_THAT(document, HasSubstr("`" + std::string(one.name) + "`"));
}

TEST(ToCsv, IsReadBackAsTheSameVibes) {
  EXPECT_EQ(parse_vibes(to_csv(built_in_vibes())), built_in_vibes());
}

TEST(ToCsv, KeepsWhatDiffersFromTheBuiltInVibeOfTheSameName) {
  std::vector<Vibe> own = built_in_vibes();
  for (std::size_t i = 0; i < own.size(); ++i) {
    const Vibe& other = built_in_vibes()[(i + 5) % own.size()];
    own[i].palette = other.palette;
    own[i].titles = other.titles;
    own[i].titles.glow = {0.123456, 0, 1};
    own[i].first_feeling = other.first_feeling;
    own[i].second_feeling = std::nullopt;
    own[i].loudness_tolerance_lu = 0.75;
  }
  EXPECT_EQ(parse_vibes(to_csv(own)), own);
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
  EXPECT_EQ(vibes[0].primary, edit::Transition::crossfade);
  EXPECT_EQ(vibes[0].secondary, edit::Transition::fade_to_white);
  EXPECT_EQ(parse_vibes(to_csv(vibes)), vibes);
}

TEST(ParseVibes, SaysWhereAndWhatIsWrong) {
  const auto with = [](const std::string& from, const std::string& to) {
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

/// The one vibe of a file with the usual columns and those of `columns`.
Vibe with_columns(const std::string& columns, const std::string& values,
                  const std::string& name = "noir") {
  std::string header = kHeader, row = kRow;
  header.insert(header.size() - 1, "," + columns);
  row.insert(row.size() - 1, "," + values);
  return parse_vibes(header + row.replace(0, 4, name)).front();
}

Vibe parsed(const std::string& csv) { return parse_vibes(csv).front(); }

TEST(ParseVibes, ReadsTitles) {
  const TitleStyle titles = with_columns(
                                "title_fonts,title_weight,title_capitals,title_tracking,"
                                "title_height,title_top,title_bottom,title_glow,"
                                "title_glow_strength,title_attack_s",
                                "\"Jost, sans-serif\",300,no,0.05,0.2,#ff8000,#000000,"
                                "0.25 0.5  1,0.1,1.5")
                                .titles;
  EXPECT_EQ(titles, (TitleStyle{.fonts = "Jost, sans-serif",
                                .weight = 300,
                                .is_upper = false,
                                .tracking = 0.05,
                                .height = 0.2,
                                .top = {1, 128 / 255.0, 0},
                                .bottom = {0, 0, 0},
                                .glow = {0.25, 0.5, 1},
                                .glow_strength = 0.1,
                                .attack_s = 1.5}));
}

TEST(ParseVibes, ReadsMusic) {
  // NOLINTNEXTLINE(google-build-using-namespace): as `using enum`.
  using namespace instruments;
  const Palette palette =
      with_columns(
          "mood,motif,pulse,pad,ostinato,second,counter,lead,brass,choir,bass,figure,"
          "drums,hit,weight,tension,clock",
          "desert,whistle,muted_guitar,nobody,guitar,cello,oboe,trumpet,horns,voices,"
          "upright_bass,0.2.,club,electronic,0.1,0.9,yes")
          .palette;
  EXPECT_EQ(palette, (Palette{.mood = Mood::desert,
                              .motif = whistle,
                              .pulse = muted_guitar,
                              .pad = nobody,
                              .ostinato = guitar,
                              .second = cello,
                              .counter = oboe,
                              .lead = trumpet,
                              .brass = horns,
                              .choir = voices,
                              .bass = upright_bass,
                              .figure = "0.2.",
                              .drums = Drums::club,
                              .hit = HitStyle::electronic,
                              .weight = 0.1f,
                              .tension = 0.9f,
                              .clock = true}));
}

TEST(ParseVibes, ReadsWishesAndTolerance) {
  const Vibe own = with_columns("feeling_1,feeling_2,lufs_tolerance", "romantic,none,1.5");
  EXPECT_EQ(own.first_feeling, edit::Emotion::romantic);
  EXPECT_EQ(own.second_feeling, std::nullopt);
  EXPECT_EQ(own.loudness_tolerance_lu, 1.5);
}

TEST(ParseVibes, TakesWhatIsLeftOutFromTheVibeItIsLike) {
  const Vibe own = parsed("name,like,saturation,bpm,title_glow,lead\nnoir,CRIME,0.1,,#00ff00,\n");
  Vibe expected = find_vibe(built_in_vibes(), "crime");
  expected.name = "noir";
  expected.saturation = 0.1;
  expected.titles.glow = {0, 1, 0};
  EXPECT_EQ(own, expected);
}

TEST(ParseVibes, IsLikeAnotherRatherThanLikeThatOfItsName) {
  const Vibe own = parsed("name,like\ndrama,horror\n");
  EXPECT_EQ(own.palette, find_vibe(built_in_vibes(), "horror").palette);
  EXPECT_EQ(own.first_feeling, edit::Emotion::intense);
}

TEST(ParseVibes, TakesWhatIsLeftOutFromTheBuiltInVibeOfItsName) {
  // So cold, fast and grey that by its numbers alone it would have another's.
  for (const std::string name : {"Romance", "romance"}) {
    const Vibe own = with_columns("lufs_tolerance,lead,feeling_2", ",whistle,", name);
    const Vibe& romance = find_vibe(built_in_vibes(), "romance");
    Palette palette = romance.palette;
    palette.lead = instruments::whistle;
    EXPECT_EQ(own.palette, palette);
    EXPECT_EQ(own.titles, romance.titles);
    EXPECT_EQ(own.first_feeling, edit::Emotion::romantic);
    EXPECT_EQ(own.second_feeling, edit::Emotion::positive);
    EXPECT_EQ(own.loudness_tolerance_lu, 0.5);
  }
}

TEST(ParseVibes, TakesWhatNobodyGivesFromTheClosestVibeAndFromItsLook) {
  Vibe western = find_vibe(built_in_vibes(), "western");
  western.name = "dust";
  western.palette = {};
  std::string csv = to_csv({western});
  // The numbers alone, as in a file without the other columns.
  const auto numbers_of = [](std::string_view line) {
    std::size_t at = 0;
    for (int i = 0; i < 17; ++i) at = line.find(',', at) + 1;
    return std::string(line.substr(0, at - 1)) + "\n";
  };
  const auto line = csv.find('\n') + 1;
  const Vibe own = parsed(numbers_of(csv) + numbers_of(csv.substr(line)));
  EXPECT_EQ(own.palette, find_vibe(built_in_vibes(), "western").palette);
  EXPECT_EQ(own.titles, find_vibe(built_in_vibes(), "action").titles);
  EXPECT_EQ(own.first_feeling, std::nullopt);
}

TEST(ParseVibes, SaysWhichOfTheNewColumnsIsWrong) {
  struct {
    std::string column, value, expected;
  } const cases[] = {
      {"like", "crmie", "line 2, column 81: there is no vibe \"crmie\". Did you mean \"crime\"?"},
      {"lufs_tolerance", "0", "lufs_tolerance must be from 0.1 to 10, not 0"},
      {"feeling_1", "neutral", "must be intense, romantic, negative, comedic, positive or none"},
      {"title_top", "#12345", "title_top must be a colour, as #ffcc00 or"},
      {"title_top", "1 2 3", "title_top must be a colour"},
      {"title_top", "1 1", "title_top must be a colour"},
      {"title_top", "1 1 1 1", "title_top must be a colour"},
      {"title_weight", "450.5", "title_weight must be a whole number"},
      {"title_capitals", "maybe", "title_capitals must be yes or no, not \"maybe\""},
      {"title_fonts", "\xff", "title_fonts must be names of fonts"},
      {"mood", "gloomy", "mood must be dark, sad, heroic"},
      {"drums", "big", "club or desert, not \"big\""},
      {"pulse", "guitr",
       "line 2, column 81: pulse must be one of a list, not \"guitr\". Did you "
       "mean \"guitar\"?"},
      {"pulse", "qqqqqqqqqqq", "The list is: nobody, piano, low_piano"},
      {"figure", "0.a.", "figure must be 1 to 64 steps from 0 to 9 or dots, not \"0.a.\""},
      {"weight", "2", "weight must be from 0 to 1, not 2"},
  };
  for (const auto& c : cases)
    EXPECT_THAT(message_of([&] { with_columns(c.column, c.value); }), HasSubstr(c.expected));
  EXPECT_THAT(message_of([] { parse_vibes("like,bpm\ncrime,90\n"); }),
              HasSubstr("the column name is missing"));
  EXPECT_THAT(message_of([] { parse_vibes("name,like\na,crime\nb,\n"); }),
              HasSubstr("line 3, column 1: the column temp_shift is missing, which only"));
  EXPECT_THAT(message_of([] { parse_vibes("name,like,like\n"); }),
              HasSubstr("the column like stands here a second time"));
  EXPECT_THAT(message_of([] { parse_vibes("name,like,bpm\nfast,drama,150\n"); }),
              HasSubstr("bpm must lie between bpm_min and bpm_max, here 60 and 110"));
}

}  // namespace
}  // namespace cinecut::vibe
