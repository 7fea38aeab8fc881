#pragma once
// Shots: made from borders, and measured.

#include <utility>
#include <vector>

#include "cinecut/survey/internal/evidence.h"
#include "cinecut/survey/survey.h"

namespace cinecut::survey {

/// A border with how sure it is.
struct SureBorder {
  Border border;
  base::Duration error{};  ///< The true one lies within this distance.
};

/// The glances inside a range: from the first to behind the last; if there are none, the nearest
/// one.
std::pair<std::size_t, std::size_t> glances_in(const std::vector<Glance>& glances,
                                               base::FilmRange range);

/// Shots from the film's start to its end. Borders outside are dropped; sorted by time.
std::vector<Shot> make_shots(const std::vector<SureBorder>& borders, base::FilmTime end);

/// Fills in measures and looks of every shot, from the glances that fall into it.
void measure_shots(std::vector<Shot>& shots, const Evidence& evidence);

/// Marks title shots and returns their stretches; stretches that are black or plain.
std::vector<base::FilmRange> find_credits(std::vector<Shot>& shots);
std::vector<base::FilmRange> find_black(const std::vector<Shot>& shots, const Evidence& evidence);

/// The whole film's picture area, in the display's pixels.
edit::PictureArea find_area(const media::FilmInfo& film, const std::vector<PictureBars>& bars);

/// Two neighbouring glances that look unlike, with nothing known between them.
struct Doubt {
  base::FilmRange range;        ///< From one to the other.
  float unlike = 0;             ///< How much: 0 to 1.
  base::FilmTime best_guess{};  ///< Where the border is, if there is one.
};
struct Guess {
  std::vector<SureBorder> borders;
  std::vector<Doubt> doubts;
};
/// Borders of a film of which only pictures coded by themselves were decoded.
Guess guess_borders(const Evidence& evidence);

/// Which stills to keep: the middle of each cue, each shot, and at least one each `interval`.
std::vector<Still> choose_stills(const std::vector<Shot>& shots,
                                 const std::vector<subtitles::Cue>& cues, Evidence& evidence,
                                 base::Duration interval);

}  // namespace cinecut::survey
