#pragma once
// Lines: spoken words worth hearing in a trailer.

#include <vector>

#include "cinecut/story/story.h"

namespace cinecut::story {

struct LineWorth {
  LineKind kind = LineKind::statement;
  float score = 0;  ///< 0 to 1. 0: nothing a trailer would use.
};

/// Of words said in `length`: are they a whole sentence, how long, how strong, what do they do?
LineWorth worth_of_line(const std::string& text, edit::Emotion emotion, float strength,
                        base::Duration length);

/// Room that stays around words wherever they are cut.
inline constexpr base::Duration kRoom = std::chrono::milliseconds(100);

/// Is the cue a sentence of its own, not a piece of one that runs over several cues?
bool stands_alone(const std::vector<subtitles::Cue>& cues, int cue);

/// All lines worth hearing that end before `limit`, best first. Those of `spine` come before all
/// others, whatever their words are worth, but for what is too long or nobody could hear.
std::vector<Line> find_lines(const std::vector<subtitles::Cue>& cues, const survey::Survey& survey,
                             base::FilmTime limit,
                             const std::vector<reading::SpineLine>& spine = {});

}  // namespace cinecut::story
