#include "cinecut/conform/title_style.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace cinecut {
namespace {

constexpr const char* kSerif = "EB Garamond 12,EB Garamond,Cormorant Garamond,DejaVu Serif,serif";
constexpr const char* kCondensed = "Bebas Neue,Oswald,League Gothic,Inter,sans-serif";
constexpr const char* kGeometric = "League Spartan,Montserrat,Inter,sans-serif";
constexpr const char* kThin = "Inter Display,Inter,Lato,DejaVu Sans,sans-serif";

// Cold steel, old gold, bone, daylight.
const TitleStyle kHard{
    kCondensed,        700,  true, 0.16, 0.19, {0.97, 0.98, 1.0}, {0.66, 0.70, 0.76},
    {0.55, 0.72, 1.0}, 0.40, 0.12};
const TitleStyle kClassic{
    kSerif, 400, true, 0.30, 0.14, {1.0, 0.97, 0.90}, {0.86, 0.78, 0.62}, {1.0, 0.78, 0.45},
    0.28,   0.55};
const TitleStyle kDread{
    kSerif, 400, true, 0.52, 0.14, {0.92, 0.90, 0.88}, {0.66, 0.60, 0.58}, {0.75, 0.10, 0.06},
    0.42,   0.70};
const TitleStyle kBright{
    kGeometric,        700,  true, 0.10, 0.15, {1.0, 1.0, 0.98}, {0.98, 0.90, 0.72},
    {1.0, 0.80, 0.42}, 0.30, 0.30};
const TitleStyle kFuture{
    kThin, 200, true, 0.62, 0.13, {0.96, 0.99, 1.0}, {0.72, 0.84, 0.94}, {0.30, 0.65, 1.0},
    0.55,  0.60};
const TitleStyle kPlain{
    kThin, 300, true, 0.34, 0.11, {0.98, 0.98, 0.98}, {0.84, 0.84, 0.84}, {0.9, 0.95, 1.0},
    0.18,  0.60};
const TitleStyle kDusty{
    kCondensed,        400,  true, 0.30, 0.17, {1.0, 0.93, 0.80}, {0.85, 0.66, 0.42},
    {1.0, 0.60, 0.25}, 0.35, 0.45};

TitleStyle glowing(TitleStyle style, Rgb glow) {
  style.glow = glow;
  return style;
}

// The same letters in another light.
const TitleStyle kCrime = glowing(kHard, {0.90, 0.75, 0.40});
const TitleStyle kWar = glowing(kHard, {1.0, 0.45, 0.20});
const TitleStyle kMystery = glowing(kDread, {0.35, 0.55, 0.70});
const TitleStyle kFantasy = [] {
  TitleStyle style = glowing(kClassic, {0.65, 0.55, 1.0});
  style.glow_strength = 0.45;
  return style;
}();
const TitleStyle kRomance = [] {
  TitleStyle style = glowing(kClassic, {1.0, 0.62, 0.55});
  style.bottom = {0.95, 0.76, 0.70};
  return style;
}();

struct Named {
  std::string_view vibe;
  const TitleStyle* style;
};

const std::array<Named, 18> kNamed{{{"action", &kHard},
                                    {"adventure", &kDusty},
                                    {"animation", &kBright},
                                    {"comedy", &kBright},
                                    {"crime", &kCrime},
                                    {"documentary", &kPlain},
                                    {"drama", &kClassic},
                                    {"family", &kBright},
                                    {"fantasy", &kFantasy},
                                    {"history", &kClassic},
                                    {"horror", &kDread},
                                    {"music", &kBright},
                                    {"mystery", &kMystery},
                                    {"romance", &kRomance},
                                    {"sci-fi", &kFuture},
                                    {"thriller", &kHard},
                                    {"war", &kWar},
                                    {"western", &kDusty}}};

const TitleStyle& by_look(const Vibe& vibe) {
  if (vibe.contrast >= 1.15) return vibe.saturation < 0.8 ? kDread : kHard;
  if (vibe.saturation >= 1.1) return kBright;
  return vibe.temperature_shift > 0.03 ? kClassic : kPlain;
}

}  // namespace

TitleStyle title_style(const Vibe& vibe) {
  const auto found = std::ranges::find_if(
      kNamed, [&](const Named& named) { return is_same_vibe(named.vibe, vibe.name); });
  return found != kNamed.end() ? *found->style : by_look(vibe);
}

TitleStyle end_style(const Vibe& vibe) {
  TitleStyle style = title_style(vibe);
  style.height *= 0.32;
  style.tracking = std::clamp(style.tracking, 0.25, 0.40);
  style.weight = std::max(style.weight, 300);
  style.top = style.bottom = {0.78, 0.78, 0.78};
  style.glow_strength = 0;
  style.attack_s = 0.6;
  return style;
}

}  // namespace cinecut
