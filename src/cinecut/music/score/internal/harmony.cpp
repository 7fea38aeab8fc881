#include "cinecut/music/score/internal/harmony.h"

#include <algorithm>
#include <cstdlib>
#include <limits>
#include <span>
#include <string_view>

namespace cinecut::score {
namespace {

// Chords as semitones of the root above the tonic and a quality: M major, m minor, d diminished,
// s suspended fourth, 5 open fifth with ninth.
struct Step {
  int root;
  char quality;
};
using Progression = std::array<Step, 4>;

constexpr Chord chord_of(Step s) {
  const int r = s.root;
  switch (s.quality) {
    case 'M':
      return {{r, r + 4, r + 7}};
    case 'm':
      return {{r, r + 3, r + 7}};
    case 'd':
      return {{r, r + 3, r + 6}};
    case 's':
      return {{r, r + 5, r + 7}};
    default:
      return {{r, r + 2, r + 7}};
  }
}

constexpr std::array<int, 7> kMinorScale = {0, 2, 3, 5, 7, 8, 10};
constexpr std::array<int, 7> kMajorScale = {0, 2, 4, 5, 7, 9, 11};
constexpr std::array<int, 7> kPhrygianScale = {0, 1, 3, 5, 7, 8, 10};
constexpr std::array<int, 7> kDorianScale = {0, 2, 3, 5, 7, 9, 10};

constexpr Progression kDark[] = {{{{0, 'm'}, {8, 'M'}, {3, 'M'}, {10, 'M'}}},
                                 {{{0, 'm'}, {0, '5'}, {8, 'M'}, {10, 'M'}}},
                                 {{{0, 'm'}, {8, 'M'}, {5, 'm'}, {7, 'M'}}},
                                 {{{0, 'm'}, {5, 'm'}, {8, 'M'}, {7, 's'}}},
                                 {{{0, 'm'}, {1, 'M'}, {8, 'M'}, {10, 'M'}}}};
constexpr Progression kSad[] = {{{{0, 'm'}, {10, 'M'}, {8, 'M'}, {8, 'M'}}},
                                {{{0, 'm'}, {7, 'm'}, {8, 'M'}, {5, 'm'}}},
                                {{{8, 'M'}, {10, 'M'}, {0, 'm'}, {0, '5'}}},
                                {{{0, 'm'}, {3, 'M'}, {5, 'm'}, {8, 'M'}}}};
constexpr Progression kHeroic[] = {{{{0, 'M'}, {10, 'M'}, {5, 'M'}, {0, 'M'}}},
                                   {{{0, 'M'}, {8, 'M'}, {10, 'M'}, {0, 'M'}}},
                                   {{{9, 'm'}, {5, 'M'}, {0, 'M'}, {7, 'M'}}},
                                   {{{0, 'M'}, {7, 'M'}, {9, 'm'}, {5, 'M'}}}};
constexpr Progression kWarm[] = {{{{0, 'M'}, {7, 'M'}, {9, 'm'}, {5, 'M'}}},
                                 {{{0, 'M'}, {5, 'M'}, {9, 'm'}, {7, 's'}}},
                                 {{{5, 'M'}, {0, 'M'}, {7, 'M'}, {9, 'm'}}},
                                 {{{0, '5'}, {4, 'm'}, {5, 'M'}, {7, 's'}}}};
constexpr Progression kPlayful[] = {{{{0, 'M'}, {9, 'm'}, {2, 'm'}, {7, 'M'}}},
                                    {{{0, 'M'}, {5, 'M'}, {0, 'M'}, {7, 'M'}}},
                                    {{{0, 'M'}, {2, 'M'}, {5, 'M'}, {7, 'M'}}},
                                    {{{0, 'M'}, {4, 'M'}, {5, 'M'}, {7, 'M'}}}};
constexpr Progression kTense[] = {{{{0, 'm'}, {1, 'M'}, {0, 'm'}, {6, 'd'}}},
                                  {{{0, 'm'}, {8, 'm'}, {0, 'm'}, {11, 'd'}}},
                                  {{{0, 'm'}, {3, 'd'}, {1, 'M'}, {0, 'm'}}},
                                  {{{0, 'd'}, {0, 'm'}, {8, 'm'}, {1, 'M'}}}};
constexpr Progression kWide[] = {{{{0, 'm'}, {8, 'M'}, {5, 'm'}, {10, 's'}}},
                                 {{{0, 'M'}, {8, 'M'}, {3, 'M'}, {10, 'M'}}},
                                 {{{0, 'm'}, {3, 'M'}, {10, 'M'}, {5, 'M'}}},
                                 {{{0, '5'}, {8, 'M'}, {0, '5'}, {3, 'M'}}}};
constexpr Progression kDesert[] = {{{{0, 'm'}, {10, 'M'}, {8, 'M'}, {7, 'M'}}},
                                   {{{0, 'm'}, {10, 'M'}, {0, 'm'}, {7, 'm'}}},
                                   {{{0, 'm'}, {3, 'M'}, {10, 'M'}, {5, 'M'}}}};
constexpr Progression kGroove[] = {{{{0, 'm'}, {8, 'M'}, {3, 'M'}, {10, 'M'}}},
                                   {{{0, 'm'}, {5, 'm'}, {8, 'M'}, {10, 'M'}}},
                                   {{{8, 'M'}, {10, 'M'}, {0, 'm'}, {3, 'M'}}}};

struct Material {
  std::array<int, 7> scale;
  std::span<const Progression> progressions;
};

Material material_of(vibe::Mood mood) {
  switch (mood) {
    case vibe::Mood::dark:
      return {kMinorScale, kDark};
    case vibe::Mood::sad:
      return {kMinorScale, kSad};
    case vibe::Mood::heroic:
      return {kMajorScale, kHeroic};
    case vibe::Mood::warm:
      return {kMajorScale, kWarm};
    case vibe::Mood::playful:
      return {kMajorScale, kPlayful};
    case vibe::Mood::tense:
      return {kPhrygianScale, kTense};
    case vibe::Mood::wide:
      return {kMinorScale, kWide};
    case vibe::Mood::desert:
      return {kDorianScale, kDesert};
    case vibe::Mood::groove:
      return {kMinorScale, kGroove};
  }
  return {kMinorScale, kDark};
}

// A bar in eighths: a letter starts a note ("X" strong), "-" holds it, "." rests.
constexpr std::array<std::string_view, 6> kOpeningBars = {"X--x--x-", "X---x-x-", "X-x-X---",
                                                          "X--xX---", "X-----x-", "..x-X-x-"};
constexpr std::array<std::string_view, 5> kAnsweringBars = {"X-------", "X-----..", "X---X---",
                                                            "X--x----", "X---...."};

int pitch_class(int semitone) { return ((semitone % 12) + 12) % 12; }

bool in_chord(const Chord& chord, int semitone) {
  return std::ranges::any_of(chord.tones,
                             [&](int t) { return pitch_class(t) == pitch_class(semitone); });
}

/// A scale note clashes when it lies a semitone beside a note of the chord.
bool fits(const Harmony& h, const Chord& chord, int semitone) {
  if (in_chord(chord, semitone)) return true;
  if (!std::ranges::any_of(h.scale, [&](int s) { return s == pitch_class(semitone); })) {
    return false;
  }
  return !in_chord(chord, semitone - 1) && !in_chord(chord, semitone + 1);
}

/// The note nearest to `wanted` that is allowed; upwards first when `up`.
int settle(const Harmony& h, const Chord& chord, int wanted, bool strong, bool up) {
  for (int away = 0; away < 12; ++away) {
    for (const int side : {up ? 1 : -1, up ? -1 : 1}) {
      const int note = wanted + side * away;
      if (note < -5 || note > 19) continue;
      if (strong ? in_chord(chord, note) : fits(h, chord, note)) return note;
    }
  }
  return chord.tones[0];
}

void add_bar(Harmony& h, int bar, std::string_view rhythm, int& line, Random& random) {
  const auto& chord = h.chords[static_cast<std::size_t>(bar)];
  for (std::size_t i = 0; i < rhythm.size(); ++i) {
    if (rhythm[i] != 'X' && rhythm[i] != 'x') continue;
    auto end = i + 1;
    while (end < rhythm.size() && rhythm[end] == '-') ++end;
    constexpr std::array<int, 8> moves = {2, -2, 3, -1, 1, -3, 5, -4};
    // The phrase climbs in its first half and comes home in its second.
    const int drift = bar < 2 ? 1 : -1;
    const int wanted = line + moves[static_cast<std::size_t>(random.pick(8))] + drift;
    const bool strong = rhythm[i] == 'X';
    line = settle(h, chord, wanted, strong, drift > 0);
    h.phrase.push_back(
        {bar * 4.0 + static_cast<double>(i) / 2, static_cast<double>(end - i) / 2, line, strong});
  }
}

void add_phrase(Harmony& h, Random& random) {
  const auto opening = kOpeningBars[static_cast<std::size_t>(random.pick(6))];
  const auto answer = kAnsweringBars[static_cast<std::size_t>(random.pick(5))];
  const auto close = kAnsweringBars[static_cast<std::size_t>(random.pick(3))];
  int line = 5 + random.pick(5);
  add_bar(h, 0, opening, line, random);
  add_bar(h, 1, answer, line, random);
  add_bar(h, 2, opening, line, random);
  add_bar(h, 3, close, line, random);
}

}  // namespace

int Chord::step(int index) const {
  const int octave = index >= 0 ? index / 3 : -((2 - index) / 3);
  return tones[static_cast<std::size_t>(index - 3 * octave)] + 12 * octave;
}

Harmony make_harmony(vibe::Mood mood, Random& random) {
  const auto material = material_of(mood);
  Harmony h;
  h.tonic = random.pick(12);
  h.scale = material.scale;
  const auto& steps = material.progressions[static_cast<std::size_t>(
      random.pick(static_cast<int>(material.progressions.size())))];
  std::ranges::transform(steps, h.chords.begin(), chord_of);
  add_phrase(h, random);
  return h;
}

}  // namespace cinecut::score
