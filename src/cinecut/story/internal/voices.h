#pragma once
// Voices: whether anybody is heard where subtitles say that somebody speaks.

#include <vector>

#include "cinecut/story/internal/curve.h"
#include "cinecut/subtitles/cues.h"
#include "cinecut/survey/survey.h"

namespace cinecut::story {

/// Subtitles hold lines that nobody says: of other versions of the film, of signs, of machines that
/// heard words in music. Borrows the survey. One thread at a time.
class Voices {
 public:
  Voices(const std::vector<subtitles::Cue>& cues, const survey::Survey& survey);

  /// False: there is silence, or sound in which nothing is like a voice, although voices of this
  /// film can be told from its other sounds. True in all doubt, and of a film without sound.
  bool are_heard_in(const subtitles::Cue& cue) const;

 private:
  float voice_in(base::FilmRange range) const;

  Curve loudness_;
  Curve speech_;
  float usual_loudness_ = -70;
  float usual_voice_ = 0;
};

}  // namespace cinecut::story
