// The phase's artefact: msgpack. Unknown keys are ignored, missing ones have defaults.

#include <cmath>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/json.h"
#include "base/utf8.h"
#include "cinecut/descriptions/descriptions.h"

namespace cinecut::descriptions {
namespace {

using Json = nlohmann::json;

constexpr int kVersion = 1;
constexpr double kLatest = 1e7;  // Seconds.

[[noreturn]] void fail(const std::string& what) {
  throw base::Error(base::ErrorKind::corrupt, "the stored scenes cannot be used: " + what);
}

std::string text_of(const Json& j, const char* key) {
  auto text = j.value(key, std::string{});
  if (!base::is_utf8(text)) fail("a text is not UTF-8.");
  return text;
}

Json to_json(const Scene& s) {
  return {{"time_s", base::to_seconds(s.time)},
          {"still", s.still},
          {"visual_content", s.description.visual_content},
          {"mood", s.description.mood},
          {"action", s.description.action},
          {"setting", s.description.setting},
          {"confidence", s.confidence},
          {"source", s.source},
          {"shared_with", s.shared_with}};
}

Scene to_scene(const Json& j) {
  Scene s;
  const double seconds = j.at("time_s").get<double>();
  if (!(seconds >= 0 && seconds <= kLatest)) fail("a time is out of range.");
  s.time = base::film_time(seconds);
  s.still = j.value("still", 0);
  s.description = {text_of(j, "visual_content"), text_of(j, "mood"), text_of(j, "action"),
                   text_of(j, "setting")};
  s.confidence = j.value("confidence", 0.0f);
  if (!(s.confidence >= 0 && s.confidence <= 1) || s.still < 0) fail("a number is out of range.");
  s.shared_with = std::max(-1, j.value("shared_with", -1));
  s.source = j.contains("source") ? text_of(j, "source") : "measures";
  return s;
}

}  // namespace

std::string to_bytes(const std::vector<Scene>& scenes) {
  Json list = Json::array();
  for (const Scene& s : scenes) list.push_back(to_json(s));
  const Json all = {{"version", kVersion}, {"scenes", std::move(list)}};
  std::string bytes;
  Json::to_msgpack(all, bytes);
  return bytes;
}

std::vector<Scene> scenes_from_bytes(std::string_view bytes) {
  try {
    const Json all = base::parse_msgpack(bytes);
    if (all.at("version").get<int>() != kVersion) fail("they are of another version.");
    std::vector<Scene> scenes;
    for (const Json& j : all.at("scenes")) scenes.push_back(to_scene(j));
    return scenes;
  } catch (const base::JsonError& e) {
    fail("the file is damaged: " + std::string(e.what()));
  } catch (const Json::exception& e) {
    fail(e.what());
  }
}

}  // namespace cinecut::descriptions
