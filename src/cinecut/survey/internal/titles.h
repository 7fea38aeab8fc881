#pragma once
// Titles: which words of the pictures are titles and credits, and which stand there all the time.

#include <vector>

#include "cinecut/survey/internal/evidence.h"
#include "cinecut/survey/survey.h"

namespace cinecut::survey {

/// Rows in which words stand in at least a sixth of the pictures, and in at least seven of ten
/// parts of the film: subtitles that are part of the picture, or a station's name. None of a film
/// of fewer than 20 glances.
std::vector<Rows> find_word_rows(const std::vector<Glance>& glances, base::FilmTime end);

/// Fills in `text` of every shot, from the words of its glances outside of `rows`.
void measure_text(std::vector<Shot>& shots, const std::vector<Glance>& glances,
                  const std::vector<Rows>& rows);

}  // namespace cinecut::survey
