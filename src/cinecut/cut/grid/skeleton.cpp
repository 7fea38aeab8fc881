#include "cinecut/cut/grid/skeleton.h"

#include <algorithm>

#include "cinecut/cut/grid/internal/made_score.h"
#include "cinecut/cut/grid/internal/user_song.h"

namespace cinecut::grid {

bool is_made_for_parts(const beats::Song& song) {
  if (song.beats.sections.empty() || song.beats.beats.empty()) return false;
  return std::all_of(
      song.beats.sections.begin(), song.beats.sections.end(),
      [](const beats::Section& s) { return edit::value_named(edit::kParts, s.label).has_value(); });
}

Skeleton lay_skeleton(const beats::Song& song, const vibe::Vibe& vibe, base::Duration length,
                      base::Rational rate, const Weights& weights) {
  if (!is_made_for_parts(song)) return lay_song(song, vibe, length, rate, weights);
  auto skeleton = lay_made(song, vibe, length, rate);
  skeleton.bpm = song.beats.bpm;
  return skeleton;
}

}  // namespace cinecut::grid
