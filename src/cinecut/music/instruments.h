#pragma once
// Who can play: programs of a General MIDI sound font.

namespace cinecut {

/// A General MIDI program, evened out so that all sound about equally loud.
struct Instrument {
  int program = -1;  ///< -1: nobody plays.
  float gain_db = 0;
  /// The lowest C that suits it, as a MIDI key.
  int base = 60;

  bool plays() const { return program >= 0; }
};

namespace instruments {

// Gains even out the programs of the usual font (peak of one note at velocity 100).
inline constexpr Instrument nobody = {};
inline constexpr Instrument piano = {0, 5, 60};
inline constexpr Instrument low_piano = {0, 5, 36};
inline constexpr Instrument electric_piano = {4, 3, 60};
inline constexpr Instrument celesta = {8, 5, 72};
inline constexpr Instrument music_box = {10, 0, 72};
inline constexpr Instrument vibraphone = {11, -2, 60};
inline constexpr Instrument marimba = {12, 2, 48};
inline constexpr Instrument harmonica = {22, 1, 60};
inline constexpr Instrument guitar = {25, 0, 48};
inline constexpr Instrument muted_guitar = {28, -1, 48};
inline constexpr Instrument driven_guitar = {30, -1, 36};
inline constexpr Instrument upright_bass = {32, -6, 36};
inline constexpr Instrument finger_bass = {33, -2, 36};
inline constexpr Instrument synth_bass = {38, -2, 36};
inline constexpr Instrument violin = {40, 0, 60};
inline constexpr Instrument viola = {41, 0, 48};
inline constexpr Instrument cello = {42, -2, 48};
inline constexpr Instrument double_bass = {43, -2, 36};
inline constexpr Instrument tremolo = {44, -1, 60};
inline constexpr Instrument pizzicato = {45, -2, 60};
inline constexpr Instrument low_pizzicato = {45, -2, 48};
inline constexpr Instrument harp = {46, -5, 60};
inline constexpr Instrument strings = {48, 3, 60};
inline constexpr Instrument low_strings = {48, 3, 48};
inline constexpr Instrument slow_strings = {49, 2, 48};
inline constexpr Instrument synth_strings = {50, 2, 48};
inline constexpr Instrument choir = {52, -1, 60};
inline constexpr Instrument low_choir = {52, -1, 48};
inline constexpr Instrument voices = {53, 0, 60};
inline constexpr Instrument synth_voice = {54, -1, 60};
inline constexpr Instrument trumpet = {56, 1, 60};
inline constexpr Instrument trombone = {57, 3, 48};
inline constexpr Instrument muted_trumpet = {59, 6, 60};
inline constexpr Instrument horns = {60, -5, 48};
inline constexpr Instrument brass = {61, 4, 48};
inline constexpr Instrument synth_brass = {62, -1, 48};
inline constexpr Instrument oboe = {68, 1, 60};
inline constexpr Instrument english_horn = {69, 2, 60};
inline constexpr Instrument bassoon = {70, 1, 48};
inline constexpr Instrument clarinet = {71, 3, 60};
inline constexpr Instrument flute = {73, 1, 72};
inline constexpr Instrument whistle = {78, -4, 72};
inline constexpr Instrument saw_lead = {81, -4, 48};
inline constexpr Instrument warm_pad = {89, 0, 48};
inline constexpr Instrument poly_synth = {90, 1, 48};
inline constexpr Instrument bowed_glass = {92, 3, 48};
inline constexpr Instrument sweep_pad = {95, 3, 48};
inline constexpr Instrument crystal = {98, 1, 60};
inline constexpr Instrument goblins = {101, 1, 48};

}  // namespace instruments
}  // namespace cinecut
