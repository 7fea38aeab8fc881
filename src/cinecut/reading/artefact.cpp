#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/json.h"
#include "cinecut/reading/reading.h"

namespace cinecut::reading {
namespace {

using Json = nlohmann::ordered_json;

[[noreturn]] void refuse(const std::string& why) {
  throw base::Error(base::ErrorKind::corrupt, "This is not a reading of dialogue: " + why + ".");
}

Json json_of(const Turn& turn) { return {{"cue", turn.cue}, {"confidence", turn.confidence}}; }

Json json_of(const SpineLine& line) {
  return {{"cue", line.cue},
          {"last_cue", line.last_cue},
          {"role", edit::name_of(line.role)},
          {"confidence", line.confidence}};
}

Json json_of(const Chunk& chunk) {
  return {{"first_cue", chunk.first_cue},  {"last_cue", chunk.last_cue},
          {"summary", chunk.summary},      {"want", chunk.want},
          {"change", chunk.change},        {"turn", chunk.turn},
          {"candidates", chunk.candidates}};
}

/// A cue's index, or -1.
int cue_of(const Json& value) {
  if (!value.is_number_integer()) refuse("a cue is no number");
  const auto cue = value.get<std::int64_t>();
  if (cue < -1 || cue > 10'000'000) refuse("there is no cue " + std::to_string(cue));
  return static_cast<int>(cue);
}

double confidence_of(const Json& map) {
  const auto confidence = map.at("confidence").get<double>();
  if (!(confidence >= 0 && confidence <= 1)) refuse("a confidence is not 0 to 1");
  return confidence;
}

Turn turn_of(const Json& map) { return {cue_of(map.at("cue")), confidence_of(map)}; }

SpineLine spine_line_of(const Json& map) {
  const auto role = edit::value_named(edit::kRoles, map.at("role").get<std::string>());
  if (!role) refuse("a role is not known");
  const SpineLine line{cue_of(map.at("cue")), cue_of(map.at("last_cue")), *role,
                       confidence_of(map)};
  if (line.cue < 0 || line.last_cue < line.cue) refuse("a line is out of order");
  return line;
}

Chunk chunk_of(const Json& map) {
  Chunk chunk{.first_cue = cue_of(map.at("first_cue")),
              .last_cue = cue_of(map.at("last_cue")),
              .summary = map.at("summary").get<std::string>(),
              .want = map.at("want").get<std::string>(),
              .change = map.at("change").get<std::string>(),
              .turn = cue_of(map.at("turn")),
              .candidates = {}};
  for (const auto& cue : map.at("candidates")) chunk.candidates.push_back(cue_of(cue));
  return chunk;
}

}  // namespace

std::string to_text(const Reading& reading) {
  Json all = {{"source", reading.source},
              {"begin", json_of(reading.begin)},
              {"escalation", json_of(reading.escalation)},
              {"climax", json_of(reading.climax)},
              {"logline", reading.logline},
              {"protagonist", reading.protagonist},
              {"antagonist", reading.antagonist},
              {"keep_secret", reading.keep_secret},
              {"cards", reading.cards},
              {"spine", Json::array()},
              {"chunks", Json::array()}};
  for (const auto& line : reading.spine) all["spine"].push_back(json_of(line));
  for (const auto& chunk : reading.chunks) all["chunks"].push_back(json_of(chunk));
  return all.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

Reading reading_from_text(std::string_view text) {
  try {
    const auto all = base::parse_json(text);
    Reading reading;
    reading.source = all.at("source").get<std::string>();
    reading.begin = turn_of(all.at("begin"));
    reading.escalation = turn_of(all.at("escalation"));
    reading.climax = turn_of(all.at("climax"));
    reading.logline = all.at("logline").get<std::string>();
    reading.protagonist = all.at("protagonist").get<std::string>();
    reading.antagonist = all.at("antagonist").get<std::string>();
    reading.keep_secret = all.at("keep_secret").get<std::vector<std::string>>();
    if (all.contains("cards")) reading.cards = all["cards"].get<std::vector<std::string>>();
    for (const auto& line : all.at("spine")) reading.spine.push_back(spine_line_of(line));
    for (const auto& chunk : all.at("chunks")) reading.chunks.push_back(chunk_of(chunk));
    return reading;
  } catch (const Json::exception& e) {
    refuse(e.what());
  } catch (const base::JsonError& e) {
    refuse(e.what());
  }
}

}  // namespace cinecut::reading
