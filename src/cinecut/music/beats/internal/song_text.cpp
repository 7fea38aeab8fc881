#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/json.h"
#include "cinecut/music/beats/song.h"

namespace cinecut::beats {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kTextVersion = 1;

Json seconds_of(const std::vector<base::SongTime>& times) {
  auto list = Json::array();
  for (const auto t : times) list.push_back(base::to_seconds(t));
  return list;
}

std::vector<base::SongTime> times_of(const Json& list) {
  std::vector<base::SongTime> times;
  for (const auto& t : list) times.push_back(base::song_time(t.get<double>()));
  return times;
}

Json json_of(const Beats& beats) {
  auto sections = Json::array();
  for (const auto& s : beats.sections) {
    sections.push_back({{"label", s.label},
                        {"start_s", base::to_seconds(s.range.start)},
                        {"end_s", base::to_seconds(s.range.end)},
                        {"energy", s.energy}});
  }
  return {{"bpm", beats.bpm},
          {"confidence", beats.confidence},
          {"beats_s", seconds_of(beats.beats)},
          {"downbeats_s", seconds_of(beats.downbeats)},
          {"hits_s", seconds_of(beats.hits)},
          {"sections", sections}};
}

Beats beats_of(const Json& j) {
  Beats beats;
  beats.bpm = j.at("bpm").get<double>();
  beats.confidence = j.at("confidence").get<float>();
  beats.beats = times_of(j.at("beats_s"));
  beats.downbeats = times_of(j.at("downbeats_s"));
  beats.hits = times_of(j.at("hits_s"));
  for (const auto& s : j.at("sections")) {
    beats.sections.push_back({{base::song_time(s.at("start_s").get<double>()),
                               base::song_time(s.at("end_s").get<double>())},
                              s.at("label").get<std::string>(),
                              s.at("energy").get<float>()});
  }
  return beats;
}

}  // namespace

std::string to_json(const Beats& beats) { return json_of(beats).dump(2) + "\n"; }

std::string to_text(const Beats& beats) {
  Json j = {{"version", kTextVersion}};
  j.update(json_of(beats));
  return j.dump(1) + "\n";
}

Beats beats_from_text(std::string_view text) {
  try {
    const auto j = base::parse_json(text);
    if (j.at("version").get<int>() != kTextVersion) {
      throw base::Error(base::ErrorKind::corrupt,
                        "The stored beats are of another version of this program; they have to be "
                        "found again.");
    }
    return beats_of(j);
  } catch (const nlohmann::json::exception& e) {
    throw base::Error(base::ErrorKind::corrupt, std::string("The stored beats cannot be read: ") +
                                                    e.what() + ". They have to be found again.");
  }
}

}  // namespace cinecut::beats
