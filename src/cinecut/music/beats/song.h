#pragma once
// A song and its beats: when they fall, how the song is divided, how loud it is where.

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/progress.h"
#include "base/time.h"
#include "cinecut/vibe/vibe.h"
#include "media/sound.h"

namespace cinecut::beats {

/// A stretch of a song of one character.
struct Section {
  base::SongRange range;
  std::string label;  ///< For a made score the name of its Part; else "A", "B", …
  float energy = 0;   ///< 0 to 1 over the song.
};

/// When a song's beats fall. Rising times.
struct Beats {
  double bpm = 0;  ///< 0: no pulse was found.
  std::vector<base::SongTime> beats;
  std::vector<base::SongTime> downbeats;  ///< A subset of `beats`.
  std::vector<base::SongTime> hits;       ///< Accents worth cutting on, strongest moments only.
  std::vector<Section> sections;          ///< Cover the song without gaps.
  float confidence = 0;                   ///< 0 to 1.
};

/// A song ready to be used: 48 kHz stereo.
struct Song {
  media::Sound sound;
  Beats beats;
  std::string title;
  std::string source;       ///< "made", or the file's path.
  std::string attribution;  ///< What must be said about it; may be empty.
};

struct BeatOptions {
  /// Behaviour: centre of the tempo prior, against half and double errors.
  double expected_bpm = 110;
  double slowest_bpm = 40;
  double fastest_bpm = 220;
};

/// Finds the beats of any sound. Deterministic.
Beats find_beats(const media::Sound& sound, const BeatOptions& options = {});

/// A user's song with its beats. Throws what read_song throws.
Song load_song(const std::filesystem::path& path, const vibe::Vibe& vibe,
               const base::Progress& progress = {});

/// What `cinecut beats --json` prints: bpm, beats_s, downbeats_s, sections.
std::string to_json(const Beats& beats);

/// The phase's artefact: the beats as JSON (a made score is made again from its seed, a file is
/// read again).
std::string to_text(const Beats& beats);
Beats beats_from_text(std::string_view text);

}  // namespace cinecut::beats
