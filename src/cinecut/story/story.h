#pragma once
// The story: three acts, and the moments of the film worth showing in each.

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cinecut/descriptions/descriptions.h"
#include "cinecut/edit/film_facts.h"
#include "cinecut/edit/terms.h"
#include "cinecut/meaning/meaning.h"
#include "cinecut/reading/reading.h"
#include "cinecut/subtitles/cues.h"
#include "cinecut/survey/survey.h"
#include "cinecut/vibe/vibe.h"

namespace cinecut::story {

/// A stretch of one shot worth showing, at least 0.35 s long. Never in credits, titles or black,
/// never past the spoiler limit.
struct Moment {
  int shot = 0;  ///< Index into Survey::shots.
  /// What may be used: inside the shot, two frames clear of its joints. Clear of uncertain borders
  /// too, where that leaves enough; shots with uncertain borders are promises, to be refined.
  base::FilmRange range;
  base::FilmTime focus{};  ///< The best instant; a short clip is placed around it.
  edit::Zone zone = edit::Zone::beginning;
  edit::BeatType beat_type = edit::BeatType::breath;
  /// Each 0 to 1, in the order of Signal, by comparison with the film's other moments.
  std::array<float, edit::kSignals> signals{};
  float score = 0;  ///< Their weighted sum, 0 to 1.
  int scene = -1;   ///< Index into the scenes; -1: none near.
  /// Cues wholly or partly inside the range, as indices, in order.
  std::vector<int> cues;
  /// A sentence that can be heard whole inside `range`, with 100 ms around its words: index of its
  /// cue, or -1.
  int line = -1;
  std::string reason;    ///< One sentence a person can read: why it was found worth showing.
  meaning::Vector seen;  ///< What a model's words about its picture mean; empty: not known.
};

/// What a spoken line does in a trailer.
enum class LineKind { exposition, question, statement, threat, feeling };

std::string_view name_of(LineKind k);  ///< "exposition"

/// Words worth hearing, over whatever pictures: a sentence that stands alone. It may run over
/// several shots and over several cues. Never past the spoiler limit.
struct Line {
  int cue = 0;       ///< Index of its first cue.
  int last_cue = 0;  ///< Of its last one; mostly the same.
  /// From 100 ms before the first word to 100 ms after the last (less where another line is too
  /// near), moved to the quietest instant nearby where the survey heard one.
  base::FilmRange range;
  std::string text;
  std::string speaker;  ///< Empty where the file does not say.
  LineKind kind = LineKind::statement;
  float score = 0;                 ///< 0 to 1.
  std::optional<edit::Role> role;  ///< In the story, where a model gave it one.
  meaning::Vector said;            ///< What its first cue means; empty: not known.
};

struct Story {
  edit::Anchors anchors;
  std::vector<Moment> moments;  ///< In film order; at most one a shot, more in very long shots.
  std::vector<Line> lines;      ///< Best first. No cue is in two of them.
};

struct StoryOptions {
  /// Behaviour: nothing after this share of the film is used. 1: everything may be.
  double spoiler_limit = 0.85;
};

/// The opportunity, the point of no return and the climax, from priors; the second is moved by at
/// most a tenth of the film to where people talk. Without enough cues: the priors alone.
edit::Anchors find_anchors(const std::vector<subtitles::Cue>& cues, base::Duration film);

/// What `cinecut structure --json` prints: begin_s, escalation_s, climax_s, source.
std::string to_json(const edit::Anchors& anchors);

/// Anchors as above, moved to where loudness, motion and pace of shots rise too. Moments are scored
/// by eight signals (docs/story.md); `vibe` says which emotions count most. `reading`: what a text
/// model read in the dialogue, if one was asked: it moves the anchors as far as its readings agree,
/// and the lines that it chose come first. Deterministic.
Story tell_story(const survey::Survey& survey, const std::vector<subtitles::Cue>& cues,
                 const std::vector<descriptions::Scene>& scenes, const vibe::Vibe& vibe,
                 const StoryOptions& options = {},
                 const std::optional<reading::Reading>& reading = {},
                 const meaning::Meaning& meaning = {});

/// The story as JSON, and back. from_text throws Error: corrupt.
std::string to_text(const Story& story);
Story story_from_text(std::string_view text);

}  // namespace cinecut::story
