#include "cinecut/music/score/internal/kits.h"

namespace cinecut::score {
namespace {

constexpr Row own(Tone tone, std::string_view pattern, float level = 1) {
  return {Row::Source::tone, static_cast<int>(tone), pattern, level};
}
constexpr Row key(int drum, std::string_view pattern, float level = 1) {
  return {Row::Source::drum_key, drum, pattern, level};
}
constexpr Row timpani(std::string_view pattern, float level = 1) {
  return {Row::Source::timpani, 0, pattern, level};
}

// The General MIDI drum map.
constexpr int kSideStick = 37, kSnare = 38, kFloorTom = 43, kMidTom = 47, kHighTom = 50, kRide = 51,
              kTambourine = 54, kCowbell = 56, kHighBongo = 60, kLowBongo = 61, kWoodHigh = 76,
              kWoodLow = 77, kTriangle = 81, kRollSnare = 40;

const Kit& epic_kit() {
  static const Kit kit = {{
      {own(Tone::deep_drum, "X...............", 0.8f), own(Tone::drum, "............o...", 0.6f)},
      {own(Tone::deep_drum, "X.....x.X.......", 0.9f), own(Tone::drum, "....x.......x.o.", 0.7f),
       own(Tone::hat, "o.o.o.o.o.o.o.o.", 0.23f)},
      {own(Tone::deep_drum, "X.....x.X...x...", 0.9f), own(Tone::drum, "..x.x...x.x.x.x.", 0.8f),
       own(Tone::slap, "....x.......x...", 0.5f), own(Tone::hat, "x.o.x.o.x.o.x.o.", 0.27f)},
      {own(Tone::deep_drum, "X..x..x.X..x..x.", 1.0f), own(Tone::drum, "x.xxx.x.x.xxx.xx", 0.85f),
       own(Tone::slap, "....X.......X..x", 0.7f), own(Tone::hat, "xoxoxoxoxoxoxoxo", 0.35f),
       own(Tone::metal, "....x.......X...", 0.3f), timpani("X.......x.......", 0.9f),
       key(kFloorTom, "..o...o...o...oo", 0.8f)},
  }};
  return kit;
}

const Kit& hybrid_kit() {
  static const Kit kit = {{
      {own(Tone::kick, "X...............", 0.6f), own(Tone::slap, "..........o.....", 0.4f)},
      {own(Tone::kick, "X.....x.X.......", 0.8f), own(Tone::drum, "............x...", 0.7f),
       own(Tone::hat, "o.o.o.o.o.o.o.o.", 0.32f)},
      {own(Tone::kick, "X.....x.X...x...", 0.9f), own(Tone::clap, "....x.......x...", 0.5f),
       own(Tone::drum, "..x...x...x...xx", 0.7f), own(Tone::hat, "xoxoxoxoxoxoxoxo", 0.32f)},
      {own(Tone::kick, "X...X...X...X...", 0.9f), own(Tone::deep_drum, "X.....X...X.....", 0.8f),
       own(Tone::clap, "....X.......X...", 0.7f), own(Tone::drum, "x.xx..x.x.xx..xx", 0.8f),
       own(Tone::metal, "......x.......x.", 0.25f), own(Tone::hat, "..x...x...x...x.", 0.54f)},
  }};
  return kit;
}

const Kit& march_kit() {
  static const Kit kit = {{
      {own(Tone::deep_drum, "X.......o.......", 0.7f), key(kSnare, "............o.oo", 0.35f)},
      {own(Tone::deep_drum, "X.......x.......", 0.9f), key(kSnare, "o.ooo.ooo.ooo.oo", 0.4f),
       timpani("X...........x...", 0.8f)},
      {own(Tone::deep_drum, "X.....x.X.......", 0.9f), key(kSnare, "x.oox.oox.ooxooo", 0.5f),
       own(Tone::drum, "....x.......x.x.", 0.7f), timpani("X.......x.......", 0.8f)},
      {own(Tone::deep_drum, "X...x...X...x...", 1.0f), key(kRollSnare, "X.xxX.xxX.xxXxxx", 0.6f),
       own(Tone::drum, "..x.x.x...x.x.xx", 0.85f), timpani("X...x...X...x.x.", 0.9f),
       own(Tone::hat, "..x...x...x...x.", 0.35f), own(Tone::metal, "........x.......", 0.25f)},
  }};
  return kit;
}

const Kit& light_kit() {
  static const Kit kit = {{
      {own(Tone::shaker, "o...o...o...o...", 0.25f)},
      {own(Tone::shaker, "x.o.x.o.x.o.x.o.", 0.35f), own(Tone::kick, "x.......o.......", 0.45f)},
      {own(Tone::shaker, "x.o.x.o.x.o.x.oo", 0.40f), own(Tone::kick, "X.....o.x.......", 0.6f),
       key(kSideStick, "....x.......x...", 0.5f)},
      {key(kTambourine, "..x...x...x...x.", 0.7f), own(Tone::kick, "X.....x.X.......", 0.75f),
       key(kSnare, "....x.......x..o", 0.55f), own(Tone::deep_drum, "X.......x.......", 0.6f),
       key(kRide, "x...x.o.x...x.o.", 0.9f)},
  }};
  return kit;
}

const Kit& playful_kit() {
  static const Kit kit = {{
      {key(kWoodHigh, "X.......o.......", 0.5f), key(kWoodLow, "....o.......o...", 0.5f)},
      {key(kWoodHigh, "X.....o.x...o...", 0.5f), own(Tone::kick, "x.......x.......", 0.5f),
       key(kTambourine, "....x.......x...", 0.7f), own(Tone::shaker, "o.o.o.o.o.o.o.o.", 0.30f)},
      {key(kLowBongo, "X.....x.X.....x.", 0.45f), own(Tone::kick, "X.......X.......", 0.6f),
       key(kHighBongo, "..x.x.o...x.x.oo", 0.6f), key(kTambourine, "....x.......x...", 0.8f)},
      {own(Tone::kick, "X...x...X...x...", 0.7f), key(kSnare, "....X..o....X.oo", 0.55f),
       key(kTambourine, "..x...x...x...x.", 0.8f), key(kTriangle, "x...x...x...x...", 0.8f),
       key(kWoodHigh, "x..x..x.x..x..x.", 0.4f)},
  }};
  return kit;
}

const Kit& dread_kit() {
  static const Kit kit = {{
      {own(Tone::heartbeat, "X.......X.......", 0.8f)},
      {own(Tone::heartbeat, "X.......X.......", 0.8f),
       own(Tone::deep_drum, "X.............o.", 0.8f), own(Tone::metal, "..........o.....", 0.2f)},
      {own(Tone::deep_drum, "X.......X.....x.", 0.9f), own(Tone::metal, "......x.....o...", 0.3f),
       own(Tone::slap, "....o.......o.oo", 0.5f), own(Tone::tick, "x.x.x.x.x.x.x.x.", 0.5f)},
      {own(Tone::deep_drum, "X..x....X.x...x.", 1.0f), own(Tone::drum, "X.x.x.x.X.x.xxxx", 0.7f),
       own(Tone::metal, "......X.......x.", 0.4f), own(Tone::slap, "....X.......X...", 0.6f),
       timpani("X.......X.......", 0.9f)},
  }};
  return kit;
}

const Kit& club_kit() {
  static const Kit kit = {{
      {own(Tone::kick, "X.......o.......", 0.5f), own(Tone::hat, "..o...o...o...o.", 0.41f)},
      {own(Tone::kick, "X...X...X...X...", 0.7f), own(Tone::hat, "..x...x...x...x.", 0.45f),
       own(Tone::clap, "............x...", 0.4f)},
      {own(Tone::kick, "X...X...X...X...", 0.8f), own(Tone::hat, "..x...x...x...x.", 0.60f),
       own(Tone::clap, "....x.......x...", 0.6f), own(Tone::hat, "xoxoxoxoxoxoxoxo", 0.32f)},
      {own(Tone::kick, "X...X...X...X...", 1.0f), own(Tone::hat, "..X...X...X...X.", 0.60f),
       own(Tone::clap, "....X.......X..x", 0.8f), own(Tone::hat, "xoxxxoxxxoxxxoxx", 0.36f),
       own(Tone::drum, "......x..x....x.", 0.5f), key(kCowbell, "..o..o..o...o...", 0.2f)},
  }};
  return kit;
}

const Kit& desert_kit() {
  // Triplets: the gallop.
  static const Kit kit = {{
      {own(Tone::slap, "o..o..o..o..", 0.4f), own(Tone::deep_drum, "X...........", 0.6f)},
      {own(Tone::drum, "X.ox.oX.ox.o", 0.5f), key(kTambourine, "...x.....x..", 0.7f)},
      {own(Tone::drum, "X.xx.xX.xx.x", 0.7f), own(Tone::deep_drum, "X.....x.....", 0.8f),
       key(kTambourine, "...x.....x..", 0.8f), own(Tone::slap, "...x.....x.o", 0.5f)},
      {own(Tone::drum, "X.xX.xX.xX.x", 0.9f), own(Tone::deep_drum, "X.....X..x..", 1.0f),
       key(kSnare, "...X.o...X.o", 0.5f), key(kMidTom, "..o..o..o..o", 0.7f),
       timpani("X.....x.....", 0.9f), key(kHighTom, ".....o.....o", 0.6f)},
  }};
  return kit;
}

}  // namespace

const Kit& kit_of(vibe::Drums drums) {
  switch (drums) {
    case vibe::Drums::epic:
      return epic_kit();
    case vibe::Drums::hybrid:
      return hybrid_kit();
    case vibe::Drums::march:
      return march_kit();
    case vibe::Drums::light:
      return light_kit();
    case vibe::Drums::playful:
      return playful_kit();
    case vibe::Drums::dread:
      return dread_kit();
    case vibe::Drums::club:
      return club_kit();
    case vibe::Drums::desert:
      break;
  }
  return desert_kit();
}

}  // namespace cinecut::score
