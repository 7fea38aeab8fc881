#pragma once
// The words of an edit: what its clips are, do and show, each with the name that files give it.

#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace cinecut::edit {

/// A part of a trailer, in the order of its form.
enum class Part {
  cold_open,  ///< A first glimpse, before anything is told.
  act_1,      ///< The world and who lives in it.
  beat_drop,  ///< The music breaks in.
  act_2,      ///< It gets worse.
  silence,    ///< The black pause before act 3: no clips; of the music a last sound at most.
  act_3,      ///< The montage.
  title,      ///< The film's name.
  button,     ///< One last moment after it.
  end_card
};

/// Which part of the story a stretch of film belongs to.
enum class Zone { beginning, escalation, climax };

/// What a stretch of film does in a story.
enum class BeatType {
  inciting_incident,
  character_introduction,
  escalation_beat,
  relationship_beat,
  money_shot,
  climax_peak,
  breath
};

/// What makes a stretch of film worth showing.
enum class Signal { motion, contrast, uniqueness, emotion, face, confidence, saturation, place };
inline constexpr int kSignals = 8;

/// How what is said feels.
enum class Emotion { intense, romantic, negative, comedic, positive, neutral };

/// What a line does in the story that a trailer tells.
enum class Role {
  hook,       ///< Makes one want to know more.
  world,      ///< Where and when it is, and what holds there.
  person,     ///< Who somebody is.
  want,       ///< What somebody is after.
  threat,     ///< What stands against it.
  turn,       ///< From here on it is otherwise.
  vow,        ///< What somebody will do, come what may.
  question,   ///< Left open.
  punch_line  ///< The last word.
};

/// How one clip gives way to the next.
enum class Transition { hard_cut, crossfade, fade_to_black, fade_to_white };

std::string_view name_of(Part p);        ///< "act_1"
std::string_view name_of(Zone z);        ///< "BEGINNING"
std::string_view name_of(BeatType b);    ///< "inciting_incident"
std::string_view name_of(Signal s);      ///< "motion"
std::string_view name_of(Emotion e);     ///< "intense"
std::string_view name_of(Transition t);  ///< "hard_cut"
std::string_view name_of(Role r);        ///< "punch_line"

// All values of each, in order.
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
inline constexpr std::array kAllSignals{Signal::motion,     Signal::contrast, Signal::uniqueness,
                                        Signal::emotion,    Signal::face,     Signal::confidence,
                                        Signal::saturation, Signal::place};
inline constexpr std::array kEmotions{Emotion::intense, Emotion::romantic, Emotion::negative,
                                      Emotion::comedic, Emotion::positive, Emotion::neutral};
inline constexpr std::array kTransitions{Transition::hard_cut, Transition::crossfade,
                                         Transition::fade_to_black, Transition::fade_to_white};
inline constexpr std::array kRoles{Role::hook, Role::world,    Role::person,
                                   Role::want, Role::threat,   Role::turn,
                                   Role::vow,  Role::question, Role::punch_line};

/// The one of `values` with that name. Nothing: none has it.
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

}  // namespace cinecut::edit
