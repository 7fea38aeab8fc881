#include "cinecut/cut/grid/internal/layout.h"

#include <algorithm>

namespace cinecut::grid {

void Layout::open(edit::Part part, bool has_music) {
  // Where the music stops for the silence is a beat too: the one that is not played.
  const bool stops = part == edit::Part::silence && !skeleton_.beats.empty() &&
                     skeleton_.beats.back() < base::TrailerTime(now_);
  if (stops) heard(now_);
  skeleton_.parts.push_back({.part = part, .has_music = has_music});
}

void Layout::play(const Beat& beat, base::SongTime end) {
  mark(beat.is_downbeat, beat.is_hit);
  skeleton_.beats.push_back(base::TrailerTime(now_));
  lay(beat.time, end);
  now_ += end - beat.time;
}

void Layout::pause(base::Duration length) {
  mark(true, false);
  now_ += length;
}

edit::MusicSegment& Layout::lay(base::SongTime start, base::SongTime end) {
  if (!is_continued_by(start)) {
    skeleton_.music.push_back({.source = {start, start}, .start = base::TrailerTime(now_)});
  }
  auto& segment = skeleton_.music.back();
  segment.source.end = std::max(segment.source.end, end);
  return segment;
}

void Layout::close(bool is_hit) {
  mark(true, is_hit);
  // A part that fell between two frames.
  if (skeleton_.parts.back().borders.size() < 2) skeleton_.parts.pop_back();
}

void Layout::mark(bool is_downbeat, bool is_hit) {
  auto& part = skeleton_.parts.back();
  const auto frame = base::nearest_frame(now_, skeleton_.rate);
  if (!part.borders.empty() && part.borders.back() >= frame) return;
  part.borders.push_back(frame);
  part.is_downbeat.push_back(is_downbeat);
  part.is_hit.push_back(is_hit);
}

bool Layout::is_continued_by(base::SongTime start) const {
  if (skeleton_.music.empty()) return false;
  const auto& last = skeleton_.music.back();
  return last.source.end == start && last.start + last.source.length() == base::TrailerTime(now_);
}

}  // namespace cinecut::grid
