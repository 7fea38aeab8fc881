// docs/manifest.schema.json and docs/manifest.md say the same as the code.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "cinecut/edit/internal/testing_manifest.h"
#include "cinecut/edit/testing_schema.h"

namespace cinecut::edit {
namespace {

using Json = nlohmann::ordered_json;
using namespace std::chrono_literals;
using ::testing::IsEmpty;
using ::testing::Not;

Json a_manifest() { return Json::parse(to_json(sample_manifest())); }

/// The last block of JSON in a document.
std::string example_in(const std::string& text) {
  const auto start = text.rfind("```json\n");
  EXPECT_NE(start, std::string::npos);
  return text.substr(start + 8, text.find("```", start + 8) - start - 8);
}

template <typename Values>
void expect_same_names(const Json& listed, const Values& values) {
  std::vector<std::string> names;
  names.reserve(values.size());
  for (const auto v : values) names.emplace_back(name_of(v));
  EXPECT_EQ(listed.get<std::vector<std::string>>(), names);
}

TEST(ManifestSchema, FitsWhatIsWritten) {
  const auto json = a_manifest();
  EXPECT_THAT(schema_complaints(json.dump()), IsEmpty());
  EXPECT_FALSE(json.at("clips").empty());
}

TEST(ManifestSchema, FitsTheExampleOfTheDocument) {
  const auto text = example_in(doc("manifest.md"));
  EXPECT_THAT(schema_complaints(text), IsEmpty());
  const auto m = manifest_from_json(text, 2h);
  EXPECT_EQ(m.clips.size(), 3u);
  EXPECT_EQ(m.clips[1].sound_tail, 400ms);
}

TEST(ManifestSchema, ListsTheNamesOfTheCode) {
  const auto json = Json::parse(doc("manifest.schema.json"));
  const auto& clip = json.at("$defs").at("clip").at("properties");
  expect_same_names(clip.at("part").at("enum"), kParts);
  expect_same_names(clip.at("zone").at("enum"), kZones);
  expect_same_names(clip.at("beat_type").at("enum"), kBeatTypes);
  expect_same_names(clip.at("transition").at("enum"), kTransitions);
  expect_same_names(json.at("$defs").at("role").at("enum"), kRoles);
  for (const auto signal : kAllSignals) {
    EXPECT_TRUE(clip.at("signals").at("properties").contains(std::string(name_of(signal))));
  }
}

TEST(ManifestSchema, RefusesWhatTheReaderRefuses) {
  const std::vector<std::pair<const char*, Json>> spoiled{
      {"/clips/0/act", 4},
      {"/clips/0/zone", "MIDDLE"},
      {"/clips/0/score", 1.5},
      {"/clips/0/source_end_s", -1},
      {"/titles/0/kind", "poster"},
      {"/frame_rate", "24 fps"},
      {"/schema_version", "4.0"},
      {"/vibe", 3},
      {"/music/seed", -1},
      {"/music/made_for_s", 9},
      {"/picture_area", Json{{"x_px", 0}, {"y_px", 0}, {"width_px", 0}, {"height_px", 8}}},
      {"/picture_area", Json{{"x_px", 0}, {"y_px", 0}, {"width_px", 8}}},
      {"/audio_track", 0}};
  for (const auto& [pointer, value] : spoiled) {
    auto json = a_manifest();
    json[Json::json_pointer(pointer)] = value;
    EXPECT_THAT(schema_complaints(json.dump()), Not(IsEmpty())) << pointer;
    EXPECT_ANY_THROW(manifest_from_json(json.dump())) << pointer;
  }
}

}  // namespace
}  // namespace cinecut::edit
