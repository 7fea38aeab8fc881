#pragma once
// Notices: what subtitles hold besides what is said in the film.
//
// Advertising and credits that subtitlers and the sites that spread their work put in, and lines
// that speech recognition makes up where nobody speaks.

#include <string>
#include <string_view>
#include <vector>

#include "cinecut/subtitles/cues.h"

namespace cinecut::subtitles {

enum class Notice {
  none,      ///< People may say so.
  possible,  ///< People may say so, but machines make it up: "Thanks for watching!"
  certain    ///< Nobody says so: "Subtitles by …", "www.….org".
};

/// By its words alone; knows the usual forms in about twenty languages.
Notice notice_of(std::string_view text);

/// Takes out cues whose words are no dialogue: certain notices; possible ones that return or stand
/// at the beginning or the end; and what a recogniser says over and over. Of those the first stays.
/// `cues` are in order. Returns how many went.
int remove_notices(std::vector<Cue>& cues);

}  // namespace cinecut::subtitles
