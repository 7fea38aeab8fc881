#include <algorithm>
#include <iterator>

#include "cinecut/vibe/internal/built_in.h"

namespace cinecut::vibe {
namespace {

constexpr const char* kSerif = "EB Garamond 12,EB Garamond,Cormorant Garamond,DejaVu Serif,serif";
constexpr const char* kCondensed = "Bebas Neue,Oswald,League Gothic,Inter,sans-serif";
constexpr const char* kGeometric = "League Spartan,Montserrat,Inter,sans-serif";
constexpr const char* kThin = "Inter Display,Inter,Lato,DejaVu Sans,sans-serif";

/// Cold steel.
TitleStyle hard() {
  return {.fonts = kCondensed,
          .weight = 700,
          .tracking = 0.16,
          .height = 0.19,
          .top = {0.97, 0.98, 1.0},
          .bottom = {0.66, 0.70, 0.76},
          .glow = {0.55, 0.72, 1.0},
          .glow_strength = 0.40,
          .attack_s = 0.12};
}

/// Old gold.
TitleStyle classic() {
  return {.fonts = kSerif,
          .weight = 400,
          .tracking = 0.30,
          .height = 0.14,
          .top = {1.0, 0.97, 0.90},
          .bottom = {0.86, 0.78, 0.62},
          .glow = {1.0, 0.78, 0.45},
          .glow_strength = 0.28,
          .attack_s = 0.55};
}

/// Bone.
TitleStyle dread() {
  return {.fonts = kSerif,
          .weight = 400,
          .tracking = 0.52,
          .height = 0.14,
          .top = {0.92, 0.90, 0.88},
          .bottom = {0.66, 0.60, 0.58},
          .glow = {0.75, 0.10, 0.06},
          .glow_strength = 0.42,
          .attack_s = 0.70};
}

/// Daylight.
TitleStyle bright() {
  return {.fonts = kGeometric,
          .weight = 700,
          .tracking = 0.10,
          .height = 0.15,
          .top = {1.0, 1.0, 0.98},
          .bottom = {0.98, 0.90, 0.72},
          .glow = {1.0, 0.80, 0.42},
          .glow_strength = 0.30,
          .attack_s = 0.30};
}

TitleStyle future() {
  return {.fonts = kThin,
          .weight = 200,
          .tracking = 0.62,
          .height = 0.13,
          .top = {0.96, 0.99, 1.0},
          .bottom = {0.72, 0.84, 0.94},
          .glow = {0.30, 0.65, 1.0},
          .glow_strength = 0.55,
          .attack_s = 0.60};
}

TitleStyle plain() {
  return {.fonts = kThin,
          .weight = 300,
          .tracking = 0.34,
          .height = 0.11,
          .top = {0.98, 0.98, 0.98},
          .bottom = {0.84, 0.84, 0.84},
          .glow = {0.9, 0.95, 1.0},
          .glow_strength = 0.18,
          .attack_s = 0.60};
}

TitleStyle dusty() {
  return {.fonts = kCondensed,
          .weight = 400,
          .tracking = 0.30,
          .height = 0.17,
          .top = {1.0, 0.93, 0.80},
          .bottom = {0.85, 0.66, 0.42},
          .glow = {1.0, 0.60, 0.25},
          .glow_strength = 0.35,
          .attack_s = 0.45};
}

TitleStyle glowing(TitleStyle style, Rgb glow) {
  style.glow = glow;
  return style;
}

// The same letters in another light.
TitleStyle crime() { return glowing(hard(), {0.90, 0.75, 0.40}); }
TitleStyle war() { return glowing(hard(), {1.0, 0.45, 0.20}); }
TitleStyle mystery() { return glowing(dread(), {0.35, 0.55, 0.70}); }
TitleStyle fantasy() {
  TitleStyle style = glowing(classic(), {0.65, 0.55, 1.0});
  style.glow_strength = 0.45;
  return style;
}
TitleStyle romance() {
  TitleStyle style = glowing(classic(), {1.0, 0.62, 0.55});
  style.bottom = {0.95, 0.76, 0.70};
  return style;
}

struct Named {
  std::string_view vibe;
  TitleStyle (*titles)();
};

constexpr Named kTitles[] = {{"action", hard},     {"adventure", dusty}, {"animation", bright},
                             {"comedy", bright},   {"crime", crime},     {"documentary", plain},
                             {"drama", classic},   {"family", bright},   {"fantasy", fantasy},
                             {"history", classic}, {"horror", dread},    {"music", bright},
                             {"mystery", mystery}, {"romance", romance}, {"sci-fi", future},
                             {"thriller", hard},   {"war", war},         {"western", dusty}};

}  // namespace

TitleStyle built_in_titles(std::string_view vibe) {
  const auto* found = std::ranges::find(kTitles, vibe, &Named::vibe);
  return found == std::end(kTitles) ? TitleStyle{} : found->titles();
}

TitleStyle titles_by_look(const Vibe& vibe) {
  if (vibe.contrast >= 1.15) return vibe.saturation < 0.8 ? dread() : hard();
  if (vibe.saturation >= 1.1) return bright();
  return vibe.temperature_shift > 0.03 ? classic() : plain();
}

}  // namespace cinecut::vibe
