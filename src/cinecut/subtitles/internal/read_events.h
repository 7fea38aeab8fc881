#pragma once
// Events to cues: what all formats and embedded tracks have in common.

#include "cinecut/subtitles/cues.h"
#include "cinecut/subtitles/internal/formats.h"

namespace cinecut::subtitles {

/// Words, speakers, repairs and emotions; rolling captions taken apart. `source` and `encoding`
/// stay empty.
Subtitles read_events(SubtitleFile file, base::Duration film);

}  // namespace cinecut::subtitles
