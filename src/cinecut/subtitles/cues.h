#pragma once
// Cues: who says what, when, and how it feels.

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/progress.h"
#include "base/time.h"
#include "media/film.h"

namespace cinecut {

enum class Emotion { intense, romantic, negative, comedic, positive, neutral };

std::string_view name_of(Emotion e);           ///< "intense"
Emotion emotion_named(std::string_view name);  ///< neutral if there is no such emotion.

struct Cue {
  base::FilmRange range;
  /// Plain UTF-8, one line, without markup. Empty: a subtitle that is a picture and could not be
  /// read; it tells when something is said, not what.
  std::string text;
  std::string speaker;  ///< Empty where the file does not say.
  Emotion emotion = Emotion::neutral;
  float emotion_strength = 0;  ///< 0 to 1.
  /// A caption of sounds or music ("[door slams]", "♪"), not speech.
  bool is_sound = false;

  friend bool operator==(const Cue&, const Cue&) = default;
};

/// What had to be mended while reading; each counts cues.
struct Repairs {
  int unsorted = 0, overlapping = 0, empty = 0, negative = 0, overlong = 0, past_end = 0,
      malformed = 0;
  int rolling = 0;  ///< Showed nothing that the one before had not shown.
  int notices = 0;  ///< Nobody says them in the film: advertising, credits, made up by a machine.

  int total() const {
    return unsorted + overlapping + empty + negative + overlong + past_end + malformed + rolling +
           notices;
  }
  friend bool operator==(const Repairs&, const Repairs&) = default;
};

/// "3 overlapping, 1 past the film's end"; empty if nothing had to be mended.
std::string describe(const Repairs& repairs);

/// Sorted by start; ranges do not overlap, are not empty and lie inside the film.
struct Subtitles {
  std::vector<Cue> cues;
  std::string source;    ///< "film.srt", "track 3 (eng, subrip)", or empty: there are none.
  std::string format;    ///< "srt", "ass", "vtt", "track"
  std::string encoding;  ///< "UTF-8"
  Repairs repairs;

  friend bool operator==(const Subtitles&, const Subtitles&) = default;
};

/// The cues in `bytes`, any of the three formats in any encoding. `film` bounds them; zero: no
/// bound. Throws Error: corrupt if not one cue can be read, saying what was expected. Linear time
/// (n log n if unsorted). See docs/subtitles.md.
Subtitles parse_subtitles(std::string_view bytes, base::Duration film = {});

/// The film's cues: from `file` if it is not empty, else from a file beside the film with its stem
/// (or its stem and .en or .eng) and .srt, .ass, .ssa or .vtt, else from the embedded text track in
/// the best language (English, then the first), else none. Warns of repairs, and of files and
/// tracks found by itself that cannot be read. Subtitles that are pictures are read too, which
/// takes seconds to minutes. Throws what reading `file` throws: not_found, corrupt; and cancelled.
Subtitles find_subtitles(const media::FilmInfo& film, const std::filesystem::path& file = {},
                         const base::Progress& progress = {});

/// As SRT, without cues that have no text; parse_subtitles(to_srt(s)) gives the same ranges (to the
/// millisecond) and texts.
std::string to_srt(const std::vector<Cue>& cues);

/// The phase's artefact (JSON). from_text throws Error: corrupt.
std::string to_text(const Subtitles& subtitles);
Subtitles subtitles_from_text(std::string_view text);

}  // namespace cinecut
