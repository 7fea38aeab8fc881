// docs/manifest.schema.json and docs/manifest.md say the same as the code.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "base/files.h"
#include "cinecut/cut/made_up.h"
#include "cinecut/cut/manifest_names.h"

namespace cinecut {
namespace {

using Json = nlohmann::ordered_json;
using namespace std::chrono_literals;
using ::testing::IsEmpty;
using ::testing::Not;

std::string doc(const char* name) {
  return base::read_file(std::filesystem::path(CINECUT_SOURCE_DIR) / "docs" / name);
}

/// The part of JSON Schema that our schema uses, and no more: an unknown keyword fails.
class Schema {
 public:
  explicit Schema(Json root) : root_(std::move(root)) {}

  std::vector<std::string> complaints(const Json& value) const {
    std::vector<std::string> found;
    check(root_, value, "", found);
    return found;
  }

 private:
  using Found = std::vector<std::string>;

  static bool is_of(const std::string& type, const Json& v) {
    return type == "object"    ? v.is_object()
           : type == "array"   ? v.is_array()
           : type == "string"  ? v.is_string()
           : type == "integer" ? v.is_number_integer()
           : type == "number"  ? v.is_number()
                               : false;
  }

  void check(const Json& schema, const Json& value, const std::string& at, Found& found) const {
    const auto complain = [&](const std::string& what) { found.push_back(at + ": " + what); };
    for (const auto& [keyword, rule] : schema.items()) {
      if (keyword == "$ref") {
        check(root_.at(Json::json_pointer(rule.get<std::string>().substr(1))), value, at, found);
      } else if (keyword == "type") {
        if (!is_of(rule, value)) complain("is no " + rule.get<std::string>());
      } else if (keyword == "required") {
        for (const auto& key : rule) {
          if (!value.contains(key)) complain("lacks " + key.get<std::string>());
        }
      } else if (keyword == "properties") {
        for (const auto& [key, inner] : rule.items()) {
          if (value.contains(key)) check(inner, value.at(key), at + "." + key, found);
        }
        for (const auto& [key, unused] : value.items()) {
          if (!rule.contains(key)) complain("has the unknown key " + key);
        }
      } else if (keyword == "items") {
        for (const auto& item : value) check(rule, item, at + "[]", found);
      } else if (keyword == "enum") {
        if (std::find(rule.begin(), rule.end(), value) == rule.end()) complain("is not allowed");
      } else if (keyword == "minimum") {
        if (value < rule) complain("is too small");
      } else if (keyword == "maximum") {
        if (value > rule) complain("is too large");
      } else if (keyword == "minItems" || keyword == "minLength") {
        const auto size = value.is_string() ? value.get<std::string>().size() : value.size();
        if (size < rule.get<std::size_t>()) complain("is too short");
      } else if (keyword == "pattern") {
        if (!testing::Matches(testing::ContainsRegex(rule.get<std::string>()))(
                value.get<std::string>())) {
          complain("does not match " + rule.get<std::string>());
        }
      } else if (!keyword.starts_with("$") && keyword != "title" && keyword != "description") {
        complain("the schema uses " + keyword);
      }
    }
  }

  Json root_;
};

Schema schema() { return Schema(Json::parse(doc("manifest.schema.json"))); }

Json a_cut() {
  const auto film = make_up_film();
  const auto& vibe = find_vibe(built_in_vibes(), "adventure");
  return Json::parse(to_json(make_cut(film.story, film.survey, film.scenes, film.cues,
                                      make_up_score(vibe, 60s, 110), vibe, {.length = 60s})));
}

/// The last block of JSON in a document.
std::string example_in(const std::string& text) {
  const auto start = text.rfind("```json\n");
  EXPECT_NE(start, std::string::npos);
  return text.substr(start + 8, text.find("```", start + 8) - start - 8);
}

template <typename Values>
void expect_same_names(const Json& listed, const Values& values) {
  std::vector<std::string> names;
  for (const auto v : values) names.emplace_back(name_of(v));
  EXPECT_EQ(listed.get<std::vector<std::string>>(), names);
}

TEST(ManifestSchema, FitsWhatIsWritten) {
  const auto json = a_cut();
  EXPECT_THAT(schema().complaints(json), IsEmpty());
  EXPECT_FALSE(json.at("clips").empty());
}

TEST(ManifestSchema, FitsTheExampleOfTheDocument) {
  const auto text = example_in(doc("manifest.md"));
  EXPECT_THAT(schema().complaints(Json::parse(text)), IsEmpty());
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
    auto json = a_cut();
    json[Json::json_pointer(pointer)] = value;
    EXPECT_THAT(schema().complaints(json), Not(IsEmpty())) << pointer;
    EXPECT_ANY_THROW(manifest_from_json(json.dump())) << pointer;
  }
}

}  // namespace
}  // namespace cinecut
