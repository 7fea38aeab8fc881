#pragma once
// Ducking: sounds step back while somebody speaks.

#include <cstdint>
#include <vector>

#include "base/time.h"
#include "media/sound.h"

namespace cinecut::sound {

/// Frames of the mix, `end` not included.
struct Span {
  std::int64_t start = 0;
  std::int64_t end = 0;

  friend bool operator==(const Span&, const Span&) = default;
};

/// Where somebody speaks in `sound` (48 kHz stereo), by the level of the voice's band against the
/// sound's own loudest parts. Sorted; breaths do not divide a span, clicks make none.
std::vector<Span> speech_spans(const media::Sound& sound);

struct DuckOptions {
  double depth_db = 10.5;
  base::Duration look_ahead = std::chrono::milliseconds(150);  ///< Down before the first word.
  base::Duration attack = std::chrono::milliseconds(120);
  base::Duration release = std::chrono::milliseconds(500);
  /// Spans with a smaller gap between them are one: the music does not pump between phrases.
  base::Duration join = std::chrono::milliseconds(900);
};

/// Lowers `sound` by `depth_db` during the spans (in any order), in place.
void duck(media::Sound& sound, const std::vector<Span>& spans, const DuckOptions& options = {});

}  // namespace cinecut::sound
