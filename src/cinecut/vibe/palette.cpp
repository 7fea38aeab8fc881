#include "cinecut/vibe/palette.h"

namespace cinecut::vibe {
namespace {

constexpr std::array<std::string_view, kMoods.size()> kMoodNames = {
    "dark", "sad", "heroic", "warm", "playful", "tense", "wide", "desert", "groove"};
constexpr std::array<std::string_view, kDrums.size()> kDrumsNames = {
    "epic", "hybrid", "march", "light", "playful", "dread", "club", "desert"};
constexpr std::array<std::string_view, kHitStyles.size()> kHitStyleNames = {"bram", "orchestral",
                                                                            "soft", "electronic"};

}  // namespace

std::string_view name_of(Mood m) { return kMoodNames[static_cast<std::size_t>(m)]; }
std::string_view name_of(Drums d) { return kDrumsNames[static_cast<std::size_t>(d)]; }
std::string_view name_of(HitStyle h) { return kHitStyleNames[static_cast<std::size_t>(h)]; }

}  // namespace cinecut::vibe
