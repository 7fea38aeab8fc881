#include "cinecut/story/story.h"

namespace cinecut {
namespace {

constexpr std::array<std::string_view, 3> kZones = {"BEGINNING", "ESCALATION", "CLIMAX"};
constexpr std::array<std::string_view, 7> kBeatTypes = {"inciting_incident",
                                                        "character_introduction",
                                                        "escalation_beat",
                                                        "relationship_beat",
                                                        "money_shot",
                                                        "climax_peak",
                                                        "breath"};
constexpr std::array<std::string_view, kSignals> kSignalNames = {
    "motion", "contrast", "uniqueness", "emotion", "face", "confidence", "saturation", "place"};
constexpr std::array<std::string_view, 5> kLineKinds = {"exposition", "question", "statement",
                                                        "threat", "feeling"};

template <typename Enum>
constexpr std::size_t index(Enum e) {
  return static_cast<std::size_t>(e);
}

}  // namespace

std::string_view name_of(Zone z) { return kZones[index(z)]; }
std::string_view name_of(BeatType b) { return kBeatTypes[index(b)]; }
std::string_view name_of(Signal s) { return kSignalNames[index(s)]; }
std::string_view name_of(LineKind k) { return kLineKinds[index(k)]; }

}  // namespace cinecut
