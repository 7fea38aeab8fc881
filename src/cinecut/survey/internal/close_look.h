#pragma once
// A close look: every picture of a stretch of film, for borders that are exact.

#include <vector>

#include "base/progress.h"
#include "cinecut/survey/borders.h"
#include "cinecut/survey/internal/evidence.h"
#include "cinecut/survey/internal/rest.h"
#include "media/video_reader.h"

namespace cinecut::survey {

struct CloseLook {
  std::vector<Border> borders;  ///< Inside the range that was asked for.
  /// The range begins inside a dissolve, to judge by its pictures, which change until here and no
  /// longer: who enters it at a key picture has not seen the first half.
  base::Duration dissolving{};
  Rest rest;
  std::vector<Glance> glances;  ///< One each so often; empty unless wanted.
};

struct CloseLookOptions {
  /// Pictures decoded before and after the range, for a detector needs to see what surrounds a
  /// joint.
  base::Duration lead_in = std::chrono::milliseconds(700);
  base::Duration lead_out = std::chrono::milliseconds(700);
  /// Behaviour: a glance this often, for the survey of this film. Nothing: none.
  base::Duration glance_interval = std::chrono::seconds(2);
  const media::FilmInfo* glances_of = nullptr;
};

/// `reader` gives whole pictures. Throws what reading throws, and Error: cancelled.
CloseLook look_at_range(media::VideoReader& reader, base::FilmRange range,
                        const CloseLookOptions& options, const base::Progress& progress);

}  // namespace cinecut::survey
