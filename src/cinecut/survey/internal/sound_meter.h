#pragma once
// Sound meter: loudness, speech and impacts over time, from sound as it is decoded.

#include <memory>
#include <span>
#include <vector>

#include "cinecut/subtitles/cues.h"
#include "cinecut/survey/survey.h"

namespace cinecut::survey {

/// One thread at a time; memory grows by a few numbers for each tenth of a second.
class SoundMeter {
 public:
  SoundMeter();
  ~SoundMeter();
  SoundMeter(SoundMeter&&) noexcept;
  SoundMeter& operator=(SoundMeter&&) noexcept;

  /// Interleaved stereo that starts at `start`, always at the same rate; holes are silence,
  /// overlaps are dropped.
  void add(base::FilmTime start, int rate_hz, std::span<const float> samples);

  /// One value for each step of a film that long; empty if nothing was added. Cues say where there
  /// is speech: there it is a half at least, and between them at most.
  SoundCurve finish(base::Duration film, const std::vector<subtitles::Cue>& cues);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace cinecut::survey
