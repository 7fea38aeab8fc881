#pragma once
// Speech: who speaks, and what is speech and what a caption of sounds.

#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace cinecut::subtitles {

struct Speech {
  std::string text;  ///< One line; may be empty.
  std::string speaker;
  bool is_sound = false;
};

/// "John" of "John: No.", if the line begins so; empty otherwise. Capitals ("JOHN:") are not meant.
std::string possible_name(std::string_view line);

/// Takes names ("JOHN: No.", "[MAN]: No."), descriptions of sounds and of voices ("[SIGHS] No.")
/// and the dashes of two speakers off the words. Names with small letters are believed if they are
/// in `names`.
Speech to_speech(const std::vector<std::string>& lines, const std::set<std::string>& names);

}  // namespace cinecut::subtitles
