#pragma once
// Who can play: programs of a General MIDI sound font, each with the name that files give it.

#include <array>
#include <string_view>

namespace cinecut::vibe {

/// A General MIDI program, evened out so that all sound about equally loud.
struct Instrument {
  std::string_view name = "nobody";
  int program = -1;  ///< -1: nobody plays.
  float gain_db = 0;
  /// The lowest C that suits it, as a MIDI key.
  int base = 60;

  bool plays() const { return program >= 0; }
  friend bool operator==(const Instrument&, const Instrument&) = default;
};

inline std::string_view name_of(const Instrument& i) { return i.name; }  ///< "muted_guitar"

namespace instruments {

// They are named like the entries of an enum, and as files name them.
// NOLINTBEGIN(readability-identifier-naming)
// Gains even out the programs of the usual font (peak of one note at velocity 100).
inline constexpr Instrument nobody = {};
inline constexpr Instrument piano = {"piano", 0, 5, 60};
inline constexpr Instrument low_piano = {"low_piano", 0, 5, 36};
inline constexpr Instrument electric_piano = {"electric_piano", 4, 3, 60};
inline constexpr Instrument celesta = {"celesta", 8, 5, 72};
inline constexpr Instrument music_box = {"music_box", 10, 0, 72};
inline constexpr Instrument vibraphone = {"vibraphone", 11, -2, 60};
inline constexpr Instrument marimba = {"marimba", 12, 2, 48};
inline constexpr Instrument harmonica = {"harmonica", 22, 1, 60};
inline constexpr Instrument guitar = {"guitar", 25, 0, 48};
inline constexpr Instrument muted_guitar = {"muted_guitar", 28, -1, 48};
inline constexpr Instrument driven_guitar = {"driven_guitar", 30, -1, 36};
inline constexpr Instrument upright_bass = {"upright_bass", 32, -6, 36};
inline constexpr Instrument finger_bass = {"finger_bass", 33, -2, 36};
inline constexpr Instrument synth_bass = {"synth_bass", 38, -2, 36};
inline constexpr Instrument violin = {"violin", 40, 0, 60};
inline constexpr Instrument viola = {"viola", 41, 0, 48};
inline constexpr Instrument cello = {"cello", 42, -2, 48};
inline constexpr Instrument double_bass = {"double_bass", 43, -2, 36};
inline constexpr Instrument tremolo = {"tremolo", 44, -1, 60};
inline constexpr Instrument pizzicato = {"pizzicato", 45, -2, 60};
inline constexpr Instrument low_pizzicato = {"low_pizzicato", 45, -2, 48};
inline constexpr Instrument harp = {"harp", 46, -5, 60};
inline constexpr Instrument strings = {"strings", 48, 3, 60};
inline constexpr Instrument low_strings = {"low_strings", 48, 3, 48};
inline constexpr Instrument slow_strings = {"slow_strings", 49, 2, 48};
inline constexpr Instrument synth_strings = {"synth_strings", 50, 2, 48};
inline constexpr Instrument choir = {"choir", 52, -1, 60};
inline constexpr Instrument low_choir = {"low_choir", 52, -1, 48};
inline constexpr Instrument voices = {"voices", 53, 0, 60};
inline constexpr Instrument synth_voice = {"synth_voice", 54, -1, 60};
inline constexpr Instrument trumpet = {"trumpet", 56, 1, 60};
inline constexpr Instrument trombone = {"trombone", 57, 3, 48};
inline constexpr Instrument muted_trumpet = {"muted_trumpet", 59, 6, 60};
inline constexpr Instrument horns = {"horns", 60, -5, 48};
inline constexpr Instrument brass = {"brass", 61, 4, 48};
inline constexpr Instrument synth_brass = {"synth_brass", 62, -1, 48};
inline constexpr Instrument oboe = {"oboe", 68, 1, 60};
inline constexpr Instrument english_horn = {"english_horn", 69, 2, 60};
inline constexpr Instrument bassoon = {"bassoon", 70, 1, 48};
inline constexpr Instrument clarinet = {"clarinet", 71, 3, 60};
inline constexpr Instrument flute = {"flute", 73, 1, 72};
inline constexpr Instrument whistle = {"whistle", 78, -4, 72};
inline constexpr Instrument saw_lead = {"saw_lead", 81, -4, 48};
inline constexpr Instrument warm_pad = {"warm_pad", 89, 0, 48};
inline constexpr Instrument poly_synth = {"poly_synth", 90, 1, 48};
inline constexpr Instrument bowed_glass = {"bowed_glass", 92, 3, 48};
inline constexpr Instrument sweep_pad = {"sweep_pad", 95, 3, 48};
inline constexpr Instrument crystal = {"crystal", 98, 1, 60};
inline constexpr Instrument goblins = {"goblins", 101, 1, 48};
// NOLINTEND(readability-identifier-naming)

}  // namespace instruments

/// All of them, in the order of their programs.
inline constexpr auto kInstruments = [] {
  // NOLINTNEXTLINE(google-build-using-namespace): as `using enum`.
  using namespace instruments;
  return std::array{nobody,       piano,         low_piano,    electric_piano, celesta,
                    music_box,    vibraphone,    marimba,      harmonica,      guitar,
                    muted_guitar, driven_guitar, upright_bass, finger_bass,    synth_bass,
                    violin,       viola,         cello,        double_bass,    tremolo,
                    pizzicato,    low_pizzicato, harp,         strings,        low_strings,
                    slow_strings, synth_strings, choir,        low_choir,      voices,
                    synth_voice,  trumpet,       trombone,     muted_trumpet,  horns,
                    brass,        synth_brass,   oboe,         english_horn,   bassoon,
                    clarinet,     flute,         whistle,      saw_lead,       warm_pad,
                    poly_synth,   bowed_glass,   sweep_pad,    crystal,        goblins};
}();

}  // namespace cinecut::vibe
