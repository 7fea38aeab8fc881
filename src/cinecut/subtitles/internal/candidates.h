#pragma once
// Candidates: the files and tracks that may hold a film's subtitles, best first.

#include <filesystem>
#include <string>
#include <vector>

#include "cinecut/subtitles/cues.h"
#include "cinecut/subtitles/internal/tags.h"
#include "media/film.h"

namespace cinecut::subtitles {

/// Where subtitles come from, surest first.
enum class Place {
  beside,     ///< A file named after the film, in its folder or a folder of subtitles in it.
  inside,     ///< A track.
  other_name  ///< A file with another name, in the folder of one film only.
};

/// A file or a track.
struct Candidate {
  std::filesystem::path file;  ///< Empty: a track.
  int track = 0;               ///< Counted from 1; 0: a file.
  SubtitleTags tags;
  Place place = Place::beside;
  bool is_pictures = false;
  /// A file whose extension is used for other things as well: that it holds no subtitles is no
  /// mistake.
  bool is_guess = false;
};

/// All that there is, in the order in which it is to be tried: whole ones before parts (forced,
/// commentary), text before pictures, English and files whose language is not said before the
/// language of the film's sound before others, files named after the film before tracks before
/// other files, without sounds before with them. Reads the folder once; a folder that cannot be
/// read is empty. At most 100 files, the best. Of `choice.track` and `choice.language` only what
/// fits them. Throws Error: usage if nothing does, listing what there is. Requires
/// choice.file.empty().
std::vector<Candidate> subtitle_candidates(const media::FilmInfo& film,
                                           const SubtitleChoice& choice);

/// "film.en.srt (English)", "track 2 (English, forced, subrip)".
std::string describe(const Candidate& candidate, const media::FilmInfo& film);

/// The file that belongs to `file`, if there is one: film.sub of film.idx, and the other way round.
std::filesystem::path companion_of(const std::filesystem::path& file);

}  // namespace cinecut::subtitles
