#pragma once
// The film on the clock: every shot, line and flash with its frames and times.

#include <cstdint>
#include <string>
#include <vector>

#include "sample_film/internal/script.h"

namespace sample_film {

constexpr int kFrameRate = 24;
constexpr int kSoundRate = 48000;

struct SpokenWord {
  std::string text;
  double start = 0, end = 0;  ///< Seconds from the line's first sample.
};

/// A line as the synthesiser speaks it: mono at kSoundRate.
struct Speech {
  std::vector<float> samples;
  std::vector<SpokenWord> words;
  double length() const { return static_cast<double>(samples.size()) / kSoundRate; }
};

struct PlannedLine {
  Line line;
  Speech speech;
  double start = 0;  ///< Seconds of the film.
  double end() const { return start + speech.length(); }
};

struct PlannedShot {
  std::size_t index = 0;   ///< In the script.
  std::int64_t first = 0;  ///< Its first frame: with a dissolve or fade, the middle of the join.
  std::int64_t last = 0;   ///< Excluded.
  std::int64_t join_frames = 0;  ///< How long the join at its start takes; even; 0 for a cut.
  /// First frame on which anything of it may be seen, and the end of those.
  std::int64_t seen_first = 0, seen_last = 0;
};

struct Plan {
  std::vector<PlannedShot> shots;
  std::vector<PlannedLine> lines;
  std::int64_t frames = 0;
  double seconds() const { return static_cast<double>(frames) / kFrameRate; }
};

/// Speaks the lines and fits the shots to them. `seconds` > 0: no longer than that.
Plan plan_film(const Script& script, int seconds);

}  // namespace sample_film
