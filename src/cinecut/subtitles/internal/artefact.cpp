// The phase's artefact: JSON that a person can read.

#include <cmath>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/json.h"
#include "cinecut/subtitles/cues.h"

namespace cinecut::subtitles {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kVersion = 2;
constexpr double kLatest = 1e7;  // Seconds; no film lasts four months.

Json to_json(const Repairs& r) {
  return {{"unsorted", r.unsorted},   {"overlapping", r.overlapping}, {"empty", r.empty},
          {"negative", r.negative},   {"overlong", r.overlong},       {"past_end", r.past_end},
          {"malformed", r.malformed}, {"rolling", r.rolling},         {"notices", r.notices}};
}

Repairs to_repairs(const Json& j) {
  return {j.value("unsorted", 0),  j.value("overlapping", 0), j.value("empty", 0),
          j.value("negative", 0),  j.value("overlong", 0),    j.value("past_end", 0),
          j.value("malformed", 0), j.value("rolling", 0),     j.value("notices", 0)};
}

Json to_json(const Cue& cue) {
  Json j = {{"start_s", base::to_seconds(cue.range.start)},
            {"end_s", base::to_seconds(cue.range.end)},
            {"text", cue.text},
            {"emotion", edit::name_of(cue.emotion)},
            {"emotion_strength", cue.emotion_strength}};
  if (!cue.speaker.empty()) j["speaker"] = cue.speaker;
  if (cue.is_sound) j["is_sound"] = true;
  return j;
}

[[noreturn]] void fail(const std::string& what) {
  throw base::Error(base::ErrorKind::corrupt, "the stored subtitles cannot be used: " + what);
}

base::FilmTime to_time(const Json& j) {
  const double seconds = j.get<double>();
  if (!(seconds >= 0 && seconds <= kLatest)) fail("a time is out of range.");
  return base::film_time(seconds);
}

Cue to_cue(const Json& j) {
  Cue cue;
  cue.range = {to_time(j.at("start_s")), to_time(j.at("end_s"))};
  cue.text = j.at("text").get<std::string>();
  cue.speaker = j.value("speaker", std::string{});
  cue.emotion = edit::value_named(edit::kEmotions, j.value("emotion", std::string{"neutral"}))
                    .value_or(edit::Emotion::neutral);
  cue.emotion_strength = j.value("emotion_strength", 0.0f);
  cue.is_sound = j.value("is_sound", false);
  const bool in_bounds = cue.emotion_strength >= 0 && cue.emotion_strength <= 1;
  if (cue.range.start >= cue.range.end || !in_bounds) fail("a cue is empty.");
  return cue;
}

}  // namespace

std::string to_text(const Subtitles& subtitles) {
  Json cues = Json::array();
  for (const Cue& cue : subtitles.cues) cues.push_back(to_json(cue));
  const Json j = {{"version", kVersion},
                  {"source", subtitles.source},
                  {"language", subtitles.language},
                  {"format", subtitles.format},
                  {"encoding", subtitles.encoding},
                  {"why_none", subtitles.why_none},
                  {"repairs", to_json(subtitles.repairs)},
                  {"cues", std::move(cues)}};
  return j.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

Subtitles subtitles_from_text(std::string_view text) {
  try {
    const Json j = base::parse_json(text);
    if (j.at("version").get<int>() != kVersion) fail("they are of another version.");
    Subtitles subtitles;
    subtitles.source = j.at("source").get<std::string>();
    subtitles.language = j.at("language").get<std::string>();
    subtitles.why_none = j.at("why_none").get<std::string>();
    subtitles.format = j.at("format").get<std::string>();
    subtitles.encoding = j.at("encoding").get<std::string>();
    subtitles.repairs = to_repairs(j.at("repairs"));
    for (const Json& cue : j.at("cues")) {
      subtitles.cues.push_back(to_cue(cue));
      const std::size_t n = subtitles.cues.size();
      if (n > 1 && subtitles.cues[n - 2].range.end > subtitles.cues[n - 1].range.start)
        fail("cues overlap.");
    }
    return subtitles;
  } catch (const base::JsonError& e) {
    fail(e.what());
  } catch (const Json::exception& e) {
    fail(e.what());
  }
}

}  // namespace cinecut::subtitles
