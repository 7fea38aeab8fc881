#include "cinecut/vibe/internal/built_in.h"

#include <algorithm>
#include <cmath>
#include <iterator>

namespace cinecut::vibe {
namespace {

struct Row {
  const char* name;
  double temperature_shift, saturation, contrast, brightness;
  double loudness_lufs;
  double average_shot_1, average_shot_2, average_shot_3;  // Seconds.
  int shots_min, shots_max;
  double dialogue_share;
  edit::Transition primary, secondary;
  double bpm, bpm_min, bpm_max;
};

constexpr auto kCut = edit::Transition::hard_cut;
constexpr auto kMix = edit::Transition::crossfade;
constexpr auto kFade = edit::Transition::fade_to_black;

using enum edit::Emotion;

// clang-format off
constexpr Row kRows[] = {
    // name, look: warmth, saturation, contrast, brightness; LUFS; seconds a shot in act 1, 2, 3;
    // shots; dialogue; transitions; tempo
    {"action", -0.05, 1.15, 1.2, 0, -14, 4, 2.5, 1.2, 25, 35, 0.25, kCut, kCut, 128, 100, 160},
    {"adventure", 0.03, 1.1, 1.1, 0.02, -14, 5, 3.5, 2, 20, 30, 0.35, kMix, kFade, 110, 90, 140},
    {"animation", 0, 1.25, 1, 0.03, -16, 5, 3.5, 2.5, 18, 25, 0.4, kCut, kMix, 100, 80, 130},
    {"comedy", 0.05, 1.1, 0.9, 0.03, -16, 5, 4, 3, 15, 22, 0.55, kCut, kMix, 95, 75, 130},
    {"crime", -0.05, 0.75, 1.25, -0.02, -18, 5, 3.5, 2, 20, 28, 0.4, kCut, kFade, 105, 80, 140},
    {"documentary", 0, 0.9, 1, 0, -20, 7, 5, 4, 12, 18, 0.6, kMix, kMix, 75, 55, 110},
    {"drama", -0.02, 0.85, 1.15, -0.01, -18, 7, 5, 3.5, 14, 20, 0.55, kMix, kFade, 80, 60, 110},
    {"family", 0.05, 1.1, 0.9, 0.03, -16, 5, 4, 3, 16, 22, 0.45, kMix, kMix, 95, 75, 130},
    {"fantasy", 0, 1.15, 1.1, 0.02, -16, 6, 4, 2.5, 18, 26, 0.35, kMix, kFade, 105, 80, 140},
    {"history", 0.07, 0.8, 1.15, -0.02, -18, 7, 5, 3.5, 14, 20, 0.55, kMix, kFade, 80, 55, 110},
    {"horror", -0.03, 0.7, 1.35, -0.05, -20, 6, 4, 1.8, 20, 28, 0.3, kCut, kFade, 90, 60, 130},
    {"music", 0, 1.2, 0.95, 0.02, -14, 4, 3, 2, 20, 28, 0.2, kCut, kCut, 120, 90, 160},
    {"mystery", -0.04, 0.75, 1.2, -0.03, -18, 6, 4.5, 3, 16, 22, 0.45, kMix, kFade, 88, 65, 120},
    {"romance", 0.07, 1.05, 0.85, 0.04, -18, 7, 5, 4, 12, 18, 0.55, kMix, kFade, 80, 60, 110},
    {"sci-fi", -0.08, 0.9, 1.25, -0.02, -14, 5, 3.5, 2, 22, 30, 0.35, kCut, kFade, 115, 90, 150},
    {"thriller", -0.04, 0.85, 1.3, -0.03, -16, 5, 3, 1.5, 25, 35, 0.3, kCut, kFade, 120, 90, 150},
    {"war", -0.02, 0.7, 1.2, -0.03, -16, 5, 3, 1.5, 25, 35, 0.25, kCut, kCut, 118, 90, 150},
    {"western", 0.08, 0.85, 1.15, -0.01, -18, 6, 4.5, 3, 16, 22, 0.45, kMix, kFade, 90, 65, 125},
};
// clang-format on

struct Wish {
  std::string_view vibe;
  edit::Emotion first, second;
};

// The other vibes want every feeling alike.
constexpr Wish kWishes[] = {
    {"action", intense, comedic},     {"adventure", intense, positive},
    {"animation", comedic, positive}, {"comedy", comedic, romantic},
    {"crime", intense, negative},     {"drama", negative, romantic},
    {"family", positive, comedic},    {"fantasy", intense, positive},
    {"horror", intense, negative},    {"mystery", negative, intense},
    {"romance", romantic, positive},  {"sci-fi", intense, negative},
    {"thriller", intense, negative},  {"war", intense, negative},
    {"western", intense, negative},
};

Vibe to_vibe(const Row& r) {
  Vibe v;
  v.name = r.name;
  v.temperature_shift = r.temperature_shift;
  v.saturation = r.saturation;
  v.contrast = r.contrast;
  v.brightness = r.brightness;
  v.loudness_lufs = r.loudness_lufs;
  v.average_shot[0] = base::from_seconds(r.average_shot_1);
  v.average_shot[1] = base::from_seconds(r.average_shot_2);
  v.average_shot[2] = base::from_seconds(r.average_shot_3);
  v.shots_min = r.shots_min;
  v.shots_max = r.shots_max;
  v.dialogue_share = r.dialogue_share;
  v.primary = r.primary;
  v.secondary = r.secondary;
  v.bpm = r.bpm;
  v.bpm_min = r.bpm_min;
  v.bpm_max = r.bpm_max;
  const auto* wish = std::ranges::find(kWishes, v.name, &Wish::vibe);
  if (wish != std::end(kWishes)) {
    v.first_feeling = wish->first;
    v.second_feeling = wish->second;
  }
  v.palette = built_in_palette(v.name);
  v.titles = built_in_titles(v.name);
  return v;
}

/// How differently two vibes move.
double distance(const Vibe& a, const Vibe& b) {
  double sum = std::abs(std::log(std::max(a.bpm, 20.0) / std::max(b.bpm, 20.0))) * 3;
  for (int act = 0; act < 3; ++act) {
    sum += std::abs(base::to_seconds(a.average_shot[act] - b.average_shot[act]));
  }
  return sum + std::abs(a.temperature_shift - b.temperature_shift) * 10 +
         std::abs(a.brightness - b.brightness) * 10;
}

}  // namespace

const std::vector<Vibe>& built_in_vibes() {
  static const std::vector<Vibe> vibes = [] {
    std::vector<Vibe> all;
    all.reserve(std::size(kRows));
    for (const Row& r : kRows) all.push_back(to_vibe(r));
    return all;
  }();
  return vibes;
}

Vibe completed(Vibe own) {
  const auto& known = built_in_vibes();
  if (const Vibe* same = vibe_named(known, own.name)) {
    own.palette = same->palette;
    own.titles = same->titles;
    own.first_feeling = same->first_feeling;
    own.second_feeling = same->second_feeling;
    own.loudness_tolerance_lu = same->loudness_tolerance_lu;
    return own;
  }
  own.palette = std::ranges::min_element(known, {}, [&](const Vibe& other) {
                  return distance(own, other);
                })->palette;
  own.titles = titles_by_look(own);
  return own;
}

}  // namespace cinecut::vibe
