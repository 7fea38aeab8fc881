#pragma once
// Cards: a few words on black between the parts of a trailer.

#include <string>
#include <string_view>

#include "base/time.h"
#include "cinecut/edit/manifest.h"

namespace cinecut::edit {

/// Stretches without white space.
int words_in(std::string_view text);

/// For how long a card must stand to be read: 0.4 s until it is found and 0.28 s for each word, but
/// at least 1.5 s.
base::Duration time_to_read(std::string_view text);

/// Whether a line is heard while this stretch is shown: in a clip, before or after its picture, or
/// over others.
bool is_spoken_over(const Manifest& manifest, const base::TrailerRange& range);

}  // namespace cinecut::edit
