#pragma once
// Dialogue for tests.

#include <string>
#include <vector>

#include "cinecut/subtitles/cues.h"

namespace cinecut::reading {

/// `count` lines of two seconds, three seconds apart, with a pause of ten more before every
/// `pause_every`-th.
inline std::vector<subtitles::Cue> dialogue(int count, int pause_every = 1 << 30) {
  std::vector<subtitles::Cue> cues;
  base::FilmTime time{};
  for (int i = 0; i < count; ++i) {
    if (i > 0 && i % pause_every == 0) time += std::chrono::seconds(10);
    subtitles::Cue cue;
    cue.range = {time, time + std::chrono::seconds(2)};
    cue.text = "This is line " + std::to_string(i) + ".";
    cues.push_back(cue);
    time += std::chrono::seconds(3);
  }
  return cues;
}

}  // namespace cinecut::reading
