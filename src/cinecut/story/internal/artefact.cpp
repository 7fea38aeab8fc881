// The phase's artefact: JSON that a person can read.

#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/json.h"
#include "cinecut/story/story.h"

namespace cinecut::story {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kVersion = 2;
constexpr double kLatest = 1e7;  // Seconds.

[[noreturn]] void fail(const std::string& what) {
  throw base::Error(base::ErrorKind::corrupt, "the stored story cannot be used: " + what);
}

base::FilmTime time_of(const Json& j, const char* key) {
  const double seconds = j.at(key).get<double>();
  if (!(seconds >= 0 && seconds <= kLatest)) fail(std::string(key) + " is out of range.");
  return base::film_time(seconds);
}

base::FilmRange range_of(const Json& j) {
  const base::FilmRange range{time_of(j, "start_s"), time_of(j, "end_s")};
  if (range.start > range.end) fail("a range ends before it starts.");
  return range;
}

float share_of(const Json& j) {
  const double value = j.get<double>();
  if (!(value >= 0 && value <= 1)) fail("a score is not between 0 and 1.");
  return static_cast<float>(value);
}

int index_of(const Json& j, int least) {
  if (!j.is_number_integer()) fail("an index is not a whole number.");
  const auto value = j.get<std::int64_t>();
  if (value < least || value > 100'000'000) fail("an index is out of range.");
  return static_cast<int>(value);
}

template <typename Enum>
Enum named(const Json& j, int count) {
  const auto name = j.get<std::string>();
  for (int i = 0; i < count; ++i)
    if (name_of(static_cast<Enum>(i)) == name) return static_cast<Enum>(i);
  fail("there is no \"" + name + "\".");
}

Json to_json(const Moment& m) {
  Json signals = Json::object();
  for (int i = 0; i < edit::kSignals; ++i)
    signals[std::string(edit::name_of(static_cast<edit::Signal>(i)))] =
        m.signals[static_cast<std::size_t>(i)];
  return {{"shot", m.shot},
          {"start_s", base::to_seconds(m.range.start)},
          {"end_s", base::to_seconds(m.range.end)},
          {"focus_s", base::to_seconds(m.focus)},
          {"zone", edit::name_of(m.zone)},
          {"beat_type", edit::name_of(m.beat_type)},
          {"score", m.score},
          {"signals", std::move(signals)},
          {"scene", m.scene},
          {"cues", m.cues},
          {"line", m.line},
          {"reason", m.reason}};
}

Moment to_moment(const Json& j) {
  Moment m;
  m.shot = index_of(j.at("shot"), 0);
  m.range = range_of(j);
  m.focus = time_of(j, "focus_s");
  m.zone = named<edit::Zone>(j.at("zone"), 3);
  m.beat_type = named<edit::BeatType>(j.at("beat_type"), 7);
  m.score = share_of(j.at("score"));
  for (int i = 0; i < edit::kSignals; ++i)
    m.signals[static_cast<std::size_t>(i)] =
        share_of(j.at("signals").at(std::string(edit::name_of(static_cast<edit::Signal>(i)))));
  m.scene = index_of(j.at("scene"), -1);
  for (const Json& cue : j.at("cues")) m.cues.push_back(index_of(cue, 0));
  m.line = index_of(j.at("line"), -1);
  m.reason = j.at("reason").get<std::string>();
  return m;
}

Json to_json(const Line& line) {
  return {{"cue", line.cue},
          {"last_cue", line.last_cue},
          {"start_s", base::to_seconds(line.range.start)},
          {"end_s", base::to_seconds(line.range.end)},
          {"kind", name_of(line.kind)},
          {"score", line.score},
          {"role", line.role ? Json(edit::name_of(*line.role)) : Json()},
          {"speaker", line.speaker},
          {"text", line.text}};
}

Line to_line(const Json& j) {
  Line line;
  line.cue = index_of(j.at("cue"), 0);
  line.last_cue = index_of(j.at("last_cue"), line.cue);
  line.range = range_of(j);
  line.kind = named<LineKind>(j.at("kind"), 5);
  line.score = share_of(j.at("score"));
  if (const Json& role = j.at("role"); !role.is_null()) {
    line.role = edit::value_named(edit::kRoles, role.get<std::string>());
    if (!line.role) fail("a role is not known.");
  }
  line.speaker = j.at("speaker").get<std::string>();
  line.text = j.at("text").get<std::string>();
  return line;
}

}  // namespace

std::string to_text(const Story& story) {
  Json moments = Json::array(), lines = Json::array();
  for (const Moment& m : story.moments) moments.push_back(to_json(m));
  for (const Line& line : story.lines) lines.push_back(to_json(line));
  const Json j = {{"version", kVersion},
                  {"anchors",
                   {{"begin_s", base::to_seconds(story.anchors.begin)},
                    {"escalation_s", base::to_seconds(story.anchors.escalation)},
                    {"climax_s", base::to_seconds(story.anchors.climax)},
                    {"source", story.anchors.source}}},
                  {"moments", std::move(moments)},
                  {"lines", std::move(lines)}};
  return j.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

Story story_from_text(std::string_view text) {
  try {
    const Json j = base::parse_json(text);
    if (j.at("version").get<int>() != kVersion) fail("it is of another version.");
    Story story;
    const Json& anchors = j.at("anchors");
    story.anchors = {time_of(anchors, "begin_s"), time_of(anchors, "escalation_s"),
                     time_of(anchors, "climax_s"), anchors.at("source").get<std::string>()};
    for (const Json& m : j.at("moments")) story.moments.push_back(to_moment(m));
    for (const Json& line : j.at("lines")) story.lines.push_back(to_line(line));
    return story;
  } catch (const base::JsonError& e) {
    fail(e.what());
  } catch (const Json::exception& e) {
    fail(e.what());
  }
}

}  // namespace cinecut::story
