#pragma once
// Private to this folder: the names of the manifest's enumerations, both ways.

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "cinecut/cut/manifest.h"

namespace cinecut {

inline constexpr std::array kParts{Part::cold_open, Part::act_1,   Part::beat_drop,
                                   Part::act_2,     Part::silence, Part::act_3,
                                   Part::title,     Part::button,  Part::end_card};
inline constexpr std::array kZones{Zone::beginning, Zone::escalation, Zone::climax};
inline constexpr std::array kBeatTypes{BeatType::inciting_incident,
                                       BeatType::character_introduction,
                                       BeatType::escalation_beat,
                                       BeatType::relationship_beat,
                                       BeatType::money_shot,
                                       BeatType::climax_peak,
                                       BeatType::breath};
inline constexpr std::array kTransitions{Transition::hard_cut, Transition::crossfade,
                                         Transition::fade_to_black, Transition::fade_to_white};
inline constexpr std::array kAllSignals{Signal::motion,     Signal::contrast, Signal::uniqueness,
                                        Signal::emotion,    Signal::face,     Signal::confidence,
                                        Signal::saturation, Signal::place};

template <typename Values>
std::optional<typename Values::value_type> value_named(const Values& values,
                                                       std::string_view name) {
  for (const auto value : values) {
    if (name_of(value) == name) return value;
  }
  return std::nullopt;
}

/// "hard_cut, crossfade, …"
template <typename Values>
std::string names_of(const Values& values) {
  std::string names;
  for (const auto value : values) {
    if (!names.empty()) names += ", ";
    names += name_of(value);
  }
  return names;
}

}  // namespace cinecut
