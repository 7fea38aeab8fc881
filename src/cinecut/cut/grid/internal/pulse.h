#pragma once
// The pulse: a song's beats made ready for cutting on.

#include <vector>

#include "cinecut/cut/grid/weights.h"
#include "cinecut/music/beats/song.h"

namespace cinecut::grid {

struct Beat {
  base::SongTime time{};
  bool is_downbeat = false;
  bool is_hit = false;
};

struct Pulse {
  std::vector<Beat> beats;  ///< Rising; the last one is where the music may end.
  double bpm = 0;
  int beats_per_bar = 4;

  base::Duration beat() const { return base::from_seconds(60 / bpm); }
};

/// How long the song is, from its sound or its sections.
base::Duration length_of(const beats::Song& song);

/// The song's beats, or where it has none a grid at the vibe's tempo drawn to its accents. Beats
/// further apart than a fast vibe's shots are halved. bpm > 0.
Pulse find_pulse(const beats::Song& song, const vibe::Vibe& vibe, const PulseWeights& weights);

/// 0 to 1: the energy of the song between two times.
double energy_between(const beats::Song& song, base::SongTime start, base::SongTime end);

}  // namespace cinecut::grid
