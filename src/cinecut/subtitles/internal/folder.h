#pragma once
// Folder: which files of a folder are subtitles of which film, by their names alone.

#include <filesystem>
#include <string>
#include <vector>

#include "cinecut/subtitles/internal/tags.h"

namespace cinecut::subtitles {

/// A file that may be the film's subtitles.
struct NamedFile {
  std::filesystem::path path;
  SubtitleTags tags;
  std::string extension;  ///< "srt", in small letters.
  bool is_guess = false;  ///< Most files with its extension are no subtitles.
  bool has_other_name = false;
  std::size_t extra_words = 0;  ///< Of its name, besides the film's.
};

/// Those in the film's folder and in its Subs, Subtitles and the like, in order of their names:
///   - the film's name (with or without its extension; case, separators and ways to write a letter
///     do not count), and behind it languages, marks and small numbers only. Of several films whose
///     names fit, the longest is meant.
///   - in Subs/<film's name>/, any name.
///   - where the folder has no other film, also files with nothing but such tags for a name
///     ("English.srt", "Subs/2_English.srt"), and those with one other name ("Movie.en.srt" beside
///     Movie.2012.1080p.mkv), if there is only one such name.
/// Never what is named after a trailer or a sample, unless the film is. What cannot be listed is
/// passed over.
std::vector<NamedFile> subtitle_files_beside(const std::filesystem::path& film);

}  // namespace cinecut::subtitles
