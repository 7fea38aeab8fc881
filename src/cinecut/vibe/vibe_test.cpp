#include "cinecut/vibe/vibe.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.h"
#include "base/files.h"

namespace cinecut::vibe {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

std::string refusal_of(const std::function<void()>& call) {
  try {
    call();
  } catch (const base::Error& e) {
    EXPECT_EQ(e.kind(), base::ErrorKind::usage);
    return e.what();
  }
  return "(no error)";
}

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
  const auto begin = document.rfind("```csv\n") + 7;
  const auto table = document.substr(begin, document.find("```", begin) - begin);
  EXPECT_EQ(parse_vibes(table), built_in_vibes());
}

TEST(BuiltInVibes, HaveInstrumentsAndTitlesOfTheirOwn) {
  for (const Vibe& v : built_in_vibes()) {
    EXPECT_TRUE(v.palette.motif.plays() && v.palette.bass.plays()) << v.name;
    EXPECT_NE(v.titles, TitleStyle{}) << v.name;
  }
  const Vibe& thriller = find_vibe(built_in_vibes(), "thriller");
  EXPECT_EQ(thriller.palette.second, instruments::muted_guitar);
  EXPECT_EQ(thriller.first_feeling, edit::Emotion::intense);
  EXPECT_EQ(find_vibe(built_in_vibes(), "documentary").first_feeling, std::nullopt);
}

TEST(Instruments, AreFoundByTheirNames) {
  for (const Instrument& one : kInstruments)
    EXPECT_EQ(edit::value_named(kInstruments, one.name), one);
  EXPECT_EQ(edit::value_named(kInstruments, "kazoo"), std::nullopt);
}

TEST(BuiltInVibes, SciFiIsColdAndLoud) {
  const Vibe& v = find_vibe(built_in_vibes(), "sci-fi");
  EXPECT_DOUBLE_EQ(v.temperature_shift, -0.08);
  EXPECT_DOUBLE_EQ(v.loudness_lufs, -14);
  EXPECT_EQ(v.average_shot[1], 3500ms);
  EXPECT_EQ(v.secondary, edit::Transition::fade_to_black);
}

TEST(VibesWith, AddsOwnVibesAndReplacesBuiltInOnes) {
  const auto vibes = vibes_with("name,like,saturation,bpm\nnoir,crime,0.2,\nDrama,romance,,90\n");
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
    EXPECT_THAT(refusal_of([&] { find_vibe(built_in_vibes(), c.name); }), HasSubstr(c.expected));
}

TEST(FindVibe, DoesNotGuessWhenNothingIsNearButListsAll) {
  const auto message = refusal_of([] { find_vibe(built_in_vibes(), "qqqqqqqq"); });
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
}  // namespace cinecut::vibe
