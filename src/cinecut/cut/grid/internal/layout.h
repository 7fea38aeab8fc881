#pragma once
// The layout: parts of the trailer one after another on its exact clock.

#include "cinecut/cut/grid/internal/pulse.h"
#include "cinecut/cut/grid/skeleton.h"

namespace cinecut::grid {

inline constexpr base::Duration kEdgeFade = std::chrono::milliseconds(10);  ///< Between stretches.

class Layout {
 public:
  explicit Layout(base::Rational rate) { skeleton_.rate = rate; }

  base::Duration now() const { return now_; }

  void open(edit::Part part, bool has_music);
  /// One beat of music, from `beat` to `end` in the song.
  void play(const Beat& beat, base::SongTime end);
  void pause(base::Duration length);
  /// Music laid under from here on, without moving on.
  edit::MusicSegment& lay(base::SongTime start, base::SongTime end);
  void heard(base::Duration at) { skeleton_.beats.push_back(base::TrailerTime(at)); }
  void close(bool is_hit = false);
  Skeleton take() { return std::move(skeleton_); }

 private:
  void mark(bool is_downbeat, bool is_hit);
  bool is_continued_by(base::SongTime start) const;

  Skeleton skeleton_;
  base::Duration now_{};
};

}  // namespace cinecut::grid
