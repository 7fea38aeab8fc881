#include "sample_film/internal/truth.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "base/hash.h"
#include "base/seal.h"

namespace sample_film {
namespace {

using Json = nlohmann::ordered_json;

double rounded(double seconds) { return std::round(seconds * 1e6) / 1e6; }
double seconds_of(std::int64_t frame) { return rounded(static_cast<double>(frame) / kFrameRate); }

const char* name_of(Join j) {
  return j == Join::cut ? "cut" : j == Join::dissolve ? "dissolve" : "fade";
}
const char* name_of(Speaker s) { return s == Speaker::mara ? "Mara" : "Elias"; }
const char* name_of(Tone t) {
  const char* names[] = {"plain", "tender", "urgent", "threat", "joking", "whisper"};
  return names[static_cast<int>(t)];
}

Json to_json(const Shot& shot, const PlannedShot& planned) {
  Json j = {{"name", shot.name},
            {"kind", shot.kind},
            {"act", shot.act},
            {"start_frame", planned.first},
            {"end_frame", planned.last},
            {"start_s", seconds_of(planned.first)},
            {"end_s", seconds_of(planned.last)}};
  const std::int64_t half = planned.join_frames / 2;
  j["join"] = {{"kind", name_of(shot.join)}, {"frames", planned.join_frames}};
  if (planned.join_frames > 0) {
    j["join"]["start_frame"] = std::max<std::int64_t>(0, planned.first - half);
    j["join"]["end_frame"] = planned.first + half;
  }
  j["flashes_s"] = Json::array();
  for (const auto& flash : shot.flashes)
    j["flashes_s"].push_back(rounded(seconds_of(planned.first) + flash.at));
  return j;
}

Json to_json(const PlannedLine& line) {
  Json j = {{"speaker", name_of(line.line.who)}, {"text", line.line.text},
            {"tone", name_of(line.line.tone)},   {"start_s", rounded(line.start)},
            {"end_s", rounded(line.end())},      {"words", Json::array()}};
  for (const SpokenWord& w : line.speech.words)
    j["words"].push_back({{"text", w.text},
                          {"start_s", rounded(line.start + w.start)},
                          {"end_s", rounded(line.start + w.end)}});
  return j;
}

Json to_json(const Cue& cue) {
  Json j = {{"name", cue.name}, {"start_s", rounded(cue.start)}, {"end_s", rounded(cue.end)},
            {"bpm", cue.bpm},   {"beats_s", Json::array()},      {"downbeats_s", Json::array()}};
  for (const double b : cue.beats) j["beats_s"].push_back(rounded(b));
  for (const double b : cue.downbeats) j["downbeats_s"].push_back(rounded(b));
  return j;
}

std::string timecode(double seconds) {
  const auto ms = static_cast<long long>(std::llround(seconds * 1000));
  char text[32];
  std::snprintf(text, sizeof text, "%02lld:%02lld:%02lld,%03lld", ms / 3600000, ms / 60000 % 60,
                ms / 1000 % 60, ms % 1000);
  return text;
}

// In two lines where one is too long to read.
std::string wrapped(std::string text) {
  if (text.size() <= 42) return text;
  const auto from_middle = [&](std::size_t at) {
    return std::max(2 * at, text.size()) - std::min(2 * at, text.size());
  };
  std::size_t best = 0;
  for (std::size_t at = text.find(' '); at != std::string::npos; at = text.find(' ', at + 1))
    if (best == 0 || from_middle(at) < from_middle(best)) best = at;
  if (best > 0) text[best] = '\n';
  return text;
}

}  // namespace

std::string to_truth(const Script& script, const Plan& plan, const std::vector<Cue>& cues,
                     int width_px, int height_px, const std::string& subtitles) {
  Json j = {{"version", 1},
            {"seal", base::seal_slot()},
            {"subtitles_hash", base::content_hash(subtitles)},
            {"title", script.title},
            {"frame_rate", {{"num", kFrameRate}, {"den", 1}}},
            {"width_px", width_px},
            {"height_px", height_px},
            {"frames", plan.frames},
            {"duration_s", rounded(plan.seconds())}};
  for (const PlannedShot& shot : plan.shots)
    j["shots"].push_back(to_json(script.shots[shot.index], shot));
  j["dialogue"] = Json::array();
  for (const PlannedLine& line : plan.lines) j["dialogue"].push_back(to_json(line));
  j["score"] = Json::array();
  for (const Cue& cue : cues) j["score"].push_back(to_json(cue));
  return j.dump(1) + "\n";
}

std::string to_subtitles(const Plan& plan) {
  std::string out;
  for (std::size_t i = 0; i < plan.lines.size(); ++i) {
    const PlannedLine& line = plan.lines[i];
    double end = line.end() + 0.25;
    if (i + 1 < plan.lines.size()) end = std::min(end, plan.lines[i + 1].start - 0.04);
    end = std::min(std::max(end, line.end()), plan.seconds());
    out += std::to_string(i + 1) + "\n" + timecode(line.start) + " --> " + timecode(end) + "\n" +
           wrapped(line.line.text) + "\n\n";
  }
  return out;
}

}  // namespace sample_film
