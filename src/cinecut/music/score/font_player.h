#pragma once
// Notes played by a General MIDI sound font, offline and always to the same samples.

#include <cstdint>
#include <filesystem>
#include <stop_token>
#include <vector>

#include "media/sound.h"

namespace cinecut::score {

/// An instrument on a channel of its own.
struct Voice {
  int program = 0;     ///< General MIDI, 0 to 127; of a drum voice the kit.
  bool drums = false;  ///< Keys are drums.
  float pan = 0;       ///< -1 left to 1 right.
  float gain_db = 0;
};

/// Times are frames of 48 kHz.
struct Note {
  std::int64_t start = 0;
  std::int64_t length = 0;
  int voice = 0;      ///< Index into Arrangement::voices.
  int key = 60;       ///< 0 to 127.
  int velocity = 80;  ///< 1 to 127.
};

/// A voice's loudness from `at` on, 0 to 1; what makes a held chord swell.
struct Swell {
  std::int64_t at = 0;
  int voice = 0;
  float level = 1;
};

struct Arrangement {
  std::vector<Voice> voices;
  std::vector<Note> notes;    ///< In any order.
  std::vector<Swell> swells;  ///< In any order.
  std::int64_t frames = 0;    ///< Of the result.
};

/// The General MIDI sound font used: the first that exists of a fixed list of places, so that a
/// machine always uses the same. Throws Error: unavailable, saying which package brings one.
std::filesystem::path find_sound_font();

/// The arrangement as 48 kHz stereo, dry. One thread; a note starts within 64 frames of its time.
/// Throws Error: unavailable if the font cannot be loaded, cancelled once `stop` is requested.
media::Sound play(const Arrangement& arrangement, const std::filesystem::path& sound_font,
                  const std::stop_token& stop = {});

}  // namespace cinecut::score
