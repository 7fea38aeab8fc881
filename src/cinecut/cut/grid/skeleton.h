#pragma once
// The skeleton: the trailer's parts laid on the beats of its music, before
// anything is known about pictures.
//
//   song      |--a--|-----b-----|--c--|        d        |
//   trailer   |  act 1   | act 2     |silence| act 3    |title|…
//   segments  [ a b a beginning …    ]       [ d               ]

#include <cstdint>
#include <vector>

#include "cinecut/cut/grid/weights.h"
#include "cinecut/edit/manifest.h"
#include "cinecut/music/beats/song.h"
#include "cinecut/vibe/form.h"

namespace cinecut::grid {

/// A part of the trailer and the places in it where a cut may fall, as frames of the trailer.
struct GridPart {
  edit::Part part = edit::Part::act_1;
  std::vector<std::int64_t> borders;  ///< Rising: the start, every beat, the end.
  std::vector<bool> is_downbeat;      ///< One for each border.
  std::vector<bool> is_hit;           ///< One for each border.
  bool has_music = false;

  int beats() const { return static_cast<int>(borders.size()) - 1; }
  std::int64_t start() const { return borders.front(); }
  std::int64_t end() const { return borders.back(); }
};

/// Black for a card between clips.
struct CardRoom {
  int card = 0;             ///< Which of those asked for.
  base::FrameRange frames;  ///< Of the trailer.
};

struct Skeleton {
  base::Rational rate{24, 1};
  std::vector<GridPart> parts;
  std::vector<CardRoom> cards;  ///< In order.
  std::vector<edit::MusicSegment> music;
  std::vector<base::TrailerTime> beats;  ///< Heard.
  double bpm = 0;
  int beats_per_bar = 4;

  std::int64_t frames() const { return parts.empty() ? 0 : parts.back().end(); }
};

/// Whether the song was made for a trailer: its sections are named after parts.
bool is_made_for_parts(const beats::Song& song);

/// Lays a trailer of about `length` on the song. Every border of a part with music is a beat (at
/// acts a downbeat), rounded to the nearest frame from the exact time, so errors never add up.
Skeleton lay_skeleton(const beats::Song& song, const vibe::Vibe& vibe, base::Duration length,
                      base::Rational rate, const Weights& weights = {});

}  // namespace cinecut::grid
