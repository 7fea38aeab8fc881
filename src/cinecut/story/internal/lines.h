#pragma once
// Lines: spoken words worth hearing in a trailer.

#include <vector>

#include "cinecut/meaning/meaning.h"
#include "cinecut/story/story.h"

namespace cinecut::story {

struct LineWorth {
  LineKind kind = LineKind::statement;
  float score = 0;  ///< 0 to 1. 0: nothing a trailer would use.
};

/// What an embedding model says a line would do in a trailer.
struct LinePurpose {
  edit::Role role = edit::Role::hook;  ///< The likeliest.
  float role_share = 0;                ///< 0 to 1.
  float useful = 0;                    ///< 0 to 1: that it would do anything.
};

/// Of cues [first, last] together. Nothing: nobody knows.
std::optional<LinePurpose> purpose_of(const meaning::Meaning& meaning, int first, int last);

/// Of words said in `length`: are they a whole sentence, how long, how strong, what do they do?
/// Without a purpose, lists of English words tell the last.
LineWorth worth_of_line(const std::string& text, edit::Emotion emotion, float strength,
                        base::Duration length, const std::optional<LinePurpose>& purpose = {});

LineKind kind_of(edit::Role role);

/// Room that stays around words wherever they are cut.
inline constexpr base::Duration kRoom = std::chrono::milliseconds(100);

/// Is the cue a sentence of its own, not a piece of one that runs over several cues?
bool stands_alone(const std::vector<subtitles::Cue>& cues, int cue);

/// All lines worth hearing that end before `limit`, best first. Those of `spine` come before all
/// others, whatever their words are worth, but for what is too long or nobody could hear.
std::vector<Line> find_lines(const std::vector<subtitles::Cue>& cues, const survey::Survey& survey,
                             base::FilmTime limit,
                             const std::vector<reading::SpineLine>& spine = {},
                             const meaning::Meaning& meaning = {});

}  // namespace cinecut::story
