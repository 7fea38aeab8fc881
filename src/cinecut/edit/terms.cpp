#include "cinecut/edit/terms.h"

namespace cinecut::edit {
namespace {

constexpr std::array<std::string_view, kParts.size()> kPartNames = {
    "cold_open", "act_1", "beat_drop", "act_2", "silence", "act_3", "title", "button", "end_card"};
constexpr std::array<std::string_view, kZones.size()> kZoneNames = {"BEGINNING", "ESCALATION",
                                                                    "CLIMAX"};
constexpr std::array<std::string_view, kBeatTypes.size()> kBeatTypeNames = {
    "inciting_incident",
    "character_introduction",
    "escalation_beat",
    "relationship_beat",
    "money_shot",
    "climax_peak",
    "breath"};
constexpr std::array<std::string_view, kSignals> kSignalNames = {
    "motion", "contrast", "uniqueness", "emotion", "face", "confidence", "saturation", "place"};
constexpr std::array<std::string_view, kEmotions.size()> kEmotionNames = {
    "intense", "romantic", "negative", "comedic", "positive", "neutral"};
constexpr std::array<std::string_view, kTransitions.size()> kTransitionNames = {
    "hard_cut", "crossfade", "fade_to_black", "fade_to_white"};
constexpr std::array<std::string_view, kRoles.size()> kRoleNames = {
    "hook", "world", "person", "want", "threat", "turn", "vow", "question", "punch_line"};

template <typename Enum>
constexpr std::size_t index(Enum e) {
  return static_cast<std::size_t>(e);
}

}  // namespace

std::string_view name_of(Part p) { return kPartNames[index(p)]; }
std::string_view name_of(Zone z) { return kZoneNames[index(z)]; }
std::string_view name_of(BeatType b) { return kBeatTypeNames[index(b)]; }
std::string_view name_of(Signal s) { return kSignalNames[index(s)]; }
std::string_view name_of(Emotion e) { return kEmotionNames[index(e)]; }
std::string_view name_of(Transition t) { return kTransitionNames[index(t)]; }
std::string_view name_of(Role r) { return kRoleNames[index(r)]; }

}  // namespace cinecut::edit
