#pragma once
// The dialogue, read by a text model: where the story turns, what it is about, and which lines
// could tell it in a trailer. The model names lines, never times. docs/reading.md says how it
// reads.

#include <filesystem>
#include <functional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "cinecut/edit/film_facts.h"
#include "cinecut/edit/terms.h"
#include "cinecut/engines/choice.h"
#include "cinecut/subtitles/cues.h"

namespace cinecut::reading {

/// Where the story turns.
struct Turn {
  int cue = -1;           ///< Index of the cue; -1: not found.
  double confidence = 0;  ///< 0 to 1: how well several readings agree on the place.

  friend bool operator==(const Turn&, const Turn&) = default;
};

/// A line that could be heard in the trailer, and what it would do there.
struct SpineLine {
  int cue = 0;
  int last_cue = 0;  ///< Of a sentence over several cues: its last one.
  edit::Role role = edit::Role::hook;
  double confidence = 0;  ///< 0 to 1: the share of readings that chose it.

  friend bool operator==(const SpineLine&, const SpineLine&) = default;
};

/// A stretch of dialogue that was read in one go, and what the model said about it.
struct Chunk {
  int first_cue = 0, last_cue = 0;    ///< Both included.
  std::string summary, want, change;  ///< One line each; all empty: it was not answered.
  int turn = -1;                      ///< The cue where it changes; -1: not answered.
  std::vector<int> candidates;        ///< Cues that could be heard in a trailer, in film order.

  friend bool operator==(const Chunk&, const Chunk&) = default;
};

struct Reading {
  /// The opportunity, the point of no return, the climax itself (turning points 1, 3 and 5). Those
  /// that were found are in this order.
  Turn begin, escalation, climax;
  std::string logline, protagonist, antagonist;  ///< Empty: not told.
  std::vector<std::string> keep_secret;          ///< What a trailer must not tell.
  std::vector<SpineLine> spine;  ///< 6 to 14 lines in the order in which they tell the story, or
                                 ///< none. No cue is in two of them.
  std::vector<Chunk> chunks;     ///< Of the first reading, in film order.
  /// Words to be shown on black between the trailer's parts, in order, none of which tells what
  /// must not be told: two to four, or none. Only if they were asked for.
  std::vector<std::string> cards;
  std::string source;  ///< The model's name; and why there are no turns, if there are none.

  bool has_turns() const { return begin.cue >= 0 || escalation.cue >= 0 || climax.cue >= 0; }
  friend bool operator==(const Reading&, const Reading&) = default;
};

struct ReadOptions {
  bool wants_cards = false;  ///< Asks one question more.
};

/// Answers that are there, those known from before among them, of how many.
using ReadListener = std::function<void(int done, int total)>;

/// An engine for text: long questions, few at a time.
engines::EngineChoice for_text(engines::EngineChoice choice);

/// Which model and questions: what another one read counts nothing.
std::string reader_of(const engines::EngineChoice& choice);

/// Where a work folder keeps the answers about a film or a subtitle file of that stem.
std::filesystem::path journal_path(const std::filesystem::path& work, const std::string& stem);

/// Reads `cues`, which are sorted. Answers are written to `journal` as they come and are not asked
/// for again; being killed loses those in flight. Of malformed answers, each asked for twice, the
/// result lacks what they would have told; where too much is missing it has no turns. Notes and
/// warnings go to base::log. Throws Error: unavailable if no engine can be had, none answers any
/// more, or one refuses; cancelled.
Reading read_dialogue(const std::vector<subtitles::Cue>& cues, base::Duration film,
                      const engines::EngineChoice& choice, const std::filesystem::path& journal,
                      const ReadListener& listener, const std::stop_token& stop,
                      const ReadOptions& options = {});

/// `present`, with each anchor moved towards the line that was read: as far as the confidence,
/// which is the weight of the mean. Turns that the readings hardly agree on move nothing. The order
/// of the anchors is kept.
edit::Anchors blend(const Reading& reading, const std::vector<subtitles::Cue>& cues,
                    edit::Anchors present);

/// The phase's artefact (JSON). from_text throws Error: corrupt; it does not know how many cues
/// there are.
std::string to_text(const Reading& reading);
Reading reading_from_text(std::string_view text);

}  // namespace cinecut::reading
