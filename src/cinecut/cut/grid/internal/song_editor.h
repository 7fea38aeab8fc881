#pragma once
// Which stretches of a user's song stand under which parts.

#include <array>
#include <vector>

#include "cinecut/cut/grid/internal/pulse.h"
#include "cinecut/cut/grid/weights.h"

namespace cinecut::grid {

/// A step is one beat: step i plays the song from beat i to beat i + 1. Song, pulse and weights
/// must outlive this.
class SongEditor {
 public:
  SongEditor(const beats::Song& song, const Pulse& pulse, const SongWeights& weights);

  base::SongTime time(int beat) const { return pulse_.beats[static_cast<std::size_t>(beat)].time; }
  int steps() const { return static_cast<int>(energy_.size()); }

  /// `count` steps from `start`; where the song ends it goes on from an earlier bar.
  std::vector<int> take(int start, int count) const;

  /// The steps of the quiet first half (`a` long), the rising second (`b`) and the loud end (`c`).
  std::array<int, 3> starts(int a, int b, int c) const;

  /// A beat from which the song rings out by itself, or -1.
  int ending() const;

 private:
  double mean_energy(int start, int count) const;
  double phrase(int beat) const;
  bool wraps(int start, int count) const { return start + count > steps(); }
  int loop_start(int start) const;
  std::array<std::size_t, 2> first_and_second(int a, int b) const;
  std::size_t third(int end, int c) const;

  const beats::Song& song_;
  const Pulse& pulse_;
  const SongWeights& weights_;
  std::vector<double> energy_;
  std::vector<int> downbeats_;
};

}  // namespace cinecut::grid
