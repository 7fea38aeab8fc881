#pragma once
// Cues: who says what, when, and how it feels.

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/progress.h"
#include "base/time.h"
#include "cinecut/edit/terms.h"
#include "media/film.h"

namespace cinecut::subtitles {

struct Cue {
  base::FilmRange range;
  /// Plain UTF-8, one line, without markup. Empty: a subtitle that is a picture and could not be
  /// read; it tells when something is said, not what.
  std::string text;
  std::string speaker;  ///< Empty where the file does not say.
  edit::Emotion emotion = edit::Emotion::neutral;
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
  std::string source;    ///< "film.srt", "track 3", or empty: there are none.
  std::string language;  ///< "en", as base::language_code gives it; empty: not known.
  std::string format;    ///< "srt", "ass", "vtt", "ttml", "microdvd", …; of a track its codec.
  std::string encoding;  ///< "UTF-8"
  std::string why_none;  ///< Where there are none: a sentence, or several.
  Repairs repairs;

  friend bool operator==(const Subtitles&, const Subtitles&) = default;
};

/// "film.en.srt (English, srt), 812 lines", or "none: " and why.
std::string describe(const Subtitles& subtitles);

/// The cues in `bytes`, any of the formats of docs/subtitles.md in any encoding. `film` bounds
/// them; zero: no bound. Formats that count pictures count them at `frame_rate`, unless they say
/// another. Throws Error: corrupt if not one cue can be read, saying what was expected. Linear time
/// (n log n if unsorted).
Subtitles parse_subtitles(std::string_view bytes, base::Duration film = {},
                          base::Rational frame_rate = {24000, 1001});

/// The cues of one file, of pictures too. Throws what parse_subtitles throws; not_found;
/// unsupported if it is too large.
Subtitles read_subtitles(const std::filesystem::path& file, base::Duration film,
                         base::Rational frame_rate = {24000, 1001});

/// Which subtitles the user wants. Nothing set: the best there are.
struct SubtitleChoice {
  std::filesystem::path file;
  int track = 0;         ///< Of the film, counted from 1; 0: any.
  std::string language;  ///< Any name of it; empty: any.
};

/// The film's cues: of what is chosen, else of the best file beside the film or track in it (see
/// subtitle_candidates). Parts of the subtitles (forced ones, a commentary) are used only when they
/// are chosen; what has few cues beside one with many is such a part, whatever it says of itself.
/// Warns of repairs, and of files and tracks found by itself that cannot be read. Throws what
/// reading what is chosen throws: usage if it is not there, not_found, corrupt, unsupported; and
/// cancelled. Those that are pictures are read too, which takes seconds to minutes.
Subtitles find_subtitles(const media::FilmInfo& film, const SubtitleChoice& choice = {},
                         const base::Progress& progress = {});

/// Every file whose content may change what find_subtitles gives, in the order in which they are
/// tried. Throws Error: usage if what is chosen is not there.
std::vector<std::filesystem::path> subtitle_files(const media::FilmInfo& film,
                                                  const SubtitleChoice& choice = {});

/// As SRT, without cues that have no text; parse_subtitles(to_srt(s)) gives the same ranges (to the
/// millisecond) and texts.
std::string to_srt(const std::vector<Cue>& cues);

/// The phase's artefact (JSON). from_text throws Error: corrupt.
std::string to_text(const Subtitles& subtitles);
Subtitles subtitles_from_text(std::string_view text);

}  // namespace cinecut::subtitles
