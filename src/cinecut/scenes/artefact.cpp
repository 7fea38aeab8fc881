// The phase's artefact: msgpack. Unknown keys are ignored, missing ones have defaults.

#include <cmath>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/utf8.h"
#include "cinecut/scenes/scenes.h"

namespace cinecut {
namespace {

using Json = nlohmann::json;

constexpr int kVersion = 1;
constexpr int kDeepest = 8;
constexpr double kLatest = 1e7;  // Seconds.

[[noreturn]] void fail(const std::string& what) {
  throw base::Error(base::ErrorKind::corrupt, "the stored scenes cannot be used: " + what);
}

/// Refuses bytes nested so deeply that the library's reader, which recurses, would run out of
/// stack.
class DepthGuard : public nlohmann::json_sax<Json> {
 public:
  bool null() override { return true; }
  bool boolean(bool) override { return true; }
  bool number_integer(number_integer_t) override { return true; }
  bool number_unsigned(number_unsigned_t) override { return true; }
  bool number_float(number_float_t, const string_t&) override { return true; }
  bool string(string_t&) override { return true; }
  bool binary(binary_t&) override { return true; }
  bool key(string_t&) override { return true; }
  bool start_object(std::size_t) override { return ++depth_ <= kDeepest; }
  bool start_array(std::size_t) override { return ++depth_ <= kDeepest; }
  bool end_object() override { return --depth_ >= 0; }
  bool end_array() override { return --depth_ >= 0; }
  bool parse_error(std::size_t, const std::string&, const Json::exception&) override {
    return false;
  }

 private:
  int depth_ = 0;
};

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
  DepthGuard guard;
  if (!Json::sax_parse(bytes, &guard, Json::input_format_t::msgpack)) fail("the file is damaged.");
  try {
    const Json all = Json::from_msgpack(bytes);
    if (all.at("version").get<int>() != kVersion) fail("they are of another version.");
    std::vector<Scene> scenes;
    for (const Json& j : all.at("scenes")) scenes.push_back(to_scene(j));
    return scenes;
  } catch (const Json::exception& e) {
    fail(e.what());
  }
}

}  // namespace cinecut
