#pragma once
// The material: what of the film may be shown, ready to be compared.

#include <optional>
#include <string>
#include <vector>

#include "cinecut/cut/casting/weights.h"
#include "cinecut/descriptions/descriptions.h"
#include "cinecut/edit/manifest.h"
#include "cinecut/story/story.h"
#include "cinecut/survey/survey.h"

namespace cinecut::casting {

/// Words that could be heard with a piece.
struct HeardLine {
  base::FilmRange range;  ///< With room around the words.
  std::string text;       ///< "SPEAKER: text" or text.
  float score = 0;
  int first_cue = -1;
  int last_cue = -1;
  std::optional<edit::Role> role;  ///< As story::Line's.
};

/// A stretch of one shot from which one clip may be taken.
struct Piece {
  int moment = 0;  ///< Index into Story::moments.
  int shot = 0;
  int setup = 0;
  bool is_second = false;  ///< Another stretch of a long shot whose best is in another piece.
  base::FilmRange range;
  base::FilmTime focus{};
  edit::Zone zone = edit::Zone::beginning;
  edit::BeatType beat_type = edit::BeatType::breath;
  float score = 0;
  double place = 0;   ///< 0 to 1 in the film.
  double length = 0;  ///< Seconds of `range`.
  // What neighbours are compared by, each 0 to 1.
  double light = 0, warmth = 0.5, saturation = 0, motion = 0, size = 0, loudness = 0;
  double intensity = 0;           ///< How much happens: motion, emotion, loudness.
  std::vector<HeardLine> speech;  ///< Lines that begin inside `range`, best first.
};

struct Material {
  std::vector<Piece> pieces;           ///< In film order.
  std::vector<base::FilmRange> words;  ///< Every spoken cue, sorted: not to be cut into.
  base::Duration film{};
  base::Duration usable{};  ///< Sum of the pieces that are not second ones.
  /// Of each two pieces, how alike words say they are, -1 to 1, row by row; empty: not known.
  std::vector<float> likeness;

  float likeness_of(int p, int q) const {
    return likeness.empty() ? 0
                            : likeness[static_cast<std::size_t>(p) * pieces.size() +
                                       static_cast<std::size_t>(q)];
  }
};

struct MaterialOptions {
  bool splits_more = false;  ///< Shots give several pieces even if they are not that long.
  bool only_exact = true;    ///< Only shots with exact borders.
};

Material find_material(const story::Story& story, const survey::Survey& survey,
                       const std::vector<subtitles::Cue>& cues, const MaterialOptions& options,
                       const MaterialWeights& weights = {});

/// Whether spoken words are cut by taking this range: some lie across one of its ends.
bool cuts_words(const Material& material, const base::FilmRange& range);
/// Whether any words are heard in it.
bool has_words(const Material& material, const base::FilmRange& range);

}  // namespace cinecut::casting
